//! The one door to what the package leaves out until it is needed: phrases and words of languages and names of sites, each a file of its own.
// @ts-check

import { load as loadFile } from "./files.js";

/** A file that takes longer is left out this time. */
const LONGEST = 10_000;

/** What is being loaded, by path. @type {Map<string, Promise<string>>} */
const loading = new Map();

/**
 * Has `learn` take each file, if it can be loaded.
 * @param {string} folder of the package
 * @param {string[]} names
 * @param {(name: string, content: string) => boolean} learn says whether it is the file that was meant
 * @returns {Promise<boolean>} whether anything was learnt
 */
export async function learnt(folder, names, learn) {
  const files = await Promise.all(
    names.map(async (name) => ({ name, content: await load(`${folder}/${name}`).catch(() => undefined) })),
  );
  let any = false;
  for (const { name, content } of files) {
    if (content === undefined) continue;
    if (learn(name, content)) any = true;
    else {
      // What came is another page, or a file of another version: asked again, it may be the right one.
      loading.delete(`${folder}/${name}`);
      console.warn(`${name} is not the file that this package was built with: run \`cargo xtask wasm\`.`);
    }
  }
  return any;
}

/**
 * @param {string} path
 * @returns {Promise<string>} a failed download is forgotten, so that the next message tries again
 */
function load(path) {
  let file = loading.get(path);
  if (!file) {
    file = loadFile(`pkg/${path}`, AbortSignal.timeout(LONGEST)).then((response) => response.text());
    file.catch(() => loading.delete(path));
    loading.set(path, file);
  }
  return file;
}
