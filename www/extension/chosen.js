//! What the reader has chosen, as a content script knows it: asked of the worker when a message opens first.
// @ts-check

import { isToContent } from "./messages.js";
import { ask, isAlive, listen } from "./platform.js";

/** @typedef {(detail?: import("./messages.js").Given) => void} Listener */

/**
 * Fires `change` when a choice has changed, `fate` with what became of an answer, and `gone` once this script belongs to no
 * extension any more: after an update, nobody answers it. No `EventTarget`: in Firefox, a content script that extends one gets the
 * page's, without what the class adds.
 */
export class Chosen {
  /** @type {Map<string, Set<Listener>>} */
  #listeners = new Map();
  /** @type {import("./messages.js").Language} */
  language = "en";
  /** @type {import("./messages.js").Begun["theme"]} */
  theme = "system";
  /** Whether suspicious links are marked, and dangerous ones asked about before they are opened. */
  guardsLinks = true;
  /** @type {Promise<import("./messages.js").Begun> | undefined} */
  #begun;

  constructor() {
    listen((message) => {
      if (!isToContent(message)) return;
      if (message.kind === "fate") {
        this.#fire("fate", message);
        return;
      }
      this.#take(message);
      this.#fire("change");
    });
  }

  /** The style of banners, once all of this is known. @returns {Promise<string>} */
  async begun() {
    this.#begun ??= this.ask({ kind: "begin" }).then((begun) => {
      this.#take(begun);
      return begun;
    });
    this.#begun.catch(() => {
      this.#begun = undefined;
    });
    return (await this.#begun).style;
  }

  /**
   * @param {import("./messages.js").FromContent} message
   * @returns {Promise<any>}
   */
  async ask(message) {
    if (!this.holds()) throw new Error("The extension was changed. Load the page again.");
    return ask(message);
  }

  /** @param {Pick<import("./messages.js").Begun, "language" | "theme" | "links">} told */
  #take({ language, theme, links }) {
    this.language = language;
    this.theme = theme;
    this.guardsLinks = links === "marked";
  }

  /** Whether anybody answers. */
  holds() {
    const alive = isAlive();
    if (!alive) this.#fire("gone");
    return alive;
  }

  /** @param {"change" | "fate" | "gone"} kind @param {Listener} listener */
  addEventListener(kind, listener) {
    const known = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, known.add(listener));
  }

  /** @param {"change" | "fate" | "gone"} kind @param {Listener} listener */
  removeEventListener(kind, listener) {
    this.#listeners.get(kind)?.delete(listener);
  }

  /** @param {"change" | "fate" | "gone"} kind @param {import("./messages.js").Given} [detail] */
  #fire(kind, detail) {
    for (const listener of [...(this.#listeners.get(kind) ?? [])]) listener(detail);
  }
}
