//! The level of each message: asked for once, counted, and drawn as a mark.
// @ts-check

import { levelIcon, levelWord } from "../shared/wasm.js";
import { address } from "./mailbox.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {import("../pkg/banner_wasm.js").Level} Level
 * @typedef {import("../shared/scorer-client.js").ScorerClient} ScorerClient
 * @typedef {Level | "waiting" | "failed"} State
 */

/** From the worst to the least. @type {readonly Level[]} */
export const LEVELS = ["danger", "suspicious", "caution", "notice", "none"];

/** @type {Map<Level, Element | undefined>} */
const icons = new Map();

/**
 * A new copy of the icon of a level; nothing for `none`.
 * @param {Level} level
 * @returns {Element | undefined}
 */
export function iconOf(level) {
  if (!icons.has(level)) icons.set(level, levelIcon(document, level));
  return /** @type {Element | undefined} */ (icons.get(level)?.cloneNode(true));
}

export { levelWord };

/** Fires `change` at most once a frame. */
export class Marks extends EventTarget {
  #client;
  /** @type {Map<string, State>} */
  #states = new Map();
  /** @type {Map<State, number>} */
  #counts = new Map();
  #told = false;

  /** @param {ScorerClient} client */
  constructor(client) {
    super();
    this.#client = client;
  }

  /** @param {string[]} ids */
  add(ids) {
    for (const id of ids) if (!this.#states.has(id)) this.#ask(id);
  }

  /** Asks again for what could not be checked. */
  retry() {
    for (const [id, state] of this.#states) if (state === "failed") this.#ask(id);
  }

  /** @param {Iterable<string>} ids that the reader sees now */
  prefer(ids) {
    this.#client.prefer(ids);
  }

  /**
   * @param {string} id
   * @returns {State}
   */
  of(id) {
    return this.#states.get(id) ?? "waiting";
  }

  /** @param {State} state */
  count(state) {
    return this.#counts.get(state) ?? 0;
  }

  /**
   * Also called when an opened message was scored before its turn.
   * @param {string} id
   * @param {State} state
   */
  set(id, state) {
    const before = this.#states.get(id);
    if (before) this.#counts.set(before, this.count(before) - 1);
    this.#states.set(id, state);
    this.#counts.set(state, this.count(state) + 1);
    if (this.#told) return;
    this.#told = true;
    requestAnimationFrame(() => {
      this.#told = false;
      this.dispatchEvent(new Event("change"));
    });
  }

  /** @param {string} id */
  #ask(id) {
    this.set(id, "waiting");
    this.#client.mark(id, { url: address(id, "/raw") }).then(
      (level) => this.set(id, level),
      () => this.set(id, "failed"),
    );
  }
}
