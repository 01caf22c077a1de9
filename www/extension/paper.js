//! A page of paper: what the wasm draws on where there is no page, and what it drew there, as plain data.
//!
//! Where can the banner be drawn? The wasm draws into a shadow root, and an extension has one only in its content script. There
//! it would cost each tab a second copy of a module of 1.2 MB, which no page may be let read (`web_accessible_resources`) and
//! which may be refused by the page's own policy. So the wasm stays in the worker and draws on paper: the few calls of the DOM
//! that it makes are answered here and written down as steps, and the content script carries them out (`draw.js`). There is one
//! renderer, and the pages of all others download nothing for it.
//!
//! A worker may end at any time, so paper is kept nowhere: it is drawn anew from what happened to the banner (`drawing.js`). As
//! the renderer gives the same for the same, nodes that are numbered in the order of their making have the same numbers again.
// @ts-check

/**
 * One thing to do with a numbered node; 0 is the shadow root.
 * @typedef {["make", number, string, "html" | "svg"]
 *   | ["attribute", number, string, string | null]
 *   | ["text", number, string]
 *   | ["say", number, string]
 *   | ["put", number, number]
 *   | ["focus", number]} Step
 */

const SVG = "http://www.w3.org/2000/svg";

class PaperNode {
  /** @param {Paper} paper */
  constructor(paper) {
    this.paper = paper;
    this.number = paper.number();
    /** @type {(PaperElement | string)[]} */
    this.children = [];
  }

  get ownerDocument() {
    return this.paper;
  }

  get textContent() {
    return this.children.map((child) => (typeof child === "string" ? child : child.textContent)).join("");
  }

  /** @param {string | null | undefined} text */
  set textContent(text) {
    this.children = text ? [text] : [];
    this.paper.steps.push(["text", this.number, text ?? ""]);
  }

  /** @param {PaperElement | string} child */
  append(child) {
    this.children.push(child);
    this.paper.steps.push(
      typeof child === "string" ? ["say", this.number, child] : ["put", this.number, child.number],
    );
  }

  /** @param {PaperElement} child */
  appendChild(child) {
    this.append(child);
    return child;
  }

  /**
   * The first element below this one that is meant.
   * @param {(element: PaperElement) => boolean} meant
   * @returns {PaperElement | null}
   */
  find(meant) {
    for (const child of this.children) {
      if (typeof child === "string") continue;
      const found = meant(child) ? child : child.find(meant);
      if (found) return found;
    }
    return null;
  }
}

class PaperElement extends PaperNode {
  /** @type {Map<string, string>} */
  #attributes = new Map();
  /** What a reader wrote into a field. */
  value = "";
  checked = false;

  /** @param {string} name */
  getAttribute(name) {
    return this.#attributes.get(name) ?? null;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  setAttribute(name, value) {
    this.#attributes.set(name, value);
    if (name === "value") this.value = value;
    this.paper.steps.push(["attribute", this.number, name, value]);
  }

  /** @param {string} name */
  removeAttribute(name) {
    if (this.#attributes.delete(name)) this.paper.steps.push(["attribute", this.number, name, null]);
  }

  /** Only controls themselves are clicked on paper. */
  closest() {
    return this.getAttribute("data-act") === null ? null : this;
  }

  focus() {
    this.paper.steps.push(["focus", this.number]);
  }
}

class PaperRoot extends PaperNode {
  /** The element around it; what is asked of it here is whether the banner is to be quiet. */
  host = {
    quiet: false,
    hasAttribute: (/** @type {string} */ name) => name === "quiet" && this.host.quiet,
    removeAttribute: () => {},
  };
  /** @type {{ text: string }[]} */
  adoptedStyleSheets = [];
  /** @type {(event: { target: PaperElement }) => void} */
  clicked = () => {};

  /**
   * @param {"click"} _kind
   * @param {(event: { target: PaperElement }) => void} listener
   */
  addEventListener(_kind, listener) {
    this.clicked = listener;
  }

  /** @param {string} id */
  getElementById(id) {
    return this.find((element) => element.getAttribute("id") === id);
  }

  /** The one selector that the wasm asks for. @param {string} selector */
  querySelector(selector) {
    if (selector !== "input[name=correction]:checked") throw new Error(`Paper knows no ${selector}`);
    return this.find((element) => element.checked);
  }
}

/** The document and its one shadow root. */
export class Paper {
  /** What was done since these were last taken. @type {Step[]} */
  steps = [];
  #last = -1;
  root = new PaperRoot(this);
  defaultView = {
    CSSStyleSheet: class {
      text = "";
      /** @param {string} text */
      replaceSync(text) {
        this.text = text;
      }
    },
  };

  /** A number for a node that is being made. */
  number() {
    this.#last += 1;
    return this.#last;
  }

  /** @param {string} name */
  createElement(name) {
    return this.#make(name, "html");
  }

  /**
   * @param {string} namespace
   * @param {string} name
   */
  createElementNS(namespace, name) {
    return this.#make(name, namespace === SVG ? "svg" : "html");
  }

  /** The style sheet that belongs to the drawing. */
  get style() {
    return this.root.adoptedStyleSheets.map((sheet) => sheet.text).join("\n");
  }

  /**
   * @param {string} name
   * @param {"html" | "svg"} vocabulary
   */
  #make(name, vocabulary) {
    const element = new PaperElement(this);
    this.steps.push(["make", element.number, name, vocabulary]);
    return element;
  }
}

/** Has the wasm, which asks what kind of node it holds, take paper for a page. A worker has no other pages. */
export function takePaper() {
  const kinds = ["Element", "HTMLElement", "HTMLInputElement", "HTMLTextAreaElement"];
  for (const kind of kinds) Object.defineProperty(globalThis, kind, { value: PaperElement, configurable: true });
}
