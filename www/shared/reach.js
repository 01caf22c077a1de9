//! Asks documents that hold a mail, without the names that the mail may have taken.
//!
//! `<img name="querySelectorAll">` in a mail hides the document's method of that name, and fields of a form hide the form's; the
//! mail needs no script for it, and webmails show mails in their own documents. So whatever is asked here is asked through the prototypes of this window, which serve the nodes
//! of every window.
// @ts-check

/**
 * @param {object} prototype
 * @param {string} name
 * @returns {(node: unknown) => any}
 */
function getter(prototype, name) {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  return (node) => get?.call(node);
}

const nodeType = getter(Node.prototype, "nodeType");
const baseURI = getter(Node.prototype, "baseURI");
const ownerDocument = getter(Node.prototype, "ownerDocument");
const localName = getter(Element.prototype, "localName");
const defaultView = getter(Document.prototype, "defaultView");
const readyState = getter(Document.prototype, "readyState");
const address = getter(Document.prototype, "URL");
const documentElement = getter(Document.prototype, "documentElement");
const body = getter(Document.prototype, "body");

const SELECTORS = [
  { type: Node.ELEMENT_NODE, select: Element.prototype.querySelectorAll },
  { type: Node.DOCUMENT_NODE, select: Document.prototype.querySelectorAll },
  { type: Node.DOCUMENT_FRAGMENT_NODE, select: DocumentFragment.prototype.querySelectorAll },
];

/**
 * @param {ParentNode} content
 * @param {string} selector
 * @returns {Element[]}
 */
export function select(content, selector) {
  const type = nodeType(content);
  const way = SELECTORS.find((way) => way.type === type);
  return way ? [...way.select.call(/** @type {any} */ (content), selector)] : [];
}

/**
 * The first element for a selector.
 * @param {ParentNode} content
 * @param {string} selector
 * @returns {Element | undefined}
 */
export function first(content, selector) {
  return select(content, selector)[0];
}

/**
 * @param {Document} page
 * @param {string} id
 * @returns {HTMLElement | null}
 */
export function byId(page, id) {
  return Document.prototype.getElementById.call(page, id);
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Document} [page]
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function create(name, page = document) {
  return /** @type {HTMLElementTagNameMap[Name]} */ (Document.prototype.createElement.call(page, name));
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @returns {SVGElementTagNameMap[Name]}
 */
export function createDrawn(name) {
  return /** @type {SVGElementTagNameMap[Name]} */ (Document.prototype.createElementNS.call(document, SVG, name));
}

/** @param {Document} page @returns {Element} */
export function rootOf(page) {
  return documentElement(page);
}

/** What relative addresses start from. @param {Document} page @returns {string} */
export function baseOf(page) {
  return baseURI(page);
}

/** @param {Document} page @returns {string} */
export function urlOf(page) {
  return address(page);
}

/**
 * Calls when the document was read to its end, at once if it was.
 * @param {Document} page
 * @param {() => void} act
 * @returns {() => void} takes it back
 */
export function whenRead(page, act) {
  if (readyState(page) !== "loading") {
    act();
    return () => {};
  }
  EventTarget.prototype.addEventListener.call(page, "DOMContentLoaded", act, { once: true });
  return () => EventTarget.prototype.removeEventListener.call(page, "DOMContentLoaded", act);
}

/**
 * The document that a node belongs to, or the node itself if it is one.
 * @param {Node} node
 * @returns {Document}
 */
export function documentOf(node) {
  return nodeType(node) === Node.DOCUMENT_NODE ? /** @type {Document} */ (node) : ownerDocument(node);
}

/**
 * The window in which a mail is shown; nothing once its frame is gone.
 * @param {Node} node
 * @returns {(Window & typeof globalThis) | null}
 */
export function viewOf(node) {
  return defaultView(documentOf(node)) ?? null;
}

/**
 * The element that holds all of a mail.
 * @param {ParentNode} content
 * @returns {Element | undefined}
 */
export function elementOf(content) {
  switch (nodeType(content)) {
    case Node.ELEMENT_NODE:
      return /** @type {Element} */ (/** @type {unknown} */ (content));
    case Node.DOCUMENT_NODE:
      return documentElement(content) ?? undefined;
    default:
      return /** @type {ShadowRoot} */ (/** @type {unknown} */ (content)).host;
  }
}

/**
 * Keeps what a mail lays over others within the place where the webmail shows it.
 * @param {Element} place the webmail's own element, not the mail's
 */
export function isolate(place) {
  if ("style" in place) /** @type {HTMLElement} */ (place).style.isolation = "isolate";
}

/**
 * Where something may be put that belongs to no place in the page.
 * @param {Document} page
 * @returns {Element}
 */
export function bodyOf(page) {
  return body(page) ?? documentElement(page);
}

/**
 * Whether a node stands in a mail.
 * @param {ParentNode} content
 * @param {Node} node
 * @returns {boolean}
 */
export function holds(content, node) {
  return Node.prototype.contains.call(/** @type {any} */ (content), node);
}

export const LINKS = "a[href], area[href], a[*|href]";

/**
 * Where a link leads, as the browser would read it; nothing for what is no link or leads nowhere else.
 * @param {unknown} node
 * @returns {URL | undefined}
 */
export function addressOf(node) {
  const type = node && typeof node === "object" ? safeType(node) : undefined;
  if (type !== Node.ELEMENT_NODE || !["a", "area"].includes(localName(node))) return undefined;
  const attribute = (/** @type {string | null} */ space, /** @type {string} */ name) =>
    Element.prototype.getAttributeNS.call(/** @type {Element} */ (node), space, name);
  const href = attribute(null, "href") ?? attribute("http://www.w3.org/1999/xlink", "href");
  if (href === null || href.trimStart().startsWith("#")) return undefined;
  try {
    return new URL(href, baseURI(node));
  } catch {
    return undefined;
  }
}

/**
 * The link that an event happened on, if it was one.
 * @param {Event} event
 * @returns {{ link: Element, address: URL } | undefined}
 */
export function linkOf(event) {
  for (const node of Event.prototype.composedPath.call(event)) {
    const address = addressOf(node);
    if (address) return { link: /** @type {Element} */ (node), address };
  }
  return undefined;
}

/** @param {object} node a window is in every path, and is no node */
function safeType(node) {
  try {
    return nodeType(node);
  } catch {
    return undefined;
  }
}
