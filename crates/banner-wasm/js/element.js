//! The class behind `<threat-banner>`: wiring only. What is drawn and what a click means is Rust's.
// @ts-check

/**
 * What the wasm gives for one banner. It holds no node, so a forgotten element is freed whole.
 * @typedef {object} Banner
 * @property {(root: ShadowRoot) => void} begin
 * @property {(root: ShadowRoot, view: object | undefined, same: boolean) => void} show
 * @property {(root: ShadowRoot, event: Event) => object | undefined} handle
 * @property {(root: ShadowRoot, status: AnswerStatus) => void} answered
 * @typedef {"sent" | "queued" | "refused"} AnswerStatus
 */

/**
 * One style sheet for all banners of a document: a constructed sheet serves only the document in
 * which it was made.
 * @type {WeakMap<Document, CSSStyleSheet>}
 */
const sheets = new WeakMap();

/**
 * Whether it only behaves like a document, as where a banner is drawn on paper. Told by what no mail can take: names in it are no symbols.
 * @param {Document} home
 */
function isPaper(home) {
  return Object.prototype.toString.call(home) === "[object Object]";
}

/**
 * `<img name="createElement">` in a mail hides the method of the document in which the webmail shows it: so the prototype's is taken.
 * @param {Document} home
 * @param {string} name
 * @param {boolean} drawn
 */
export function create(home, name, drawn) {
  const space = drawn ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
  return isPaper(home) ? home.createElementNS(space, name) : Document.prototype.createElementNS.call(home, space, name);
}

/**
 * @param {Document} home
 * @returns {Window & typeof globalThis | null}
 */
function viewOf(home) {
  return isPaper(home) ? home.defaultView : Reflect.get(Document.prototype, "defaultView", home);
}

/**
 * @param {ShadowRoot} root
 * @param {string} style
 */
function dress(root, style) {
  const home = root.ownerDocument;
  let sheet = sheets.get(home);
  if (!sheet) {
    sheet = new (viewOf(home) ?? globalThis).CSSStyleSheet();
    sheet.replaceSync(style);
    sheets.set(home, sheet);
  }
  root.adoptedStyleSheets = [sheet];
}

class Surface {
  #root;
  #banner;
  /** @type {Node | null} */
  #own = null;
  #shown = false;

  /**
   * @param {ShadowRoot} root
   * @param {string} style
   * @param {Banner} banner
   * @param {(answer: object) => void} answer
   */
  constructor(root, style, banner, answer) {
    this.#root = root;
    this.#banner = banner;
    dress(root, style);
    banner.begin(root);
    root.addEventListener("click", (event) => {
      // Whoever reaches for a quiet banner gets all of it.
      root.host.removeAttribute("quiet");
      const given = banner.handle(root, event);
      if (given) answer(given);
    });
  }

  /** @param {object | null} view */
  show(view) {
    this.#draw(view, false);
  }

  /** @param {object | null} view */
  refine(view) {
    this.#draw(view, true);
  }

  /** @param {Node | null} mark */
  own(mark) {
    this.#own = mark;
    this.#root.getElementById("own")?.replaceChildren();
    this.#mark();
  }

  /** Without a banner there is nothing that a mark could stand in, and it would take room. */
  #mark() {
    const place = this.#root.getElementById("own");
    if (this.#shown && this.#own && !place?.firstChild) place?.append(this.#own.cloneNode(true));
  }

  /**
   * @param {object | null} view
   * @param {boolean} same
   */
  #draw(view, same) {
    // A quiet banner is not read aloud; that is settled before there is anything to read.
    const quiet = this.#root.host.hasAttribute("quiet");
    this.#root.getElementById("polite")?.setAttribute("aria-live", quiet ? "off" : "polite");
    this.#banner.show(this.#root, view ?? undefined, same);
    this.#shown = (/** @type {{ level?: string } | null} */ (view)?.level ?? "none") !== "none";
    this.#mark();
  }

  /** @param {AnswerStatus} status */
  answered(status) {
    this.#banner.answered(this.#root, status);
  }

  /** @param {string} words */
  told(words) {
    // In one line there is no room for it.
    this.#root.host.removeAttribute("quiet");
    const told = this.#root.ownerDocument.createElement("p");
    told.className = "privacy told";
    told.role = "status";
    this.#root.querySelector(".told")?.remove();
    this.#root.querySelector(".foot")?.append(told);
    // A live region that comes together with its text is often not read.
    setTimeout(() => (told.textContent = words));
  }
}

/**
 * @param {ShadowRoot} root
 * @param {string} style
 * @param {Banner} banner
 * @param {(answer: object) => void} answer
 */
export function surface(root, style, banner, answer) {
  return new Surface(root, style, banner, answer);
}

/**
 * Made inside a function, because a worker loads this file too and has no HTMLElement.
 * @param {string} name
 * @param {string} style
 * @param {() => Banner} begin
 * @param {(verdict: object, language: string) => object} word
 */
export function define(name, style, begin, word) {
  if (typeof customElements === "undefined" || !customElements || customElements.get(name)) return;

  class ThreatBanner extends HTMLElement {
    /** Closed, and kept in a private field, so that neither page nor mail reaches inside. */
    #root = this.attachShadow({ mode: "closed" });
    #surface = new Surface(this.#root, style, begin(), (detail) => {
      this.dispatchEvent(
        new CustomEvent("threat-banner-answer", { detail, bubbles: true, composed: true }),
      );
    });
    /** @type {object | null} */
    #view = null;
    /** @type {object | null} */
    #verdict = null;

    connectedCallback() {
      // Set on the element before this class was known: such a property hides the accessor.
      const held = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this));
      for (const property of ["banner", "verdict", "own"]) {
        if (!Object.hasOwn(held, property)) continue;
        const value = held[property];
        delete held[property];
        held[property] = value;
      }
    }

    adoptedCallback() {
      dress(this.#root, style);
    }

    get banner() {
      return this.#view;
    }

    set banner(view) {
      this.#surface.show(view);
      this.#keep(view);
    }

    /** @param {object | null} view */
    refine(view) {
      this.#surface.refine(view);
      this.#keep(view);
    }

    get verdict() {
      return this.#verdict;
    }

    set verdict(verdict) {
      this.banner = verdict ? word(verdict, this.#language()) : null;
      this.#verdict = verdict ?? null;
    }

    /** @param {Node | null} mark */
    set own(mark) {
      this.#surface.own(mark);
    }

    /** @param {AnswerStatus} status */
    answered(status) {
      this.#surface.answered(status);
    }

    /** @param {string} words */
    told(words) {
      this.#surface.told(words);
    }

    /** @param {object | null} view */
    #keep(view) {
      this.#view = view ?? null;
      this.#verdict = null;
      this.#reflect();
    }

    /** The attribute `level` lets a page place a banner that is there apart from one that is not. */
    #reflect() {
      const level = /** @type {{ level?: string } | null} */ (this.#view)?.level ?? "none";
      if (level === "none") this.removeAttribute("level");
      else this.setAttribute("level", level);
    }

    /** The language of the element's place in the page. */
    #language() {
      const near = this.closest("[lang]");
      return (near && near.getAttribute("lang")) || navigator.language || "en";
    }
  }

  customElements.define(name, ThreatBanner);
}
