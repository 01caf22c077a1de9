//! A banner that stands in a webmail's page: its closed shadow root, what happened to it, and its answers on their way.
// @ts-check

import { markNode } from "../reader/own-mark-drawn.js";
import { isolate } from "../shared/reach.js";
import { Drawer } from "./draw.js";
import { hearOf } from "./news.js";

/**
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("./chosen.js").Chosen} Chosen
 * @typedef {import("./drawing.js").Happening} Happening
 * @typedef {import("./messages.js").Given} Given
 */

/** The worker draws a banner anew from all that happened to it: it must not become too much. */
const MOST_HAPPENINGS = 200;

export class Mounted {
  /** Not `<threat-banner>`: a page could define that, and its class would be there before our root. */
  #host;
  #root;
  #chosen;
  /** @type {Drawer | undefined} */
  #drawer;
  /** @type {Happening[]} */
  #history = [];
  /** How much of it stands in the page. */
  #drawn = 0;
  /** @type {Scored | undefined} */
  #scored;
  /** The last answer given here, if it has not arrived. @type {string | undefined} */
  #waiting;
  /** One thing after another, as the steps of each build on those before. */
  #turn = Promise.resolve();
  #end = () => {};
  /** @type {import("../adapters/adapter.js").Surroundings} */
  #surroundings = {};
  /** @type {HTMLElement | undefined} */
  #below;
  /** What became of an answer, as long as this message is shown. @type {string | undefined} */
  #news;
  /** Whether the reader has used this message's banner. */
  #isTouched = false;
  /** Told of each answer. @type {import("../shared/watch.js").Mount["answered"]} */
  answered;

  /**
   * @param {Element} place the banner stands right before it
   * @param {Chosen} chosen
   */
  constructor(place, chosen) {
    this.#chosen = chosen;
    this.#host = place.ownerDocument.createElement("div");
    this.#host.setAttribute("data-threat-banner", "");
    this.#root = this.#host.attachShadow({ mode: "closed" });
    this.#root.addEventListener("click", (event) => this.#clicked(event));
    const change = () => {
      this.#colour();
      this.#mark();
    };
    const fate = (/** @type {Given | undefined} */ given) => {
      if (given && given.id === this.#waiting) this.#became(given);
    };
    chosen.addEventListener("change", change);
    chosen.addEventListener("fate", fate);
    this.#end = () => {
      chosen.removeEventListener("change", change);
      chosen.removeEventListener("fate", fate);
    };
    this.move(place);
  }

  /** @param {Element} place */
  move(place) {
    // Moved for nothing, it would lose the focus.
    if (place.previousSibling === this.#host || (this.#below && place.previousSibling === this.#below)) return;
    isolate(place);
    place.before(this.#host);
    if (this.#below) this.#host.after(this.#below);
  }

  /**
   * Goes with the page around it, in what the reader has not chosen.
   * @param {import("../adapters/adapter.js").Surroundings} surroundings
   */
  suit(surroundings) {
    this.#surroundings = surroundings;
    this.#colour();
  }

  /** Puts an element right below the banner. @param {HTMLElement} element */
  beneath(element) {
    if (this.#below !== element) this.#below?.remove();
    this.#below = element;
    // By this, the webmail's adapter knows that what stands above the mail is ours.
    element.setAttribute("data-threat-banner", "line");
    this.#host.after(element);
  }

  end() {
    this.#end();
    this.#host.remove();
    this.#below?.remove();
  }

  /** @param {Scored} scored */
  show(scored) {
    const fresh = this.#scored?.messageKey !== scored.messageKey;
    const more = !fresh && saying(this.#scored) !== saying(scored);
    this.#scored = scored;
    if (fresh) {
      this.#news = undefined;
      this.#isTouched = false;
    }
    this.#next(async () => {
      await this.#look(scored, fresh, more);
      await this.#draw({ show: scored.view, quiet: this.#host.hasAttribute("quiet") });
      if (fresh && scored.verdict.level !== "none") this.#hear(scored);
    });
  }

  /** Asks no reader twice, and tells what became of answers. @param {Scored} scored */
  #hear(scored) {
    const before = (/** @type {Given} */ given) => {
      if (this.#scored?.messageKey !== scored.messageKey || this.#isTouched) return;
      this.#waiting = given.id;
      this.#became(given);
    };
    hearOf(scored.messageKey, (sentence) => this.#tell(scored, sentence), before);
  }

  /**
   * Says below the banner what became of an answer.
   * @param {Scored} scored the message that it was heard for
   * @param {string} sentence
   */
  #tell({ messageKey }, sentence) {
    if (this.#scored?.messageKey !== messageKey || !this.#root.querySelector(".foot")) return false;
    this.#news = sentence;
    this.#sayNews();
    return true;
  }

  /** Says it again where the banner was drawn anew. */
  #sayNews() {
    const sentence = this.#news;
    if (sentence === undefined || this.#root.querySelector(".told")) return;
    // In one line there is no room for it.
    this.#host.removeAttribute("quiet");
    const said = this.#root.ownerDocument.createElement("p");
    said.className = "privacy told";
    said.setAttribute("role", "status");
    this.#root.querySelector(".foot")?.append(said);
    // A live region that comes together with its text is often not read.
    setTimeout(() => (said.textContent = sentence));
  }

  /** @param {Happening} happening */
  #happened(happening) {
    this.#next(() => this.#draw(happening));
  }

  /** @param {() => Promise<void>} step */
  #next(step) {
    this.#turn = this.#turn.then(step).catch((error) => console.warn(`Threat Banner: ${error}`));
  }

  /**
   * A notice that was seen before is quiet, unless more became known of the message; danger changes its look.
   * @param {Scored} scored
   * @param {boolean} fresh
   * @param {boolean} more
   */
  async #look({ messageKey, verdict }, fresh, more) {
    const { level } = verdict;
    const first = fresh || (level === "danger" && !this.#host.hasAttribute("look"));
    /** @type {import("./sight.js").Look} */
    const { quiet, look } = await this.#chosen.ask({ kind: "seen", scored: { messageKey, verdict }, fresh: first });
    if (level !== "notice" || more) this.#host.removeAttribute("quiet");
    else if (fresh) this.#host.toggleAttribute("quiet", quiet);
    if (level !== "danger") this.#host.removeAttribute("look");
    else if (first) this.#host.setAttribute("look", String(look));
  }

  /** The mark that only this reader knows. */
  #mark() {
    const { mark, language } = this.#chosen;
    const place = this.#root.getElementById("own");
    const shown = this.#scored && this.#scored.view.level !== "none";
    place?.replaceChildren(...(mark && shown ? [markNode(mark, language)] : []));
  }

  /** @param {Happening} happening */
  async #draw(happening) {
    const style = await this.#chosen.begun();
    if (!this.#drawer || this.#history.length >= MOST_HAPPENINGS) this.#anew(style);
    const history = [...this.#history, happening];
    const { steps, answer } = await this.#chosen.ask({ kind: "draw", history, from: this.#drawn });
    this.#history = history;
    this.#drawn = history.length;
    this.#colour();
    this.#drawer?.carryOut(steps);
    if ("show" in happening) this.#mark();
    this.#sayNews();
    this.#host.setAttribute("data-threat-banner", "drawn");
    if (answer) void this.#give(answer);
  }

  /** @param {string} style */
  #anew(style) {
    this.#root.replaceChildren();
    this.#drawer = new Drawer(this.#root, style);
    this.#history = this.#scored ? [{ show: this.#scored.view }] : [];
    this.#drawn = 0;
  }

  #colour() {
    const { theme } = this.#chosen;
    const shown = theme === "system" ? this.#surroundings.theme : theme;
    if (shown) this.#host.setAttribute("theme", shown);
    else this.#host.removeAttribute("theme");
    const level = this.#scored?.view.level ?? "none";
    if (level === "none") this.#host.removeAttribute("level");
    else this.#host.setAttribute("level", level);
    // Where there is nothing to say, the page stays as it was to the last pixel.
    const { gap } = this.#surroundings;
    if (gap !== undefined) this.#host.style.marginBlockEnd = level === "none" ? "" : gap;
  }

  /** @param {Event} event */
  #clicked(event) {
    // Only the reader's own clicks count, whoever else could make one.
    if (!event.isTrusted) return;
    // Whoever reaches for a quiet banner gets all of it.
    this.#host.removeAttribute("quiet");
    const target = /** @type {Element | null} */ (event.target);
    const act = target?.closest("[data-act]")?.getAttribute("data-act");
    if (!act) return;
    this.#isTouched = true;
    const choice = /** @type {HTMLInputElement | null} */ (this.#root.querySelector("input[name=correction]:checked"));
    const comment = /** @type {HTMLTextAreaElement | null} */ (this.#root.getElementById("comment"));
    this.#happened({ act, correction: choice?.value ?? "", comment: comment?.value ?? "" });
  }

  /** @param {import("../pkg/banner_wasm.js").ReaderAnswer} answer */
  async #give(answer) {
    const scored = this.#scored;
    if (!scored) return;
    this.answered?.(scored, answer);
    try {
      /** @type {Given} */
      const given = await this.#chosen.ask({
        kind: "answer",
        answer,
        verdict: scored.verdict,
        messageKey: scored.messageKey,
        campaignKey: scored.campaignKey,
      });
      this.#waiting = given.id;
      this.#became(given);
    } catch (error) {
      console.warn(`Threat Banner: ${error}`);
    }
  }

  /** @param {Given} given */
  #became({ fate }) {
    if (fate !== "queued") this.#waiting = undefined;
    this.#happened({ answered: fate });
  }
}

/**
 * What tells one state of what is known of a message from another.
 * @param {Scored | undefined} scored
 */
function saying(scored) {
  return scored?.verdict.findings.map(({ id }) => id).join(" ");
}
