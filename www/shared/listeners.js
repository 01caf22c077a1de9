//! Who is told when something has changed.
// @ts-check

/**
 * As much of `EventTarget` as is needed. In Firefox, a content script that extends that one gets the page's, without what the
 * class adds.
 * @template [Detail=undefined]
 */
export class Listeners {
  /** @type {Map<string, Set<(detail?: Detail) => void>>} */
  #listeners = new Map();

  /** @param {string} kind @param {(detail?: Detail) => void} listener */
  addEventListener(kind, listener) {
    const known = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, known.add(listener));
  }

  /** @param {string} kind @param {(detail?: Detail) => void} listener */
  removeEventListener(kind, listener) {
    this.#listeners.get(kind)?.delete(listener);
  }

  /** @param {string} kind @param {Detail} [detail] */
  fire(kind, detail) {
    for (const listener of [...(this.#listeners.get(kind) ?? [])]) listener(detail);
  }
}
