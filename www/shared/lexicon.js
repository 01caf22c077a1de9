//! The one door to the phrases of languages: lists of their own, each loaded with the first message that may need it.
// @ts-check

/** @typedef {import("../pkg/banner_wasm.js").Scorer} Scorer */

const FOLDER = new URL("../pkg/lexicon/", import.meta.url);

/** A list that takes longer is left out this time. */
const LONGEST = 10_000;

/** What is being loaded, by name. @type {Map<string, Promise<string>>} */
const loading = new Map();

/**
 * Has the scorer learn the lists that it wanted for the message that it judged last. One that cannot be loaded is left out: the
 * message is judged by the others.
 * @param {Scorer} scorer
 * @returns {Promise<boolean>} whether something was learnt, so that the message is to be judged again
 */
export async function learnt(scorer) {
  const lists = await Promise.all(
    scorer.wanted.map(async (name) => ({ name, content: await load(name).catch(() => undefined) })),
  );
  let any = false;
  for (const { name, content } of lists) {
    if (content === undefined) continue;
    if (scorer.learn(name, content)) any = true;
    else {
      // What came is another page, or a list of another version: asked again, it may be the right one.
      loading.delete(name);
      console.warn(`${name} is not the list that this package was built with: run \`cargo xtask wasm\`.`);
    }
  }
  return any;
}

/**
 * @param {string} name
 * @returns {Promise<string>} a failed download is forgotten, so that the next message tries again
 */
function load(name) {
  let list = loading.get(name);
  if (!list) {
    list = fetch(new URL(name, FOLDER), { signal: AbortSignal.timeout(LONGEST) }).then((response) => {
      if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
      return response.text();
    });
    list.catch(() => loading.delete(name));
    loading.set(name, list);
  }
  return list;
}
