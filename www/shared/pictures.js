//! The pixels of the pictures in a message, decoded by the browser, for the reader of codes; nothing is fetched or shown.
// @ts-check

/**
 * @typedef {typeof import("../pkg-parts/part_reader_wasm.js")} Reader
 * @typedef {Uint8Array[][] | string} Picture rows of image files, or lines that draw
 */

/** The most pixels that the reader takes; larger pictures are made smaller. */
const MOST_PIXELS = 16_000_000;
/** What one message may make the worker decode, all pictures together. */
const MOST_IN_MESSAGE = 60_000_000;
/** The most codes that are kept. */
const MOST_CODES = 20;

/**
 * The texts of the codes in pictures, each once.
 * @param {Reader} reader
 * @param {Picture[]} pictures
 * @returns {Promise<{ text: string }[]>}
 */
export async function codesIn(reader, pictures) {
  /** @type {Set<string>} */
  const texts = new Set();
  const budget = { pixels: MOST_IN_MESSAGE };
  for (const picture of pictures) {
    if (budget.pixels <= 0 || texts.size >= MOST_CODES) break;
    const found = typeof picture === "string" ? reader.codesDrawn(picture) : await codesOn(reader, picture, budget);
    for (const text of found) texts.add(text);
  }
  return [...texts].slice(0, MOST_CODES).map((text) => ({ text }));
}

/**
 * @param {Reader} reader
 * @param {Uint8Array[][]} rows
 * @param {{ pixels: number }} budget
 * @returns {Promise<string[]>}
 */
async function codesOn(reader, rows, budget) {
  const board = new reader.Board();
  try {
    for (const row of rows) {
      board.newRow();
      for (const bytes of row) {
        const image = await decoded(bytes, Math.min(MOST_PIXELS, budget.pixels));
        if (!image) continue;
        budget.pixels -= image.width * image.height;
        board.add(new Uint8Array(image.data.buffer), image.width, image.height);
      }
    }
    return board.codes();
  } finally {
    board.free();
  }
}

/**
 * The pixels of an image file, made smaller if they are more than `most`; nothing when the browser cannot read it.
 * @param {Uint8Array} bytes
 * @param {number} most
 * @returns {Promise<ImageData | undefined>}
 */
async function decoded(bytes, most) {
  if (most <= 0) return undefined;
  const copy = new Uint8Array(bytes);
  let bitmap;
  try {
    // Without a type the browser looks at the bytes; SVG, which could ask for more, is no bitmap and refused.
    bitmap = await createImageBitmap(new Blob([copy]));
  } catch {
    return undefined;
  }
  try {
    const scale = Math.min(1, Math.sqrt(most / (bitmap.width * bitmap.height)));
    const width = Math.max(1, Math.floor(bitmap.width * scale));
    const height = Math.max(1, Math.floor(bitmap.height * scale));
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    context?.drawImage(bitmap, 0, 0, width, height);
    return context?.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
  }
}
