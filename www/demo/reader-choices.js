//! The reader's own choices: marks at links, the own mark, the banner budget, and who is known.
// @ts-check

import { levelWord } from "../shared/wasm.js";
import { budgetPanel } from "../reader/budget-panel.js";
import { make } from "../reader/draw.js";
import { ownMarkChooser } from "../reader/own-mark-chooser.js";
import { say as sayReader } from "../reader/words.js";
import { say } from "./words.js";

/**
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("../reader/budget.js").Budget} Budget
 * @typedef {import("../reader/known-senders.js").KnownSenders} KnownSenders
 * @typedef {import("../reader/own-mark.js").OwnMark} OwnMark
 */

export class ReaderChoices {
  #parts;
  #dialog = /** @type {HTMLDialogElement} */ (document.getElementById("reader"));

  /** @param {{ settings: Settings, budget: Budget, known: KnownSenders, mark: OwnMark }} parts */
  constructor(parts) {
    this.#parts = parts;
    document.getElementById("choices")?.addEventListener("click", () => {
      this.#draw();
      this.#dialog.showModal();
    });
    this.#dialog.addEventListener("close", () => this.#dialog.replaceChildren());
    parts.known.addEventListener("change", () => {
      if (this.#dialog.open) this.#draw();
    });
  }

  #draw() {
    const { settings, budget, known, mark } = this.#parts;
    const { language } = settings;
    const guards = make("input", { type: "checkbox", id: "guards-links", change: () => (settings.guardsLinks = guards.checked) });
    guards.checked = settings.guardsLinks;
    const senders = known.all.toReversed().map((address) =>
      make(
        "li",
        {},
        make("bdi", { dir: "ltr" }, address),
        make("button", { type: "button", click: () => known.remove(address) }, sayReader(language, "knowUndo")),
      ),
    );
    const close = () => this.#dialog.close();
    this.#dialog.replaceChildren(
      make(
        "div",
        { class: "parts" },
        make("label", { class: "switch" }, guards, make("span", {}, sayReader(language, "switchLinks"))),
        ownMarkChooser(mark, settings, close),
        budgetPanel(budget, settings, levelWord),
        make(
          "section",
          {},
          make("h2", {}, sayReader(language, "knownTitle")),
          senders.length > 0 ? make("ul", {}, ...senders) : make("p", { class: "small" }, sayReader(language, "knownNone")),
        ),
        make("div", { class: "acts" }, make("button", { type: "button", click: close }, say(language, "close"))),
      ),
    );
  }
}
