//! Which messages are listed: one level or all, and a word in sender or subject.
// @ts-check

import { number } from "./format.js";
import { iconOf, LEVELS, levelWord } from "./marks.js";
import { say } from "./words.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Level} Level
 * @typedef {import("./mailbox.js").Summary} Summary
 * @typedef {import("./marks.js").Marks} Marks
 * @typedef {import("../shared/settings.js").Settings} Settings
 */

/** Fires `change` when another choice was made. */
export class Filters extends EventTarget {
  #group;
  #marks;
  #settings;
  /** @type {Level | "all"} */
  #level = "all";
  #words = "";
  /** @type {Map<Level | "all", HTMLButtonElement>} */
  #buttons = new Map();
  #total = 0;

  /**
   * @param {HTMLElement} group
   * @param {HTMLInputElement} search
   * @param {Marks} marks
   * @param {Settings} settings
   */
  constructor(group, search, marks, settings) {
    super();
    this.#group = group;
    this.#marks = marks;
    this.#settings = settings;
    for (const level of /** @type {const} */ (["all", ...LEVELS])) this.#add(level);
    // What was typed while the page was loading counts too.
    this.#words = folded(search.value.trim());
    search.addEventListener("input", () => {
      this.#words = folded(search.value.trim());
      this.dispatchEvent(new Event("change"));
    });
    marks.addEventListener("change", () => this.#count());
    settings.addEventListener("change", () => this.#count());
    this.#count();
  }

  /** Whether the choice depends on marks that may still change. */
  get byLevel() {
    return this.#level !== "all";
  }

  /**
   * @param {Summary[]} messages
   * @returns {Summary[]}
   */
  choose(messages) {
    this.#total = messages.length;
    this.#count();
    return messages.filter(
      (message) =>
        (this.#level === "all" || this.#marks.of(message.id) === this.#level) &&
        (this.#words === "" ||
          searched(message).includes(this.#words)),
    );
  }

  /** @param {Level | "all"} level */
  #add(level) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.level = level;
    const icon = level === "all" ? undefined : iconOf(level);
    const word = document.createElement("span");
    const count = document.createElement("span");
    count.className = "count";
    button.append(...(icon ? [icon] : []), word, " ", count);
    button.addEventListener("click", () => {
      this.#level = level;
      this.#count();
      this.dispatchEvent(new Event("change"));
    });
    this.#group.append(button);
    this.#buttons.set(level, button);
  }

  #count() {
    const { language } = this.#settings;
    for (const [level, button] of this.#buttons) {
      const [word, count] = button.querySelectorAll("span");
      if (!word || !count) continue;
      word.textContent = level === "all" ? say(language, "all") : levelWord(level, language);
      count.textContent = number(level === "all" ? this.#total : this.#marks.count(level));
      button.setAttribute("aria-pressed", String(level === this.#level));
    }
  }
}

/**
 * Full-width and half-width, upper and lower case are the same to somebody who searches.
 * @param {string} text
 */
function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}

/** @type {WeakMap<Summary, string>} */
const texts = new WeakMap();

/**
 * What a search looks through, folded once.
 * @param {Summary} message
 */
function searched(message) {
  let text = texts.get(message);
  if (text === undefined) {
    text = folded(`${message.from_name} ${message.from_address} ${message.subject}`);
    texts.set(message, text);
  }
  return text;
}
