//! The one door to the readers of parts: a second module, loaded with the first message that has something to look into.
// @ts-check

import { codesIn } from "./pictures.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Readings} Readings
 * @typedef {typeof import("../pkg-parts/part_reader_wasm.js")} Reader
 */

const ADDRESS = new URL("../pkg-parts/part_reader_wasm_bg.wasm", import.meta.url);

/** @type {Promise<Reader> | undefined} */
let loading;
/** A reader that broke down may be in any state: it is not asked again. */
let broken = false;

/**
 * What readers find in the parts and pictures of a message; nothing when the readers cannot be loaded: then the message is
 * judged by what the core sees itself.
 * @param {[number, string, Uint8Array][]} parts place, name and bytes of attachments
 * @param {import("./pictures.js").Picture[]} pictures
 * @returns {Promise<Readings | undefined>}
 */
export async function readingsOf(parts, pictures) {
  if (broken) return undefined;
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
    broken ||= error instanceof WebAssembly.RuntimeError;
    return undefined;
  }
}

/** @returns {Promise<Reader>} a failed download is forgotten, so that the next message tries again */
function load() {
  loading ??= import("../pkg-parts/part_reader_wasm.js")
    .then(async (reader) => {
      await reader.default({ module_or_path: ADDRESS });
      return reader;
    })
    .catch((error) => {
      loading = undefined;
      throw error;
    });
  return loading;
}
