//! What a page shows just now, for the popup: which messages are open, how they were judged, and what went wrong.
// @ts-check

import { takePorts } from "./platform.js";

/**
 * @typedef {import("../adapters/adapter.js").Opened} Opened
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("./platform.js").Port} Port
 */

/** A companion of the watch. */
export class PageState {
  #webmail;
  /** @type {Map<string, Scored>} */
  #judged = new Map();
  /** @type {Set<string>} */
  #problems = new Set();
  #left = false;
  /** @type {Set<Port>} */
  #asking = new Set();

  /** @param {string} webmail */
  constructor(webmail) {
    this.#webmail = webmail;
    takePorts("popup", (port) => {
      this.#asking.add(port);
      port.onDisconnect.addListener(() => this.#asking.delete(port));
      port.postMessage(this.#page());
    });
  }

  /** The webmail shows banners itself. */
  leaveTo() {
    this.#left = true;
    this.#tell();
  }

  /** @param {Opened} message @param {Scored} scored */
  judged(message, scored) {
    this.#problems.clear();
    this.#judged.set(message.id, scored);
    this.#tell();
  }

  /** @param {string} id */
  gone(id) {
    this.#judged.delete(id);
    this.#problems.clear();
    this.#tell();
  }

  /** @param {string} problem */
  problem(problem) {
    if (this.#problems.has(problem)) return;
    this.#problems.add(problem);
    this.#tell();
  }

  #tell() {
    for (const port of this.#asking) port.postMessage(this.#page());
  }

  /** @returns {import("./messages.js").Page} */
  #page() {
    const messages = [...this.#judged].map(([id, { view }]) => ({ id, view }));
    return { kind: "page", webmail: this.#webmail, problems: [...this.#problems], left: this.#left, messages };
  }
}
