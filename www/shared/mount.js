//! Puts a banner into a page and takes the reader's answers to the report queue.
// @ts-check

import { create, isolate } from "./reach.js";
import { notAlong, originalOf } from "./grades.js";
import { ofMessage } from "./report.js";
import { Scorer } from "./wasm.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").ReaderAnswer} ReaderAnswer
 * @typedef {import("./protocol.js").Scored} Scored
 * @typedef {import("./report.js").Fate} Fate
 * @typedef {import("./report.js").Reports} Reports
 * @typedef {import("./settings.js").Settings} Settings
 */

/**
 * How banners look to this reader beyond what they say: see `reader/dress.js`.
 * @typedef {object} Dress
 * @property {(element: import("../pkg/banner_wasm.js").ThreatBannerElement) => () => void} begin what is returned ends it
 * @property {(element: import("../pkg/banner_wasm.js").ThreatBannerElement, scored: Scored, fresh: boolean) => void} put called
 *     before a verdict is shown; `fresh`: the message was not shown right before
 */

export class Mount {
  #element = create("threat-banner");
  #reports;
  #dress;
  #end;
  #colour;
  /** @type {import("../adapters/adapter.js").Surroundings} */
  #surroundings = {};
  /** What stands right below the banner. @type {HTMLElement | undefined} */
  #below;
  /** @type {Scored | undefined} */
  #shown;
  /** What became of the answers given here, by message. @type {Map<string, Fate>} */
  #given = new Map();
  /** The bytes of the message that is shown, for a reader who chooses to send them. @type {(() => Promise<ArrayBuffer>) | undefined} */
  original;
  /** Told of what the reader answers. @type {((scored: Scored, answer: ReaderAnswer) => void) | undefined} */
  answered;

  /**
   * The element stands in the page from the start, so that screen readers watch it before it is
   * filled: as the last in `place`, or wherever `move` puts it.
   * @param {Element | undefined} place
   * @param {Reports} reports
   * @param {Settings} settings
   * @param {Dress} [dress]
   */
  constructor(place, reports, settings, dress) {
    this.#reports = reports;
    this.#dress = dress;
    const undress = dress?.begin(this.#element);
    const colour = () => {
      const theme = settings.theme === "system" ? this.#surroundings.theme : settings.theme;
      this.#element.toggleAttribute("theme", theme !== undefined);
      if (theme !== undefined) this.#element.setAttribute("theme", theme);
    };
    this.#colour = colour;
    colour();
    settings.addEventListener("change", colour);
    this.#end = () => {
      settings.removeEventListener("change", colour);
      undress?.();
    };
    this.#element.addEventListener("threat-banner-answer", (event) => void this.#take(event.detail));
    place?.append(this.#element);
  }

  /**
   * Puts the banner right before an element, unless it stands there already: moved for nothing, it would lose the focus.
   * @param {Element} place
   */
  move(place) {
    const last = this.#below?.isConnected ? this.#below : this.#element;
    if (place.previousSibling === last) return;
    isolate(place);
    place.before(this.#element);
    if (last !== this.#element) place.before(last);
  }

  /**
   * Goes with the page around it, in what the reader has not chosen.
   * @param {import("../adapters/adapter.js").Surroundings} surroundings
   */
  suit(surroundings) {
    this.#surroundings = surroundings;
    this.#colour();
    this.#space();
  }

  /** Where there is nothing to say, the page stays as it was to the last pixel. */
  #space() {
    const { gap } = this.#surroundings;
    if (gap === undefined) return;
    this.#element.style.marginBlockEnd = (this.#shown?.verdict.level ?? "none") === "none" ? "" : gap;
  }

  /**
   * Puts an element right below the banner, wherever that goes.
   * @param {HTMLElement} element
   */
  beneath(element) {
    if (this.#below !== element) this.#below?.remove();
    this.#below = element;
    this.#element.after(element);
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
    this.#below?.remove();
  }

  /** @param {Scored} scored */
  show(scored) {
    this.#upgrade();
    const same = this.#shown?.messageKey === scored.messageKey;
    this.#shown = scored;
    this.#space();
    this.#dress?.put(this.#element, scored, !same);
    if (same) {
      this.#element.refine(scored.view);
    } else {
      // The next message may look exactly alike and is still another one.
      this.#element.banner = null;
      this.#element.banner = scored.view;
    }
    const given = this.#given.get(scored.messageKey);
    if (given) this.#element.answered(given);
    if (!same && scored.verdict.level !== "none") void this.#becameOf(scored);
  }

  /**
   * Asks no reader twice, and tells what an administrator decided on a message that the reader answered on.
   * @param {Scored} scored
   */
  async #becameOf({ messageKey, view }) {
    const given = await this.#reports.given(messageKey).catch(() => undefined);
    if (given && !this.#given.has(messageKey)) this.#tell(messageKey, given, true);
    const tell = (/** @type {string} */ sentence) => {
      if (this.#shown?.messageKey !== messageKey) return false;
      this.#element.told(sentence);
      return true;
    };
    await this.#reports.outcomes?.news(messageKey, view.language === "en" ? "en" : "zh-Hans", tell).catch(() => {});
  }

  /**
   * Makes a banner of an element that was made before this page knew what that is. In a frame's document it would stay what it is:
   * only in that of this page it can become one, and then it is one everywhere.
   */
  #upgrade() {
    if ("refine" in this.#element) return;
    const { parentNode, nextSibling, ownerDocument } = /** @type {Element} */ (this.#element);
    if (ownerDocument !== document) Document.prototype.adoptNode.call(document, this.#element);
    globalThis.customElements?.upgrade(this.#element);
    if (ownerDocument !== document) parentNode?.insertBefore(this.#element, nextSibling);
  }

  /** Shows nothing until something is known of the message that comes next, whatever it calls itself. */
  clear() {
    this.#shown = undefined;
    this.#given.clear();
    this.#element.banner = null;
  }

  /** @param {ReaderAnswer} answer */
  async #take(answer) {
    const shown = this.#shown;
    if (!shown) return;
    const { messageKey, verdict, view } = shown;
    this.answered?.(shown, answer);
    this.#tell(messageKey, "queued", false);
    // Its id says which of two answers was given last, however long the original takes.
    const told = Scorer.report(answer, verdict, messageKey);
    const original = answer.original ? await originalOf(this.original) : undefined;
    if (answer.original && original === undefined && this.#shown?.messageKey === messageKey) this.#element.told(notAlong(view.language));
    const report = ofMessage(told, shown, original);
    const arrival = (/** @type {Event} */ event) => {
      const { id, fate } = /** @type {CustomEvent} */ (event).detail;
      if (id !== report.id) return;
      this.#reports.removeEventListener("fate", arrival);
      this.#tell(messageKey, fate, true);
    };
    this.#reports.addEventListener("fate", arrival);
    if ((await this.#reports.send(report)) === "queued") this.#tell(messageKey, "queued", true);
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
