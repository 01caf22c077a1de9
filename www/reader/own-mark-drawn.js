//! How the reader's own mark looks, and what it is called.
// @ts-check

import { drawing, make } from "./draw.js";
import { say } from "./words.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {import("./own-mark.js").Colour} Colour
 * @typedef {import("./own-mark.js").Mark} Mark
 * @typedef {import("./own-mark.js").Shape} Shape
 */

/** Each told apart from all others without its colour. */
/** @type {Record<Shape, string>} */
const SHAPES = {
  star: "M12 2l3 6.6 7.2.8-5.4 4.8 1.6 7.1-6.4-3.7-6.4 3.7 1.6-7.100L1.8 9.4 9 8.600z",
  heart: "M12 21C4 15 2 11.5 2 8a5 5 0 0 1 10-1.500A5 5 0 0 1 22 8c0 3.5-2 7-10 13z",
  moon: "M20 14.500A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.500z",
  leaf: "M4 20C3 9 9 4 21 3c0 12-5 17.5-14 16l-2 2.500z",
  house: "M3 11.500L12 3.500l9 8V21h-6v-6H9v6H3z",
  fish: "M2 12c4-7 11-7 15-2l5-4v12l-5-4c-4 5-11 5-15-2z",
  key: "M8 7a5 5 0 1 0 4.6 7H15v3h3v-3h3v-4h-8.400A5 5 0 0 0 8 7zm0 3.500a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z",
  drop: "M12 2c5 7 7 9.5 7 13a7 7 0 0 1-14 0c0-3.5 2-6 7-13z",
  boat: "M4 16h16l-3 5H7zM11 3v11H4zM13 5l7 9h-7z",
  tree: "M12 2l7 10h-4l5 6h-7v4h-2v-4H4l5-6H5z",
  cloud: "M7 19a5 5 0 0 1-.5-10A6 6 0 0 1 18 8.5 5.3 5.3 0 0 1 17.5 19z",
  umbrella: "M12 3a9 9 0 0 1 9 9H3a9 9 0 0 1 9-9zM11 12h2v6a3 3 0 0 1-6 0h2a1 1 0 0 0 2 0z",
};

/** Each with 3:1 and more against the light and the dark paper of the banner. */
/** @type {Record<Colour, string>} */
const COLOURS = {
  blue: "#3b7ddd",
  green: "#2e8b4f",
  purple: "#9a5bd0",
  orange: "#c8641b",
  pink: "#d1478f",
  teal: "#16868f",
};

/**
 * @param {Mark} mark
 * @param {Language} language
 */
export function markNode({ shape, colour, phrase }, language) {
  const fragment = new DocumentFragment();
  const name = [markName({ shape, colour }, language), phrase].filter(Boolean).join(", ");
  const picture = make("span", { role: "img", "aria-label": say(language, "markYours", { mark: name }) });
  picture.append(pictureOf(shape, colour));
  fragment.append(picture);
  // Said already, with the picture.
  if (phrase) fragment.append(make("bdi", { "aria-hidden": "true" }, phrase));
  return fragment;
}

/** @param {Shape} shape @param {Colour} colour */
export function pictureOf(shape, colour) {
  return drawing([{ d: SHAPES[shape], fill: COLOURS[colour], "fill-rule": "evenodd" }]);
}

/** @param {{ shape: Shape, colour: Colour }} mark @param {Language} language */
export function markName({ shape, colour }, language) {
  return say(language, "markName", { shape: say(language, `shape_${shape}`), colour: say(language, `colour_${colour}`) });
}
