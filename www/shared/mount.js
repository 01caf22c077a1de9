//! Puts a banner into a page and takes the reader's answers to the report queue.
// @ts-check

import { Scorer } from "./wasm.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").ReaderAnswer} ReaderAnswer
 * @typedef {import("./protocol.js").Scored} Scored
 * @typedef {import("./report.js").Fate} Fate
 * @typedef {import("./report.js").Reports} Reports
 * @typedef {import("./settings.js").Settings} Settings
 */

export class Mount {
  #element = document.createElement("threat-banner");
  #reports;
  #end;
  /** @type {Scored | undefined} */
  #shown;
  /** What became of the answers given here, by message. @type {Map<string, Fate>} */
  #given = new Map();

  /**
   * The element stands in the page from the start, so that screen readers watch it before it is
   * filled: as the last in `place`, or wherever `move` puts it.
   * @param {Element | undefined} place
   * @param {Reports} reports
   * @param {Settings} settings
   */
  constructor(place, reports, settings) {
    this.#reports = reports;
    const colour = () => {
      this.#element.toggleAttribute("theme", settings.theme !== "system");
      if (settings.theme !== "system") this.#element.setAttribute("theme", settings.theme);
    };
    colour();
    settings.addEventListener("change", colour);
    this.#end = () => settings.removeEventListener("change", colour);
    this.#element.addEventListener("threat-banner-answer", (event) => void this.#take(event.detail));
    place?.append(this.#element);
  }

  /**
   * Puts the banner right before an element, unless it stands there already: moved for nothing, it would lose the focus.
   * @param {Element} place
   */
  move(place) {
    if (place.previousSibling !== this.#element) place.before(this.#element);
  }

  /** Puts the banner into an element, as the last in it. @param {Element} place */
  put(place) {
    place.append(this.#element);
  }

  /** Whether the banner stands in `place` or right before it. @param {Element} place */
  isAt(place) {
    return this.#element.parentNode === place || place.previousSibling === this.#element;
  }

  /** Leaves the banner where it is, though nothing that lives longer knows of it: it goes with the place in which it stands. */
  release() {
    this.#end();
  }

  /** Takes the banner out of the page. What was answered is still on its way. */
  end() {
    this.#end();
    this.#element.remove();
  }

  /** @param {Scored} scored */
  show(scored) {
    // It may have been made before this page knew what a banner is.
    globalThis.customElements?.upgrade(this.#element);
    const same = this.#shown?.messageKey === scored.messageKey;
    this.#shown = scored;
    if (same) {
      this.#element.refine(scored.view);
    } else {
      // The next message may look exactly alike and is still another one.
      this.#element.banner = null;
      this.#element.banner = scored.view;
    }
    const given = this.#given.get(scored.messageKey);
    if (given) this.#element.answered(given);
  }

  clear() {
    this.#shown = undefined;
    this.#element.banner = null;
  }

  /** @param {ReaderAnswer} answer */
  async #take(answer) {
    const shown = this.#shown;
    if (!shown) return;
    const report = Scorer.report(answer, shown.verdict, shown.messageKey);
    this.#tell(shown.messageKey, "queued", false);
    const arrival = (/** @type {Event} */ event) => {
      const { id, fate } = /** @type {CustomEvent} */ (event).detail;
      if (id !== report.id) return;
      this.#reports.removeEventListener("fate", arrival);
      this.#tell(shown.messageKey, fate, true);
    };
    this.#reports.addEventListener("fate", arrival);
    if ((await this.#reports.send(report)) === "queued") this.#tell(shown.messageKey, "queued", true);
  }

  /**
   * @param {string} messageKey
   * @param {Fate} status
   * @param {boolean} aloud
   */
  #tell(messageKey, status, aloud) {
    this.#given.set(messageKey, status);
    if (aloud && this.#shown?.messageKey === messageKey) this.#element.answered(status);
  }
}
