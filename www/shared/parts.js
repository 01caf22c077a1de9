//! The one door to the readers of parts: a second module, loaded with the first message that has something to look into.
// @ts-check

import { load as loadFile } from "./files.js";
import { codesIn } from "./pictures.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Readings} Readings
 * @typedef {typeof import("../pkg-parts/part_reader_wasm.js")} Reader
 */

/** @type {Promise<Reader> | undefined} */
let loading;
/** @type {Reader | undefined} */
let given;
/** How often a reader broke down. It may be in any state then: another is loaded, but not for ever. */
let broken = 0;
const MOST_BROKEN = 5;

/**
 * What readers find in the parts and pictures of a message; nothing when the readers cannot be loaded: then the message is
 * judged by what the core sees itself.
 * @param {[number, string, Uint8Array][]} parts place, name and bytes of attachments
 * @param {import("./pictures.js").Picture[]} pictures
 * @returns {Promise<Readings | undefined>}
 */
export async function readingsOf(parts, pictures) {
  if (broken > (given ? 0 : MOST_BROKEN)) return undefined;
  try {
    const reader = await load();
    /** @type {{ attachment: number, contents: any }[]} */
    const found = [];
    /** @type {import("./pictures.js").Picture[]} */
    const inside = [];
    for (const [attachment, name, bytes] of parts) {
      const part = reader.Part.read(bytes, name);
      if (!part) continue;
      found.push({ attachment, contents: JSON.parse(part.contents()) });
      for (let picture = part.nextPicture(); picture; picture = part.nextPicture()) inside.push([[picture]]);
      part.free();
    }
    return { parts: found, codes: await codesIn(reader, [...pictures, ...inside]) };
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      broken += 1;
      loading = undefined;
    }
    console.warn("The attachments and pictures of a message could not be looked into.", error);
    return undefined;
  }
}

/**
 * Has this reader used, for a place that may not load modules later: a service worker. A broken one cannot be replaced there, and
 * parts are not looked into until the worker starts anew.
 * @param {Reader} reader
 */
export function readWith(reader) {
  given = reader;
}

/** @returns {Promise<Reader>} a failed download is forgotten, so that the next message tries again */
function load() {
  // By another address it is another module, with a memory of its own.
  const address = `../pkg-parts/part_reader_wasm.js${broken > 0 ? `?${broken}` : ""}`;
  loading ??= (given ? Promise.resolve(given) : /** @type {Promise<Reader>} */ (import(address)))
    .then(async (reader) => {
      await reader.default({ module_or_path: loadFile("pkg-parts/part_reader_wasm_bg.wasm") });
      return reader;
    })
    .catch((error) => {
      loading = undefined;
      throw error;
    });
  return loading;
}
