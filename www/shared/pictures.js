//! The pixels of the pictures in a message, decoded by the browser, for the reader of codes; nothing is fetched or shown.
// @ts-check

/**
 * @typedef {typeof import("../pkg-parts/part_reader_wasm.js")} Reader
 * @typedef {Uint8Array[][] | string} Picture rows of image files, or lines that draw
 */

/** The most pixels that the reader takes; larger pictures are made smaller. */
const MOST_PIXELS = 16_000_000;
/** What one message may make the worker decode, all pictures together. */
const MOST_DECODED = 200_000_000;
/** What is looked at of it: pictures that have more than their share are made smaller. */
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
  const codes = new reader.Codes(pictures.length);
  const budget = { decoded: MOST_DECODED, pixels: MOST_IN_MESSAGE, later: pictures.length };
  try {
    // Small ones first: large ones that show nothing must not use up what may be decoded.
    for (const picture of [...pictures].sort((one, other) => sizeOf(one) - sizeOf(other))) {
      if (typeof picture === "string") codes.lookAtLines(picture);
      else await lookAt(reader, codes, picture, budget);
      budget.later -= 1;
      if (codes.texts().length >= MOST_CODES) break;
    }
    return codes.texts().slice(0, MOST_CODES).map((text) => ({ text }));
  } finally {
    codes.free();
  }
}

/**
 * How long the files of a picture are: how many pixels they hold is known only once they are decoded.
 * @param {Picture} picture
 * @returns {number}
 */
function sizeOf(picture) {
  if (typeof picture === "string") return picture.length;
  return picture.flat().reduce((size, bytes) => size + bytes.length, 0);
}

/**
 * @typedef {object} Budget
 * @property {number} decoded how many pixels may still be decoded
 * @property {number} pixels how many may still be looked at
 * @property {number} later how many pictures share these
 */

/**
 * @param {Reader} reader
 * @param {InstanceType<Reader["Codes"]>} codes
 * @param {Uint8Array[][]} rows
 * @param {Budget} budget
 * @returns {Promise<void>}
 */
async function lookAt(reader, codes, rows, budget) {
  const board = new reader.Board();
  try {
    const share = budget.pixels / budget.later;
    const pieces = rows.reduce((count, row) => count + row.length, 0);
    for (const row of rows) {
      board.newRow();
      for (const bytes of row) {
        const most = Math.min(MOST_PIXELS, share / pieces);
        const image = await decoded(reader.Part.drawnBy(bytes) ?? bytes, most, budget);
        if (!image) continue;
        budget.pixels -= image.width * image.height;
        board.add(new Uint8Array(image.data.buffer), image.width, image.height);
      }
    }
    codes.lookAt(board);
  } finally {
    board.free();
  }
}

/**
 * The pixels of an image file, made smaller if they are more than `most`; nothing when the browser cannot read it.
 * @param {Uint8Array} bytes
 * @param {number} most
 * @param {Budget} budget
 * @returns {Promise<ImageData | undefined>}
 */
async function decoded(bytes, most, budget) {
  if (budget.decoded <= 0) return undefined;
  const copy = new Uint8Array(bytes);
  let bitmap;
  try {
    // Without a type the browser looks at the bytes.
    bitmap = await createImageBitmap(new Blob([copy]));
  } catch {
    return undefined;
  }
  try {
    budget.decoded -= bitmap.width * bitmap.height;
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
