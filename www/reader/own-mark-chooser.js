//! Where the reader chooses the own mark: pictures, colours, a phrase, and how it will look.
// @ts-check

import { make, shade } from "./draw.js";
import { ALL_COLOURS, ALL_SHAPES, LONGEST_PHRASE } from "./own-mark.js";
import { markNode, pictureOf } from "./own-mark-drawn.js";
import { say } from "./words.js";

/**
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("./own-mark.js").OwnMark} OwnMark
 * @typedef {import("./own-mark.js").Mark} Mark
 */

const STYLE = `
form { display: grid; gap: 0.75rem; }
h2 { font-size: 1.0625rem; }
.more { color: var(--soft); font-size: 0.875rem; }
legend, .label { display: block; margin-block-end: 0.25rem; padding: 0; font-weight: 600; font-size: 0.875rem; }
.choices { display: flex; flex-wrap: wrap; gap: 0.375rem; }
.choice { position: relative; display: grid; place-items: center; inline-size: 2.75rem; block-size: 2.75rem; border: 1px solid var(--field); border-radius: 0.4375rem; background: var(--paper); cursor: pointer; }
.choice input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.choice svg { inline-size: 1.75rem; block-size: 1.75rem; }
.choice:has(:checked) { border-color: var(--ink); box-shadow: inset 0 0 0 2px var(--ink); }
.choice:has(:focus-visible) { outline: 3px solid var(--focus); outline-offset: 2px; }
input[type="text"] { inline-size: 100%; max-inline-size: 20rem; min-block-size: 2.25rem; padding: 0.25rem 0.625rem; border: 1px solid var(--field); border-radius: 0.4375rem; background: var(--paper); }
input::placeholder { color: var(--soft); opacity: 1; }
.preview { display: inline-flex; align-items: center; gap: 0.375rem; margin-block-start: 0.25rem; padding: 0.1875rem 0.375rem; border: 1px solid var(--field); border-radius: 0.4375rem; background: var(--paper); }
.preview svg { display: block; inline-size: 1.875rem; block-size: 1.875rem; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
`;

/**
 * @param {OwnMark} mark
 * @param {Settings} settings
 * @param {() => void} [done] called when a choice was made
 * @returns {HTMLElement} with a closed root
 */
export function ownMarkChooser(mark, settings, done = () => {}) {
  const { host, root } = shade(STYLE, settings);
  const { language } = settings;
  /** @type {Mark} */
  const chosen = mark.value ?? { shape: "star", colour: "blue", phrase: "" };
  const preview = make("span", { class: "preview" });
  const shapes = make("div", { class: "choices" });
  const draw = () => {
    preview.replaceChildren(markNode(chosen, language));
    for (const shape of shapes.children) {
      const known = ALL_SHAPES.find((known) => known === shape.getAttribute("data-shape"));
      if (known) shape.querySelector("svg")?.replaceWith(pictureOf(known, chosen.colour));
    }
  };
  for (const shape of ALL_SHAPES) {
    const choice = pick("shape", say(language, `shape_${shape}`), shape === chosen.shape, () => (chosen.shape = shape));
    choice.dataset["shape"] = shape;
    choice.append(pictureOf(shape, chosen.colour));
    shapes.append(choice);
  }
  const colours = make("div", { class: "choices" });
  for (const colour of ALL_COLOURS) {
    const choice = pick("colour", say(language, `colour_${colour}`), colour === chosen.colour, () => (chosen.colour = colour));
    choice.append(pictureOf("drop", colour));
    colours.append(choice);
  }
  const phrase = make("input", { type: "text", id: "phrase", maxlength: String(LONGEST_PHRASE), placeholder: say(language, "markHint"), autocomplete: "off", dir: "auto" });
  phrase.value = chosen.phrase;
  phrase.addEventListener("input", () => {
    chosen.phrase = phrase.value;
    draw();
  });
  const form = make(
    "form",
    {
      method: "dialog",
      "aria-labelledby": "own-mark",
      change: draw,
      submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        mark.value = chosen;
        done();
      },
    },
    make("h2", { id: "own-mark" }, say(language, "markTitle")),
    make("p", { class: "more" }, say(language, "markWhy")),
    make("fieldset", {}, make("legend", {}, say(language, "markShape")), shapes),
    make("fieldset", {}, make("legend", {}, say(language, "markColour")), colours),
    make("div", {}, make("label", { class: "label", for: "phrase" }, say(language, "markPhrase")), phrase),
    make("div", {}, make("span", { class: "label" }, say(language, "markPreview")), preview),
    make(
      "div",
      { class: "buttons" },
      make("button", { type: "submit", class: "first" }, say(language, "markSave")),
      make("button", { type: "button", click: () => ((mark.value = undefined), done()) }, say(language, "markNone")),
    ),
  );
  draw();
  root.append(form);
  return host;
}

/**
 * @param {string} group
 * @param {string} name
 * @param {boolean} checked
 * @param {() => void} choose
 */
function pick(group, name, checked, choose) {
  const input = make("input", { type: "radio", name: group, "aria-label": name, title: name, change: choose });
  input.checked = checked;
  return make("label", { class: "choice" }, input);
}

