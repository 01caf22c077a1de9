//! The reader's own choices in one dialog: marks at links, the own mark, the banner budget, and who is known.
// @ts-check

import { budgetPanel } from "./budget-panel.js";
import { make, shade } from "./draw.js";
import { KNOWN_STYLE, knownList } from "./known-list.js";
import { ownMarkChooser } from "./own-mark-chooser.js";
import { bodyOf } from "../shared/reach.js";
import { say } from "./words.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Level} Level
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {import("../shared/settings.js").Settings} Settings
 */

/**
 * @typedef {object} Parts
 * @property {Document} page
 * @property {Settings} settings
 * @property {import("./budget.js").Budget} budget
 * @property {import("./known-senders.js").KnownSenders} known
 * @property {import("./own-mark.js").OwnMark} mark
 * @property {(level: Level, language: Language) => string} levelWord the banner's word for a level
 * @property {Node[]} missing why the open message has no banner; empty if it has one
 */

const STYLE = `
dialog {
  inline-size: min(36rem, calc(100vw - 24px)); max-block-size: calc(100vh - 24px); padding: 1.25rem; border: 1px solid var(--field);
  border-radius: 0.75rem; background: var(--paper); color: var(--ink); overflow: auto;
}
dialog::backdrop { background: rgb(0 0 0 / 50%); }
.parts { display: grid; gap: 1.25rem; }
h2 { font-size: 1.0625rem; }
.switch { display: flex; gap: 0.5rem; align-items: start; }
.switch input { flex: none; inline-size: 1.125rem; block-size: 1.125rem; margin: 0.1875rem 0 0; accent-color: var(--focus); }
.missing { display: grid; gap: 0.625rem; font-size: 0.875rem; }
.missing h3 { font-size: 0.875rem; }
.missing ul { padding-inline-start: 1.25rem; }
.missing li { display: list-item; }
.promise { font-weight: 600; }
${KNOWN_STYLE}`;

/**
 * Opens the dialog; it is gone once it is closed.
 * @param {Parts} parts
 */
export function openChoices({ page, settings, budget, known, mark, levelWord, missing }) {
  const { host, root } = shade(STYLE, settings, page);
  const { language } = settings;
  const dialog = make("dialog", {
    "aria-label": say(language, "choices"),
    // The webmail has shortcuts of its own: none of them is meant here.
    keydown: (/** @type {Event} */ event) => event.stopPropagation(),
    close: () => {
      known.removeEventListener("change", draw);
      host.remove();
    },
  });
  const close = () => dialog.close();
  const draw = () => {
    const guards = make("input", { type: "checkbox", id: "guards-links", change: () => (settings.guardsLinks = guards.checked) });
    guards.checked = settings.guardsLinks;
    dialog.replaceChildren(
      make(
        "div",
        { class: "parts" },
        missing.length > 0 && make("section", { class: "missing" }, make("h2", {}, say(language, "absence")), ...missing),
        make("label", { class: "switch" }, guards, make("span", {}, say(language, "switchLinks"))),
        ownMarkChooser(mark, settings, close),
        budgetPanel(budget, settings, levelWord),
        knownList(known, language),
        make("div", {}, make("button", { type: "button", click: close }, say(language, "close"))),
      ),
    );
  };
  draw();
  known.addEventListener("change", draw);
  root.append(dialog);
  bodyOf(page).append(host);
  dialog.showModal();
}
