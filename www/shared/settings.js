//! What the reader has chosen on this device: language, colours, and whether links are marked.
// @ts-check

/**
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {"system" | "light" | "dark"} Theme
 * @typedef {{ language: Language, theme: Theme, guardsLinks: boolean }} Values
 */

const KEY = "threat-banner-settings";
/** @type {Theme[]} */
const THEMES = ["system", "light", "dark"];

/**
 * The supported language nearest to a BCP 47 tag.
 * @param {string} tag
 * @returns {Language}
 */
export function languageFor(tag) {
  return tag.toLowerCase().startsWith("zh") ? "zh-Hans" : "en";
}

/** Fires `change` when a value has changed. */
export class Settings extends EventTarget {
  /** @type {Values} */
  #values;

  /** @param {Partial<Values>} [given] what the page around it has chosen, which stands above what is stored */
  constructor(given = {}) {
    super();
    this.#values = { ...read(), ...given };
  }

  get language() {
    return this.#values.language;
  }

  set language(language) {
    this.#change({ ...this.#values, language });
  }

  get theme() {
    return this.#values.theme;
  }

  set theme(theme) {
    this.#change({ ...this.#values, theme });
  }

  /** Whether suspicious links are marked, and dangerous ones asked about before they are opened. */
  get guardsLinks() {
    return this.#values.guardsLinks;
  }

  set guardsLinks(guardsLinks) {
    this.#change({ ...this.#values, guardsLinks });
  }

  /** @param {Values} values */
  #change(values) {
    this.#values = values;
    try {
      localStorage.setItem(KEY, JSON.stringify(values));
    } catch {
      // No storage granted: the choice holds until the page is left.
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {Values} */
function read() {
  /** @type {Partial<Record<keyof Values, unknown>>} */
  let stored = {};
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    // Nothing stored, or not by this version.
  }
  const theme = THEMES.find((known) => known === stored.theme) ?? "system";
  const language = languageFor(String(stored.language ?? navigator.language));
  return { theme, language, guardsLinks: stored.guardsLinks !== false };
}
