//! A mark that only this reader knows, a picture or a phrase: it stands in every banner of ours and in none that a sender drew.
//!
//! It is chosen once and kept on this device. It stands in the banner's closed shadow root, where neither mail nor page style
//! reaches. The pictures are drawn here: nothing is uploaded, and nothing that a message brings can become a mark.
// @ts-check

import { Listeners } from "../shared/listeners.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {import("./kept.js").Keep} Keep
 * @typedef {(typeof ALL_SHAPES)[number]} Shape
 * @typedef {(typeof ALL_COLOURS)[number]} Colour
 * @typedef {{ shape: Shape, colour: Colour, phrase: string }} Mark
 * @typedef {(mark: Mark, language: Language) => Node} Drawn
 */

export const ALL_SHAPES = /** @type {const} */ ([
  "star",
  "heart",
  "moon",
  "leaf",
  "house",
  "fish",
  "key",
  "drop",
  "boat",
  "tree",
  "cloud",
  "umbrella",
]);
export const ALL_COLOURS = /** @type {const} */ (["blue", "green", "purple", "orange", "pink", "teal"]);
/** In characters. */
export const LONGEST_PHRASE = 24;

const NAME = "own-mark";

/** Fires `change` when another mark was chosen. */
export class OwnMark extends Listeners {
  #keep;
  /** How it is drawn: known once what the reader gets beyond the banner is loaded. @type {Drawn | undefined} */
  #drawn;

  /** @param {Keep} keep */
  constructor(keep) {
    super();
    this.#keep = keep;
  }

  /** @returns {Mark | undefined} nothing while none was chosen */
  get value() {
    const kept = /** @type {Partial<Mark> | undefined} */ (this.#keep.read(NAME));
    const shape = ALL_SHAPES.find((known) => known === kept?.shape);
    const colour = ALL_COLOURS.find((known) => known === kept?.colour);
    return shape && colour ? { shape, colour, phrase: shortened(String(kept?.phrase ?? "")) } : undefined;
  }

  set value(mark) {
    this.#keep.write(NAME, mark ? { ...mark, phrase: shortened(mark.phrase) } : null);
    this.fire("change");
  }

  /** From now on it is drawn so. @param {Drawn} drawn */
  draw(drawn) {
    this.#drawn = drawn;
    if (this.value) this.fire("change");
  }

  /**
   * What stands in the banner.
   * @param {Language} language
   * @returns {Node | null}
   */
  node(language) {
    return (this.value && this.#drawn?.(this.value, language)) ?? null;
  }
}

/** @param {string} phrase */
function shortened(phrase) {
  return [...phrase.normalize("NFC").trim()].slice(0, LONGEST_PHRASE).join("");
}
