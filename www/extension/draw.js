//! Carries out in a shadow root what the worker drew on paper. Texts become text nodes; it knows no HTML text.
// @ts-check

const SVG = "http://www.w3.org/2000/svg";
/** Our renderer makes none of these, and nothing else is to be made of what comes over a wire. */
const NEVER_MADE = ["script", "iframe", "object", "embed", "link", "style", "base", "meta"];
const NEVER_SET = /^(?:on|src|href|xlink|style|srcdoc|action|formaction)/i;

export class Drawer {
  /** @type {Map<number, Element | ShadowRoot>} */
  #nodes = new Map();
  #root;

  /**
   * @param {ShadowRoot} root
   * @param {string} style
   */
  constructor(root, style) {
    this.#root = root;
    this.#nodes.set(0, root);
    // Not a constructed sheet: Firefox does not let a content script adopt one. The page's policy does not reach this element,
    // for both browsers let an extension's own content script add styles.
    const sheet = root.ownerDocument.createElement("style");
    sheet.textContent = style;
    this.sheet = sheet;
    root.append(sheet);
  }

  /** @param {import("./paper.js").Step[]} steps */
  carryOut(steps) {
    for (const step of steps) this.#do(step);
  }

  /** @param {import("./paper.js").Step} step */
  #do(step) {
    if (step[0] === "make") {
      const [, number, name, vocabulary] = step;
      if (NEVER_MADE.includes(name.toLowerCase())) throw new Error(`A banner has no <${name}>`);
      const home = this.#root.ownerDocument;
      this.#nodes.set(number, vocabulary === "svg" ? home.createElementNS(SVG, name) : home.createElement(name));
      return;
    }
    const node = this.#nodes.get(step[1]);
    if (!node) throw new Error(`A banner has no node ${step[1]}`);
    switch (step[0]) {
      case "attribute":
        // Not `instanceof`: in a frame of the webmail, an element is none by the classes of this window.
        if (!("setAttribute" in node)) break;
        if (NEVER_SET.test(step[2])) throw new Error(`A banner has no attribute ${step[2]}`);
        if (step[3] === null) node.removeAttribute(step[2]);
        else node.setAttribute(step[2], step[3]);
        break;
      case "text":
        node.textContent = step[2];
        // What fills the root anew must not strip it of its style.
        if (node === this.#root) this.#root.append(this.sheet);
        break;
      case "say":
        node.append(step[2]);
        break;
      case "put": {
        const child = this.#nodes.get(step[2]);
        if (child) node.append(child);
        break;
      }
      case "focus":
        if ("focus" in node) /** @type {HTMLElement} */ (node).focus();
        break;
    }
  }
}
