//! Where a mail is in the window of the page, and what of it can be seen.
// @ts-check

import { bodyOf, elementOf, rootOf, viewOf } from "../shared/reach.js";

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

/**
 * The frame that a mail is shown in, if it is one of the page.
 * @param {Document} page
 * @param {ParentNode} content
 */
export function frameOf(page, content) {
  const view = viewOf(/** @type {Node} */ (/** @type {unknown} */ (content)));
  return view && view !== viewOf(page) ? view.frameElement : null;
}

/**
 * Where the mail's window begins in the page's.
 * @param {Document} page
 * @param {ParentNode} content
 * @returns {{ x: number, y: number }}
 */
export function originOf(page, content) {
  const frame = frameOf(page, content);
  return frame ? inner(frame) : { x: 0, y: 0 };
}

/**
 * What can be seen of the mail, in the page's window.
 * @param {Document} page
 * @param {ParentNode} content
 * @returns {Box}
 */
export function seenOf(page, content) {
  const frame = frameOf(page, content);
  const element = frame ?? elementOf(content);
  const view = viewOf(page);
  if (!element || !view) return { x: 0, y: 0, width: 0, height: 0 };
  const window = { x: 0, y: 0, width: view.innerWidth, height: view.innerHeight };
  let box = common(frame ? inner(frame) : element.getBoundingClientRect(), window);
  for (let around = element.parentElement; around; around = around.parentElement) {
    // What these two cut off is the window's.
    if (around === rootOf(page) || around === bodyOf(page)) break;
    if (view.getComputedStyle(around).overflow !== "visible") box = common(box, around.getBoundingClientRect());
  }
  return box;
}

/** @param {Element} frame @returns {Box} its box without its border */
function inner(frame) {
  const box = frame.getBoundingClientRect();
  return { x: box.x + frame.clientLeft, y: box.y + frame.clientTop, width: frame.clientWidth, height: frame.clientHeight };
}

/** @param {Box} one @param {Box} other @returns {Box} */
function common(one, other) {
  const [x, y] = [Math.max(one.x, other.x), Math.max(one.y, other.y)];
  return {
    x,
    y,
    width: Math.max(0, Math.min(one.x + one.width, other.x + other.width) - x),
    height: Math.max(0, Math.min(one.y + one.height, other.y + other.height) - y),
  };
}
