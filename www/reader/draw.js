//! Makes nodes of text only, and closed shadow roots with a style sheet of their own.
// @ts-check

import { create, createDrawn, viewOf } from "../shared/reach.js";

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element whose children are nodes and texts; a text never becomes HTML.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean | ((event: any) => void)>} [attributes] a function listens to the event of that name
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, attributes = {}, ...children) {
  const element = create(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (typeof value === "boolean") element.toggleAttribute(key, value);
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child instanceof Node || (typeof child === "string" && child !== "")).map(node));
  return element;
}

/** @param {Child} child */
function node(child) {
  return child instanceof Node ? child : String(child);
}

/**
 * A drawing on a grid of 24 units.
 * @param {{ [attribute: string]: string }[]} paths
 * @param {Record<string, string>} [attributes]
 * @returns {SVGSVGElement}
 */
export function drawing(paths, attributes = {}) {
  const svg = createDrawn("svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false", ...attributes }))
    svg.setAttribute(key, value);
  for (const path of paths) {
    const drawn = createDrawn("path");
    for (const [key, value] of Object.entries(path)) drawn.setAttribute(key, value);
    svg.append(drawn);
  }
  return svg;
}

/** The shapes of the levels that mark links: the banner's own. */
const SHAPES = {
  caution: ["M12 2.6L22.6 21H1.4z", "M12 9.2v5M12 17.4v.1"],
  suspicious: ["M12 1L23 12L12 23L1 12z", "M12 7.2v5.6M12 16.4v.1"],
  danger: ["M7.9 2h8.2L22 7.9v8.2L16.1 22H7.9L2 16.1V7.9z", "M8.6 8.6l6.8 6.8M15.4 8.6l-6.8 6.8"],
};

/**
 * The icon of a level, coloured by the sheet below.
 * @param {keyof typeof SHAPES} level
 */
export function levelShape(level) {
  const [shape, sign] = SHAPES[level];
  return drawing([{ class: "shape", d: shape ?? "" }, { class: "sign", d: sign ?? "" }], { class: "icon" });
}

/** What all that is drawn here has in common: the banner's colours, and nothing of the page's. */
const BASE = `
:host { all: initial; display: block; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.root {
  color-scheme: light dark;
  --ink: light-dark(#1c2127, #eceff3);
  --soft: light-dark(#4b545f, #b9c1cc);
  --paper: light-dark(#ffffff, #181c22);
  --line: light-dark(#d5dae0, #39414c);
  --field: light-dark(#7a8591, #8a94a1);
  --focus: light-dark(#0b57d0, #8ab8ff);
  font: 400 0.9375rem / 1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "PingFang SC",
    "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  color: var(--ink);
  overflow-wrap: anywhere;
  text-align: start;
}
:host([theme="light"]) .root { color-scheme: light; }
:host([theme="dark"]) .root { color-scheme: dark; }
[data-level="danger"] { --edge: light-dark(#b1121d, #ff6f6f); --sign: light-dark(#ffffff, #2a0306); }
[data-level="suspicious"] { --edge: light-dark(#b44a00, #ff9c57); --sign: light-dark(#ffffff, #2b1400); }
[data-level="caution"] { --edge: light-dark(#7a5c00, #e6bd3f); --sign: light-dark(#ffffff, #2a2200); }
.icon { flex: none; inline-size: 1.25em; block-size: 1.25em; }
.icon .shape { fill: var(--edge); }
.icon .sign { fill: none; stroke: var(--sign); stroke-width: 2.5; stroke-linecap: round; }
p, ul, h2, h3, dl, fieldset { margin: 0; padding: 0; border: 0; }
button, input, select { font: inherit; color: inherit; }
button {
  min-block-size: 2.25rem;
  padding: 0.25rem 0.875rem;
  border: 1px solid var(--field);
  border-radius: 0.4375rem;
  background: var(--paper);
  cursor: pointer;
}
button:hover { border-color: var(--ink); text-decoration: underline; text-underline-offset: 0.2em; }
button.first { border-color: var(--ink); background: var(--ink); color: var(--paper); font-weight: 600; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
@media (pointer: coarse) { button { min-block-size: 2.75rem; } }
@media (forced-colors: active) { .icon .shape { fill: Canvas; stroke: CanvasText; } .icon .sign { stroke: CanvasText; } }
`;

/** A constructed sheet serves only the document in which it was made. @type {WeakMap<Document, Map<string, CSSStyleSheet>>} */
const sheets = new WeakMap();

/**
 * An element with a closed shadow root, in which stands one part of class `root`.
 * @param {string} style
 * @param {import("../shared/settings.js").Settings} settings whose colours it takes when it is made
 * @param {Document} [page] in which it will stand, perhaps that of a frame
 * @returns {{ host: HTMLElement, root: HTMLElement, shadow: ShadowRoot }}
 */
export function shade(style, settings, page = document) {
  const host = create("div", page);
  host.lang = settings.language;
  if (settings.theme !== "system") host.setAttribute("theme", settings.theme);
  const shadow = host.attachShadow({ mode: "closed" });
  const root = make("div", { class: "root" });
  try {
    const known = sheets.get(page) ?? new Map();
    sheets.set(page, known);
    let sheet = known.get(style);
    if (!sheet) {
      sheet = new (viewOf(page) ?? globalThis).CSSStyleSheet();
      sheet.replaceSync(BASE + style);
      known.set(style, sheet);
    }
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    // Firefox refuses such sheets to content scripts (its bug 1751346).
    shadow.append(make("style", {}, BASE + style));
  }
  shadow.append(root);
  return { host, root, shadow };
}
