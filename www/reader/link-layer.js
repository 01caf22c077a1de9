//! Marks over the links of a mail: a line beneath each in its level's colour, a shape, and the name of whose it is.
//!
//! They stand in a layer of the page above the mail, never in the mail, whose document stays as it came, byte for byte. The
//! layer covers what can be seen of the mail and no more, so that no mark leaves it, and follows it when anything is scrolled,
//! resized or redrawn. A name is put where no text of the mail stands, as far as there is such a place beside its link.
// @ts-check

import { levelShape, make, shade } from "./draw.js";
import { frameOf, originOf, seenOf } from "./mail-box.js";
import { bodyOf, documentOf, elementOf, select, viewOf } from "../shared/reach.js";
import { ownerName } from "./link-card.js";
import { placeFor } from "./free-place.js";
import { say } from "./words.js";

/**
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("./suspicions.js").Suspicion} Suspicion
 * @typedef {import("./ask.js").Owner} Owner
 * @typedef {import("./mail-box.js").Box} Box
 * @typedef {{ link: Element, suspicion: Suspicion, owner: Owner | undefined }} Marked
 */

/** How often it is looked whether the mail has moved, in milliseconds: not every move has an event. */
const LOOK_EVERY = 150;
/** A link over more lines is marked on the first of them. */
const MOST_LINES = 8;
/** So many places are looked for at once, since looking for one takes up to a millisecond. */
const MOST_LOOKED_FOR = 6;
/** In a mail with more suspicious links, only those are named that a finding means. */
const MOST_NAMED = 12;

const STYLE = `
:host { position: fixed !important; z-index: 1; overflow: hidden !important; pointer-events: none !important; display: block !important; contain: strict; }
.root { position: absolute; inset: 0; }
.under { position: absolute; block-size: 3px; background: var(--edge); border-radius: 2px; }
[data-level="suspicious"] .under { background: repeating-linear-gradient(90deg, var(--edge) 0 7px, transparent 7px 10px); }
[data-level="caution"] .under { background: repeating-linear-gradient(90deg, var(--edge) 0 3px, transparent 3px 6px); }
.mark {
  position: absolute; display: flex; align-items: center; gap: 4px; max-inline-size: 100%; block-size: 20px; padding: 0 6px 0 3px;
  border: 1px solid var(--edge); border-radius: 6px; background: var(--paper); color: var(--ink);
  font-size: 12px; line-height: 18px; white-space: nowrap; pointer-events: auto; cursor: help;
}
.mark .icon { inline-size: 14px; block-size: 14px; }
.mark bdi { font-weight: 700; overflow: hidden; text-overflow: ellipsis; direction: rtl; unicode-bidi: plaintext; }
.mark.small { padding: 0 2px; gap: 0; }
@media (forced-colors: active) { .under { background: LinkText !important; } }
`;

export class LinkLayer {
  #page;
  #content;
  #settings;
  #point;
  #shade;
  /** @type {Marked[]} */
  #marked = [];
  #waiting = 0;
  #ended = new AbortController();
  #sizes;
  #clock;
  #where = "";
  #looksLeft = 0;
  /** Places that were found, from their links' last lines. @type {Map<Element, { key: string, place: Box | undefined }>} */
  #places = new Map();

  /**
   * @param {Document} page
   * @param {ParentNode} content
   * @param {Settings} settings
   * @param {(link: Element | undefined) => void} point told of the link whose name is pointed at
   */
  constructor(page, content, settings, point) {
    this.#page = page;
    this.#content = content;
    this.#settings = settings;
    this.#point = point;
    this.#shade = shade(STYLE, settings, page);
    // What it shows is said to screen readers when the link has the focus.
    this.#shade.host.setAttribute("aria-hidden", "true");
    const soon = () => this.#soon();
    const anew = () => {
      this.#places.clear();
      soon();
    };
    const { signal } = this.#ended;
    const windows = new Set([viewOf(page), viewOf(/** @type {Node} */ (/** @type {unknown} */ (content)))]);
    for (const view of windows) {
      view?.addEventListener("scroll", soon, { capture: true, passive: true, signal });
      view?.addEventListener("resize", anew, { signal });
      // A picture that has come late moves what stands below it.
      view?.addEventListener("load", anew, { capture: true, signal });
    }
    this.#sizes = new ResizeObserver(anew);
    const whole = elementOf(content);
    if (whole) this.#sizes.observe(whole);
    const frame = frameOf(this.#page, this.#content);
    if (frame) this.#sizes.observe(frame);
    this.#clock = setInterval(() => {
      if (!page.hidden && this.#marked.length > 0 && JSON.stringify(seenOf(this.#page, this.#content)) !== this.#where) soon();
    }, LOOK_EVERY);
    bodyOf(page).append(this.#shade.host);
  }

  /** @param {Marked[]} marked */
  show(marked) {
    this.#marked = marked;
    this.#places.clear();
    this.#soon();
  }

  end() {
    this.#ended.abort();
    this.#sizes.disconnect();
    clearInterval(this.#clock);
    if (this.#waiting) cancelAnimationFrame(this.#waiting);
    this.#shade.host.remove();
  }

  /** Where a link is in the window of the page. @param {Element} link @returns {Box | undefined} */
  place(link) {
    const [first] = this.#lines(link);
    const origin = originOf(this.#page, this.#content);
    return first && { ...first, x: first.x + origin.x, y: first.y + origin.y };
  }

  #soon() {
    this.#waiting ||= requestAnimationFrame(() => {
      this.#waiting = 0;
      this.#draw();
    });
  }

  #draw() {
    const clip = seenOf(this.#page, this.#content);
    this.#where = JSON.stringify(clip);
    const { host, root } = this.#shade;
    for (const [name, value] of Object.entries({ left: clip.x, top: clip.y, width: clip.width, height: clip.height }))
      host.style.setProperty(name, `${value}px`, "important");
    const origin = originOf(this.#page, this.#content);
    // From the mail's window to the layer.
    const shift = { x: origin.x - clip.x, y: origin.y - clip.y };
    /** @type {Box[]} */
    const taken = [];
    this.#looksLeft = MOST_LOOKED_FOR;
    const drawn = this.#marked.map((marked) => this.#mark(marked, shift, clip, taken));
    // The others with the next frame.
    if (this.#looksLeft < 0) this.#soon();
    root.replaceChildren(...drawn.filter((mark) => mark !== undefined));
  }

  /**
   * @param {Marked} marked
   * @param {{ x: number, y: number }} shift
   * @param {Box} clip
   * @param {Box[]} taken
   */
  #mark({ link, suspicion, owner }, shift, clip, taken) {
    const lines = this.#lines(link);
    const inside = (/** @type {Box} */ box) =>
      box.y + shift.y < clip.height && box.y + box.height + shift.y > -40 && box.x + shift.x < clip.width;
    if (!lines.some(inside)) return undefined;
    const mark = make("div", { "data-level": suspicion.level });
    for (const line of lines) {
      const under = make("div", { class: "under" });
      at(under, line.x + shift.x, line.y + line.height + shift.y - 1);
      under.style.width = `${line.width}px`;
      mark.append(under);
    }
    const last = lines.at(-1);
    if (!last) return undefined;
    const word = say(this.#settings.language, "linkLeadsShort");
    const shown = owner ? ownerName(owner) : "";
    const text = `${word} ${shown}`;
    // A letter of the bold type is about this wide, a Chinese one twice that.
    const width = Math.min(30 + [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12 : 6.8), 0), 320);
    const space = { ...clip, x: -shift.x, y: -shift.y };
    const full =
      suspicion.named || this.#marked.length <= MOST_NAMED ? this.#placeOf(link, suspicion, last, width, taken, space) : undefined;
    const place = full ?? { x: Math.max(last.x - 9, -shift.x), y: last.y - 11, width: 20, height: 20 };
    taken.push(place);
    const name = make("div", { class: full ? "mark" : "mark small" }, levelShape(suspicion.level));
    if (full) name.append(word, " ", make("bdi", { dir: "ltr" }, shown));
    at(name, place.x + shift.x, place.y + shift.y);
    if (full) name.style.maxInlineSize = `${Math.min(width + 24, clip.width - place.x - shift.x)}px`;
    name.addEventListener("pointerenter", () => this.#point(link));
    name.addEventListener("pointerleave", () => this.#point(undefined));
    name.addEventListener("click", () => this.#point(link));
    mark.append(name);
    return mark;
  }

  /**
   * A free place for a name beside the last line of its link. Found once, it stays as long as the mail is laid out as it is.
   * @param {Element} link
   * @param {Suspicion} suspicion
   * @param {Box} line
   * @param {number} width
   * @param {Box[]} taken
   * @param {Box} space
   * @returns {Box | undefined}
   */
  #placeOf(link, suspicion, line, width, taken, space) {
    const key = [line.x, line.width, line.height, width, space.width].map(Math.round).join(" ");
    const known = this.#places.get(link);
    if (known?.key === key) return known.place && { ...known.place, x: known.place.x + line.x, y: known.place.y + line.y };
    // What lies out of sight cannot be looked at.
    if (line.y < space.y + 24 || line.y + line.height + 24 > space.y + space.height) return undefined;
    this.#looksLeft -= 1;
    if (this.#looksLeft < 0) return undefined;
    const place = placeFor(documentOf(link), line, { width, height: 20 }, taken, space, suspicion.named);
    this.#places.set(link, { key, place: place && { ...place, x: place.x - line.x, y: place.y - line.y } });
    return place;
  }

  /**
   * The lines of a link in the mail's window; of a linked picture, the picture.
   * @param {Element} link
   * @returns {Box[]}
   */
  #lines(link) {
    const [picture] = select(link, "img");
    const boxes = [...(picture ?? link).getClientRects()].filter((box) => box.width > 2 && box.height > 2);
    return boxes.slice(0, MOST_LINES).map(({ x, y, width, height }) => ({ x, y, width, height }));
  }
}

/** @param {HTMLElement} element @param {number} x @param {number} y */
function at(element, x, y) {
  element.style.left = `${x}px`;
  element.style.top = `${y}px`;
}
