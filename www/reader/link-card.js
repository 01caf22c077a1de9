//! What is said of a suspicious link while it is pointed at or has the focus: whose it is, in large letters, and why it is marked.
// @ts-check

import { levelShape, make, shade } from "./draw.js";
import { bodyOf, viewOf } from "../shared/reach.js";
import { say } from "./words.js";

/**
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("./suspicions.js").Suspicion} Suspicion
 * @typedef {import("./ask.js").Owner} Owner
 * @typedef {import("./mail-box.js").Box} Box
 */

/** So long it stays when it is no longer pointed at, so that it can be reached. */
const LINGERS = 250;
const GAP = 26;

const STYLE = `
:host { position: fixed !important; z-index: 2147483646; display: block !important; inline-size: min(24rem, calc(100vw - 16px)); }
:host([away]) { display: none !important; }
.root {
  padding: 0.75rem 1rem; border: 1px solid var(--edge); border-inline-start-width: 6px; border-radius: 0.625rem;
  background: var(--paper); box-shadow: 0 4px 16px rgb(0 0 0 / 30%);
}
.title { display: flex; align-items: center; gap: 0.5rem; color: var(--soft); font-size: 0.875rem; }
ul { margin-block-start: 0.5rem; padding-inline-start: 1.125rem; font-size: 0.875rem; }
.step { margin-block-start: 0.5rem; font-size: 0.875rem; font-weight: 600; }
`;

/** How an owner is shown: what stands before the domain small, the domain large. */
export const OWNER_STYLE = `
.owner { display: block; margin-block: 0.125rem; direction: ltr; text-align: start; line-height: 1.3; }
.owner .sub { color: var(--soft); font-size: 0.875rem; }
.owner .domain { font-size: clamp(1.125rem, 5vw, 1.5rem); font-weight: 700; }
.owner .ascii { display: block; color: var(--soft); font-size: 0.9375rem; }
`;

/**
 * An owner's name, from left to right whatever its letters, in both spellings where it has two.
 * @param {Owner} owner
 * @param {string} [tag]
 */
export function ownerLine(owner, tag = "p") {
  return make(
    /** @type {"p"} */ (tag),
    { class: "owner", dir: "ltr" },
    owner.subdomain && make("bdi", { class: "sub", dir: "ltr" }, shortened(owner.subdomain)),
    make("bdi", { class: "domain", dir: "ltr" }, ...owner.domain.split(".").flatMap((part, at) => (at > 0 ? [".", make("wbr"), part] : [part]))),
    owner.ascii && make("bdi", { class: "ascii", dir: "ltr" }, `(${owner.ascii})`),
  );
}

/**
 * An owner's name within a sentence or on a button, in both spellings where it has two: the eye cannot tell look-alikes apart.
 * @param {Owner} owner
 */
export function ownerName({ domain, ascii }) {
  return ascii ? `${domain} (${ascii})` : domain;
}

/** @param {string} subdomain as long as a sender likes */
function shortened(subdomain) {
  return subdomain.length > 60 ? `…${subdomain.slice(-59)}` : subdomain;
}

export class LinkCard {
  #page;
  #settings;
  #shade;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #leaving;

  /**
   * @param {Document} page
   * @param {Settings} settings
   */
  constructor(page, settings) {
    this.#page = page;
    this.#settings = settings;
    this.#shade = shade(STYLE + OWNER_STYLE, settings, page);
    const { host, root } = this.#shade;
    // Read aloud when it is filled, since it does not take the focus.
    root.setAttribute("role", "status");
    host.toggleAttribute("away", true);
    host.addEventListener("pointerenter", () => clearTimeout(this.#leaving));
    host.addEventListener("pointerleave", () => this.leave());
    bodyOf(page).append(host);
  }

  get isShown() {
    return !this.#shade.host.hasAttribute("away");
  }

  /**
   * @param {{ suspicion: Suspicion, owner: Owner, word: string, place: Box }} about
   */
  show({ suspicion, owner, word, place }) {
    clearTimeout(this.#leaving);
    const { language } = this.#settings;
    const { host, root } = this.#shade;
    root.dataset["level"] = suspicion.level;
    const why = suspicion.why.length > 0 ? suspicion.why : [say(language, "linkIn_danger", { level: word })];
    // Shown first and filled then: what was hidden when it was filled, screen readers do not say.
    host.toggleAttribute("away", false);
    root.replaceChildren(
      make("p", { class: "title" }, levelShape(suspicion.level), say(language, "linkLeads")),
      ownerLine(owner),
      make("ul", {}, ...why.map((reason) => make("li", {}, make("bdi", {}, reason)))),
      suspicion.guarded && make("p", { class: "step" }, say(language, "linkStep")) || "",
    );
    const view = viewOf(this.#page);
    const [wide, high] = [view?.innerWidth ?? 0, view?.innerHeight ?? 0];
    const own = host.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.x, wide - own.width - 8));
    const below = place.y + place.height + GAP;
    const top = below + own.height + 8 <= high ? below : Math.max(8, place.y - own.height - GAP);
    host.style.setProperty("left", `${left}px`, "important");
    host.style.setProperty("top", `${top}px`, "important");
  }

  /** Goes after a moment, unless it is pointed at by then. */
  leave() {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.hide(), LINGERS);
  }

  hide() {
    clearTimeout(this.#leaving);
    this.#shade.host.toggleAttribute("away", true);
    this.#shade.root.replaceChildren();
  }

  end() {
    this.hide();
    this.#shade.host.remove();
  }
}
