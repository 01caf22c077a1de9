//! At the link: marks where the eye is, whose it is when it is pointed at, and a second step before a dangerous one.
//!
//! The mail is read and listened to, and not changed: marks stand in a layer of the page over it, the card and the question in
//! the page. Nothing is fetched. A mail in a frame can be reached only if the frame has the page's origin. That is safe as long
//! as the frame is sandboxed without `allow-scripts` and its document's policy forbids scripts and loads, as the demo does it:
//! an origin is a right of scripts and requests, and there are none. (With `allow-scripts` beside it, a frame could take its own
//! sandbox away.) A webmail that gives the mail an origin of its own is left alone; its banner says what there is to say.
//!
//! What it cannot stop: a link opened from the browser's own menu or dragged to another window, and, in browsers of the WebKit
//! family, whatever happens in a frame without `allow-scripts`, to which they deliver no events (WebKit bug 218086); such frames
//! open no link there either.
// @ts-check

import { LinkCard, ownerLine, ownerName } from "./link-card.js";
import { LinkLayer } from "./link-layer.js";
import { addressOf, holds, LINKS, linkOf, select, viewOf } from "../shared/reach.js";
import { secondStep } from "./second-step.js";
import { Suspicions } from "./suspicions.js";
import { make } from "./draw.js";
import { say } from "./words.js";

/**
 * @typedef {import("../adapters/adapter.js").Opened} Opened
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("./ask.js").Ask} Ask
 * @typedef {import("./ask.js").Owner} Owner
 * @typedef {import("./suspicions.js").Suspicion} Suspicion
 */

/** More links than these are guarded, but not marked. */
const MOST_MARKED = 60;
/** What a browser opens as a page, or hands to a program that asks by itself. All else is code or a file of the reader's. */
const OPENED = ["http:", "https:", "ftp:", "mailto:", "tel:"];
/** More links than these are not looked at one by one. */
const MOST_LOOKED_AT = 2_000;
/** So long it looks at links in one go, in milliseconds. */
const SLICE = 4;
/** Changes of the mail within so many milliseconds are looked at once. */
const BUNDLED = 50;

/** A companion of `Watch`. */
export class LinkMarks {
  #parts;
  /** @type {Map<string, { message: Opened, scored: Scored, guard: Guard | undefined }>} */
  #open = new Map();
  #stop;

  /**
   * @param {{ page: Document, settings: Settings, ask: Ask, follow?: (address: URL) => void }} parts `follow` opens what the
   *     reader decided to open
   */
  constructor({ page, settings, ask, follow }) {
    this.#parts = { page, settings, ask, follow: follow ?? ((address) => void open(address.href, "_blank", "noopener,noreferrer")) };
    const again = () => {
      for (const { message, scored } of [...this.#open.values()]) this.judged(message, scored);
    };
    settings.addEventListener("change", again);
    this.#stop = () => settings.removeEventListener("change", again);
  }

  /**
   * @param {Opened} message
   * @param {Scored} scored
   */
  judged(message, scored) {
    this.#open.get(message.id)?.guard?.end();
    const suspicions = new Suspicions(scored);
    const content = this.#parts.settings.guardsLinks && suspicions.any ? message.content() : undefined;
    const guard = content && viewOf(/** @type {any} */ (content)) ? new Guard(content, suspicions, this.#parts) : undefined;
    this.#open.set(message.id, { message, scored, guard });
  }

  /** @param {string} id */
  gone(id) {
    this.#open.get(id)?.guard?.end();
    this.#open.delete(id);
  }

  end() {
    this.#stop();
    for (const id of [...this.#open.keys()]) this.gone(id);
  }
}

/** Watches over the links of one mail. */
class Guard {
  #content;
  #suspicions;
  #parts;
  #layer;
  #card;
  #ended = new AbortController();
  #changes;
  /** The last link whose card was asked for. @type {Element | undefined} */
  #pointed;
  #asking = false;
  /** The next look at all links. @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /**
   * @param {ParentNode} content
   * @param {Suspicions} suspicions
   * @param {{ page: Document, settings: Settings, ask: Ask, follow: (address: URL) => void }} parts
   */
  constructor(content, suspicions, parts) {
    this.#content = content;
    this.#suspicions = suspicions;
    this.#parts = parts;
    this.#card = new LinkCard(parts.page, parts.settings);
    this.#layer = new LinkLayer(parts.page, content, parts.settings, (link) => (link ? void this.#point(link) : this.#card.leave()));
    const view = viewOf(/** @type {any} */ (content));
    const options = { capture: true, signal: this.#ended.signal };
    // At the window and before all others, so that no listener of the page follows the link first.
    for (const kind of ["click", "auxclick"]) view?.addEventListener(kind, (event) => this.#followed(event), options);
    for (const kind of ["pointerover", "focusin"]) view?.addEventListener(kind, (event) => this.#reached(event), options);
    for (const kind of ["pointerout", "focusout"]) view?.addEventListener(kind, () => this.#card.leave(), options);
    for (const window of new Set([view, viewOf(parts.page)]))
      window?.addEventListener("keydown", (event) => this.#key(event), options);
    this.#changes = new MutationObserver(() => {
      this.#later ??= setTimeout(() => void this.#mark(), BUNDLED);
    });
    const mail = /** @type {Node} */ (/** @type {unknown} */ (content));
    this.#changes.observe(mail, { childList: true, subtree: true, attributeFilter: ["href"] });
    // The banner is painted first.
    this.#later = setTimeout(() => void this.#mark());
  }

  end() {
    clearTimeout(this.#later);
    this.#ended.abort();
    this.#changes.disconnect();
    this.#layer.end();
    this.#card.end();
  }

  async #mark() {
    this.#later = undefined;
    /** @type {{ link: Element, address: URL, suspicion: Suspicion }[]} */
    const found = [];
    let since = performance.now();
    for (const link of select(this.#content, LINKS).slice(0, MOST_LOOKED_AT)) {
      if (performance.now() - since > SLICE) {
        await new Promise((done) => setTimeout(done));
        if (this.#ended.signal.aborted) return;
        since = performance.now();
      }
      const address = addressOf(link);
      const suspicion = address && this.#suspicions.about(address);
      if (suspicion) found.push({ link, address, suspicion });
    }
    // Those that a finding means come first.
    found.sort((one, other) => Number(other.suspicion.named) - Number(one.suspicion.named));
    const marked = await Promise.all(
      found.slice(0, MOST_MARKED).map(async ({ link, address, suspicion }) => ({ link, suspicion, owner: await this.#owner(address) })),
    );
    if (!this.#ended.signal.aborted) this.#layer.show(marked);
  }

  /** @param {URL} address @returns {Promise<Owner>} */
  async #owner(address) {
    if (address.hostname === "") return { subdomain: "", domain: address.protocol, ascii: undefined };
    return this.#parts.ask.owner(address.hostname);
  }

  /** @param {Event} event @returns {{ link: Element, address: URL, suspicion: Suspicion } | undefined} */
  #meant(event) {
    const found = linkOf(event);
    if (!found || !holds(this.#content, found.link)) return undefined;
    const suspicion = this.#suspicions.about(found.address);
    return suspicion && { ...found, suspicion };
  }

  /** @param {Event} event */
  #reached(event) {
    const found = this.#meant(event);
    if (found) void this.#point(found.link);
  }

  /** @param {Element} link */
  async #point(link) {
    const address = addressOf(link);
    const suspicion = address && this.#suspicions.about(address);
    if (!suspicion) return;
    this.#pointed = link;
    const owner = await this.#owner(address);
    const place = this.#layer.place(link);
    if (this.#pointed !== link || !place || this.#asking || this.#ended.signal.aborted) return;
    this.#card.show({ suspicion, owner, word: this.#suspicions.word, place });
  }

  /** @param {Event} event */
  #key(event) {
    if (/** @type {KeyboardEvent} */ (event).key !== "Escape" || !this.#card.isShown) return;
    this.#card.hide();
    event.stopPropagation();
  }

  /** @param {Event} event */
  #followed(event) {
    // The third button opens a menu and follows nothing.
    if (/** @type {MouseEvent} */ (event).button === 2) return;
    const found = this.#meant(event);
    if (!found?.suspicion.guarded) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void this.#question(found);
  }

  /** @param {{ link: Element, address: URL, suspicion: Suspicion }} found */
  async #question({ link, address, suspicion }) {
    if (this.#asking) return;
    this.#asking = true;
    const owner = await this.#owner(address);
    this.#card.hide();
    const { page, settings, follow } = this.#parts;
    const { language } = settings;
    const level = { level: this.#suspicions.word };
    const opens = OPENED.includes(address.protocol);
    const lines = [
      make("p", {}, say(language, opens ? "leaveLead" : "leaveNever", level)),
      ownerLine(owner),
      ...(suspicion.why.length > 0 ? [make("ul", {}, ...suspicion.why.map((why) => make("li", {}, make("bdi", {}, why))))] : []),
    ];
    const goes = await secondStep(
      page,
      settings,
      {
        level: suspicion.level,
        title: say(language, opens ? "leaveTitle" : "leaveNeverTitle"),
        lines,
        stay: say(language, "stay"),
        go: opens ? say(language, "leave", { name: ownerName(owner) }) : undefined,
      },
      link,
    );
    this.#card.hide();
    this.#asking = false;
    if (goes) follow(address);
  }
}
