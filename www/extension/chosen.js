//! What the reader has chosen, as a content script knows it: asked of the worker when a message opens first.
// @ts-check

import { isToContent } from "./messages.js";
import { ask, isAlive, listen } from "./platform.js";

/**
 * Fires `change` when a choice has changed, `fate` with what became of an answer, and `gone` once this script belongs to no
 * extension any more: after an update, nobody answers it.
 */
export class Chosen extends EventTarget {
  /** @type {import("./messages.js").Language} */
  language = "en";
  /** @type {import("./messages.js").Begun["theme"]} */
  theme = "system";
  /** @type {Promise<import("./messages.js").Begun> | undefined} */
  #begun;

  constructor() {
    super();
    listen((message) => {
      if (!isToContent(message)) return;
      if (message.kind === "fate") {
        this.dispatchEvent(new CustomEvent("fate", { detail: message }));
        return;
      }
      if (message.language === this.language && message.theme === this.theme) return;
      this.language = message.language;
      this.theme = message.theme;
      this.dispatchEvent(new Event("change"));
    });
  }

  /** The style of banners, once all of this is known. @returns {Promise<string>} */
  async begun() {
    this.#begun ??= this.ask({ kind: "begin" }).then((begun) => {
      this.language = begun.language;
      this.theme = begun.theme;
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

  /** Whether anybody answers. */
  holds() {
    const alive = isAlive();
    if (!alive) this.dispatchEvent(new Event("gone"));
    return alive;
  }
}
