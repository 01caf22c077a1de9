//! The list of messages: draws only the rows in sight, however many there are.
// @ts-check

import { dateOf, shortDate } from "./format.js";
import { iconOf, levelWord } from "./marks.js";
import { say } from "./words.js";

/**
 * @typedef {import("./mailbox.js").Summary} Summary
 * @typedef {import("./marks.js").Marks} Marks
 * @typedef {import("../shared/settings.js").Settings} Settings
 */

/** Rows drawn beyond the edge, so that a small scroll finds them ready. */
const MARGIN = 6;
/** So long are rows made in one frame, in milliseconds; the rest waits for the next. */
const SLICE = 5;

/** Fires `open` with the id of a message. */
export class List extends EventTarget {
  #box;
  #rows;
  #marks;
  #settings;
  /** @type {Summary[]} */
  #messages = [];
  /** Drawn rows by position in the list. @type {Map<number, HTMLElement>} */
  #drawn = new Map();
  #active = 0;
  /** @type {string | undefined} */
  #opened;
  #height = 0;
  #planned = false;

  /**
   * @param {HTMLElement} box the listbox, which scrolls
   * @param {HTMLElement} rows
   * @param {Marks} marks
   * @param {Settings} settings
   */
  constructor(box, rows, marks, settings) {
    super();
    this.#box = box;
    this.#rows = rows;
    this.#marks = marks;
    this.#settings = settings;
    box.addEventListener("scroll", () => this.#plan(), { passive: true });
    box.addEventListener("keydown", (event) => this.#key(event));
    rows.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => this.#resized()).observe(box);
    marks.addEventListener("change", () => this.#refresh());
    settings.addEventListener("change", () => this.#restart());
  }

  /** @param {Summary[]} messages */
  show(messages) {
    const active = this.#messages[this.#active]?.id;
    const before = this.#messages;
    this.#messages = messages;
    const again = messages.findIndex((message) => message.id === active);
    this.#active = Math.max(again, 0);
    // While marks come in, most choices change nothing in sight: such rows stay.
    for (const [index, row] of this.#drawn) {
      if (before[index] === messages[index]) continue;
      row.remove();
      this.#drawn.delete(index);
    }
    this.#refresh();
    this.#plan();
  }

  /** @param {string | undefined} id of the message in the pane */
  set opened(id) {
    this.#opened = id;
    const index = this.#messages.findIndex((message) => message.id === id);
    if (index >= 0) this.#active = index;
    this.#refresh();
  }

  focus() {
    this.#box.focus();
  }

  /** Another size of the box shows more or fewer rows; another size of the text changes them all. */
  #resized() {
    if (this.#height > 0 && this.#measure() === this.#height) this.#plan();
    else this.#restart();
  }

  /** Draws every row anew: their height or language has changed. */
  #restart() {
    for (const row of this.#drawn.values()) row.remove();
    this.#drawn.clear();
    this.#height = 0;
    this.#plan();
  }

  #refresh() {
    for (const [index, row] of this.#drawn) this.#fill(row, index);
    this.#point();
  }

  #plan() {
    if (this.#planned) return;
    this.#planned = true;
    requestAnimationFrame(() => {
      this.#planned = false;
      this.#draw();
    });
  }

  #draw() {
    // The height follows the reader's text size, so it is measured and not assumed.
    if (this.#height === 0) {
      this.#height = this.#measure();
      // That was the layout of the whole page, and enough for one frame.
      this.#plan();
      return;
    }
    const total = this.#messages.length;
    this.#rows.style.blockSize = `${total * this.#height}px`;
    const first = Math.min(Math.floor(this.#box.scrollTop / this.#height), total);
    const seen = Math.ceil(this.#box.clientHeight / this.#height) + 1;
    const from = Math.max(first - MARGIN, 0);
    const to = Math.min(first + seen + MARGIN, total);
    for (const [index, row] of this.#drawn) {
      if (index >= from && index < to) continue;
      row.remove();
      this.#drawn.delete(index);
    }
    const last = Math.min(first + seen, total);
    const end = performance.now() + SLICE;
    // What is in sight comes first.
    const wanted = [...range(first, last), ...range(last, to), ...range(from, first)];
    for (const index of wanted.filter((index) => !this.#drawn.has(index))) {
      if (performance.now() > end) {
        this.#plan();
        break;
      }
      this.#insert(index, to);
    }
    this.#marks.prefer(this.#messages.slice(first, first + seen).map((message) => message.id));
    this.#point();
  }

  /**
   * Draws a row in its place in the list, which is the order in which a screen reader walks.
   * @param {number} index
   * @param {number} to the end of what is drawn
   */
  #insert(index, to) {
    const row = this.#make(index);
    const after = range(index + 1, to).find((other) => this.#drawn.has(other));
    this.#rows.insertBefore(row, (after !== undefined && this.#drawn.get(after)) || null);
    this.#drawn.set(index, row);
    this.#fill(row, index);
  }

  #measure() {
    const probe = this.#make(0);
    this.#rows.append(probe);
    const { height } = probe.getBoundingClientRect();
    probe.remove();
    return Math.max(height, 1);
  }

  /** @param {number} index */
  #make(index) {
    const row = element("div", "row");
    row.id = `row-${index}`;
    row.setAttribute("role", "option");
    row.style.transform = `translateY(${index * this.#height}px)`;
    row.append(element("span", "mark"), element("span", "who"), element("time", "when"), element("span", "what"));
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {number} index
   */
  #fill(row, index) {
    const message = this.#messages[index];
    const [mark, who, when, what] = row.children;
    if (!message || !mark || !who || !when || !what) return;
    const { language } = this.#settings;
    row.setAttribute("aria-setsize", String(this.#messages.length));
    row.setAttribute("aria-posinset", String(index + 1));
    row.setAttribute("aria-selected", String(message.id === this.#opened));
    row.classList.toggle("active", index === this.#active);

    const state = this.#marks.of(message.id);
    if (row.dataset.state !== state || row.dataset.language !== language) {
      row.dataset.state = state;
      row.dataset.language = language;
      mark.replaceChildren(...this.#mark(state));
      who.textContent = message.from_name || message.from_address || say(language, "noSender");
      who.setAttribute("dir", "auto");
      when.textContent = shortDate(message.date, language, new Date());
      const date = dateOf(message.date);
      if (date) when.setAttribute("datetime", date.toISOString());
      what.setAttribute("dir", "auto");
      what.textContent = message.subject || say(language, "noSubject");
      if (message.has_attachment) what.append(unseen(say(language, "hasAttachment")));
      row.classList.toggle("attached", message.has_attachment);
    }
  }

  /**
   * @param {import("./marks.js").State} state
   * @returns {Element[]}
   */
  #mark(state) {
    const { language } = this.#settings;
    if (state === "waiting" || state === "none") return [];
    if (state === "failed") {
      const sign = element("span", "failed");
      sign.textContent = "?";
      sign.setAttribute("aria-hidden", "true");
      return [sign, unseen(say(language, "notChecked"))];
    }
    const icon = iconOf(state);
    const word = unseen(levelWord(state, language));
    return icon ? [icon, word] : [word];
  }

  /** Tells a screen reader which row the keys are on, if that row is drawn. */
  #point() {
    const row = this.#drawn.get(this.#active);
    if (row) this.#box.setAttribute("aria-activedescendant", row.id);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const screen = Math.max(Math.floor(this.#box.clientHeight / this.#height) - 1, 1);
    /** @type {Record<string, number>} */
    const moves = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + screen,
      PageUp: this.#active - screen,
      Home: 0,
      End: this.#messages.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) {
      event.preventDefault();
      this.#move(target);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#open(this.#active);
    }
  }

  /** @param {number} index */
  #move(index) {
    this.#active = Math.min(Math.max(index, 0), Math.max(this.#messages.length - 1, 0));
    const top = this.#active * this.#height;
    const bottom = top + this.#height - this.#box.clientHeight;
    if (this.#box.scrollTop > top) this.#box.scrollTop = top;
    if (this.#box.scrollTop < bottom) this.#box.scrollTop = bottom;
    this.#draw();
    this.#refresh();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const row = event.target instanceof Element ? event.target.closest(".row") : null;
    for (const [index, drawn] of this.#drawn) if (drawn === row) this.#open(index);
  }

  /** @param {number} index */
  #open(index) {
    const message = this.#messages[index];
    if (message) this.dispatchEvent(new CustomEvent("open", { detail: message.id }));
  }
}

/**
 * @param {number} from
 * @param {number} to not included
 */
function range(from, to) {
  return Array.from({ length: Math.max(to - from, 0) }, (_, step) => from + step);
}

/**
 * @param {string} name
 * @param {string} className
 */
function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

/** @param {string} text for screen readers */
function unseen(text) {
  const made = element("span", "unseen");
  // The gap keeps the word apart from what is read next.
  made.textContent = ` ${text} `;
  return made;
}
