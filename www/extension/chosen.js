//! What the reader has chosen, as a content script knows it: asked of the worker when a message opens first.
// @ts-check

import { Listeners } from "../shared/listeners.js";
import { isToContent } from "./messages.js";
import { ask, isAlive, listen } from "./platform.js";

/**
 * Fires `change` when a choice has changed, `fate` with what became of an answer, and `gone` once this script belongs to no
 * extension any more: after an update, nobody answers it.
 * @extends {Listeners<import("./messages.js").Given>}
 */
export class Chosen extends Listeners {
  /** @type {import("./messages.js").Language} */
  language = "en";
  /** @type {import("./messages.js").Begun["theme"]} */
  theme = "system";
  /** Whether suspicious links are marked, and dangerous ones asked about before they are opened. */
  guardsLinks = true;
  /** The mark that only this reader knows. @type {import("./messages.js").Mark | undefined} */
  mark;
  /** Those that the reader knows. @type {string[]} */
  #senders = [];
  /** @type {Promise<import("./messages.js").Begun> | undefined} */
  #begun;

  constructor() {
    super();
    listen((message) => {
      if (!isToContent(message)) return;
      if (message.kind === "fate") {
        this.fire("fate", message);
        return;
      }
      this.#take(message);
      this.fire("change");
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

  /**
   * The senders that the reader vouched for, as far as a page needs them: the worker keeps them.
   * @type {Pick<import("../reader/known-senders.js").KnownSenders, "has" | "add" | "remove">}
   */
  senders = {
    has: (address) => this.#senders.includes(address.toLowerCase()),
    add: (address) => void this.#know(address, true),
    remove: (address) => void this.#know(address, false),
  };

  /**
   * All pages are told of it, this one too.
   * @param {string} address
   * @param {boolean} known
   */
  async #know(address, known) {
    await this.ask({ kind: "know", address, known }).catch((error) => console.warn(`Threat Banner: ${error}`));
  }

  /** @param {import("./messages.js").Told} told */
  #take({ language, theme, links, mark, senders }) {
    this.mark = mark;
    this.#senders = senders;
    this.language = language;
    this.theme = theme;
    this.guardsLinks = links === "marked";
  }

  /** Whether anybody answers. */
  holds() {
    const alive = isAlive();
    if (!alive) this.fire("gone");
    return alive;
  }
}
