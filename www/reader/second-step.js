//! The second, deliberate step before something that may do harm: a dialog in the page, never in the mail.
//!
//! Staying is the default: it has the focus, Escape and a click beside the dialog mean it too. What goes on names what it does,
//! and does not answer to the second half of a double click.
// @ts-check

import { levelShape, make, shade } from "./draw.js";
import { bodyOf } from "../shared/reach.js";
import { OWNER_STYLE } from "./link-card.js";

/**
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {object} Question
 * @property {import("./suspicions.js").Alarm} level
 * @property {string} title
 * @property {(Node | string)[]} lines
 * @property {string} stay
 * @property {string | undefined} go nothing, if there is no going on
 */

/** A click this soon after the dialog opened was meant for something else, in milliseconds. */
const TOO_SOON = 400;

const STYLE = `
dialog {
  inline-size: min(30rem, calc(100vw - 24px)); max-block-size: calc(100vh - 24px); padding: 0; border: 2px solid var(--edge); border-radius: 0.75rem;
  background: var(--paper); color: var(--ink); overflow: auto;
}
dialog::backdrop { background: rgb(0 0 0 / 60%); }
.inside { display: grid; gap: 0.75rem; padding: 1.25rem; }
h2 { display: flex; gap: 0.625rem; align-items: start; font-size: 1.1875rem; line-height: 1.35; }
h2 .icon { inline-size: 1.75rem; block-size: 1.75rem; }
ul { padding-inline-start: 1.25rem; }
.buttons { display: flex; flex-wrap: wrap; justify-content: end; gap: 0.625rem; margin-block-start: 0.25rem; }
.buttons button { max-inline-size: 100%; }
@media (max-width: 30rem) { .buttons button { flex: 1 1 100%; } }
`;

/**
 * Asks once. When it is answered, the focus is where it was.
 * @param {Document} page
 * @param {Settings} settings
 * @param {Question} question
 * @param {Element | null} [back] what gets the focus again, if that lies in a frame
 * @returns {Promise<boolean>} whether to go on
 */
export function secondStep(page, settings, question, back) {
  const { host, root } = shade(STYLE + OWNER_STYLE, settings, page);
  const shown = performance.now();
  return new Promise((done) => {
    const close = (/** @type {boolean} */ goes) => {
      if (!host.isConnected) return;
      dialog.close();
      host.remove();
      if (back && back.isConnected) /** @type {HTMLElement} */ (back).focus?.({ preventScroll: true });
      done(goes);
    };
    const go = (/** @type {Event} */ event) => {
      if (event.isTrusted && performance.now() - shown >= TOO_SOON) close(true);
    };
    const dialog = make(
      "dialog",
      {
        "data-level": question.level,
        "aria-labelledby": "title",
        cancel: (/** @type {Event} */ event) => {
          event.preventDefault();
          close(false);
        },
        // What lies beside the content is the backdrop.
        click: (/** @type {Event} */ event) => event.target === dialog && close(false),
        // The webmail has shortcuts of its own: none of them is meant here.
        keydown: (/** @type {Event} */ event) => event.stopPropagation(),
      },
      make(
        "div",
        { class: "inside" },
        make("h2", { id: "title" }, levelShape(question.level), make("span", {}, question.title)),
        ...question.lines.map((line) => (typeof line === "string" ? make("p", {}, make("bdi", {}, line)) : line)),
        make(
          "div",
          { class: "buttons" },
          question.go !== undefined && make("button", { type: "button", click: go }, question.go),
          make("button", { type: "button", class: "first", autofocus: true, click: () => close(false) }, question.stay),
        ),
      ),
    );
    root.append(dialog);
    bodyOf(page).append(host);
    dialog.showModal();
  });
}
