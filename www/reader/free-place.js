//! Finds a place beside a link where no text or picture of the mail stands.
// @ts-check

/** @typedef {import("./mail-box.js").Box} Box */

const GAP = 3;
/** How far apart places are that are looked at, in pixels. */
const STEP = 24;

/**
 * The first free place of that size to the right of a line, below it or above it; nothing if there is none.
 * @param {Document} mail
 * @param {Box} line in the mail's window
 * @param {{ width: number, height: number }} size
 * @param {Box[]} taken by marks
 * @param {Box} space in which it must stay, in the mail's window
 * @param {boolean} presses whether it may stand over the text of the next line, if there is no free place
 * @returns {Box | undefined}
 */
export function placeFor(mail, line, { width, height }, taken, space, presses) {
  const left = Math.max(space.x, Math.min(line.x, space.x + space.width - width));
  const places = [
    { x: line.x + line.width + GAP + 2, y: line.y + (line.height - height) / 2 },
    { x: left, y: line.y + line.height + GAP },
    { x: left, y: line.y - height - GAP },
  ].map((place) => ({ ...place, width, height }));
  const fits = places.filter((place) => place.x >= space.x && place.x + width <= space.x + space.width);
  const open = fits.filter((place) => !taken.some((other) => overlap(place, other)));
  const free = open.find((place) => isFree(mail, place));
  // Right below the link a name says more than an icon, even over the line that follows; but not over another link.
  if (free || !presses) return free;
  return open.find((place) => place.y > line.y + line.height && !isOverLink(mail, place));
}

/** @param {Box} one @param {Box} other */
function overlap(one, other) {
  return (
    one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height
  );
}

/** @param {Box} box */
function* points(box) {
  for (let x = box.x + 2; x < box.x + box.width; x += STEP)
    for (const y of [box.y + 4, box.y + box.height - 4]) yield { x, y };
}

/** @param {Document} mail @param {Box} box */
function isFree(mail, box) {
  for (const { x, y } of points(box)) if (isPicture(elementAt(mail, x, y)) || isOnText(mail, x, y)) return false;
  return true;
}

/** @param {Document} mail @param {Box} box */
function isOverLink(mail, box) {
  for (const { x, y } of points(box)) {
    const element = elementAt(mail, x, y);
    // Asked through the prototype: a form's fields hide what the form itself can do.
    if (element && Element.prototype.closest.call(element, "a, button, input")) return true;
  }
  return false;
}

/** @param {Element | null} element */
function isPicture(element) {
  return element !== null && Element.prototype.matches.call(element, "img, svg, canvas, video, input, button, textarea, select, iframe");
}

/** @param {Document} mail @param {number} x @param {number} y */
function elementAt(mail, x, y) {
  return Document.prototype.elementFromPoint.call(mail, x, y);
}

/**
 * Whether a letter stands at a point: the nearest place for a caret has one that covers it.
 * @param {Document} mail
 * @param {number} x
 * @param {number} y
 */
function isOnText(mail, x, y) {
  const range = caretAt(mail, x, y);
  if (!range) return false;
  const [node, offset] = range;
  if (node.nodeType !== Node.TEXT_NODE) return false;
  const letters = Document.prototype.createRange.call(mail);
  const length = node.nodeValue?.length ?? 0;
  letters.setStart(node, Math.max(0, Math.min(offset - 1, length)));
  letters.setEnd(node, Math.min(offset + 1, length));
  return [...letters.getClientRects()].some((box) => x >= box.left - 2 && x <= box.right + 2 && y >= box.top && y <= box.bottom);
}

/**
 * @param {Document} mail
 * @param {number} x
 * @param {number} y
 * @returns {[Node, number] | undefined}
 */
function caretAt(mail, x, y) {
  const { caretPositionFromPoint, caretRangeFromPoint } = Document.prototype;
  if (caretPositionFromPoint) {
    const caret = caretPositionFromPoint.call(mail, x, y);
    return caret ? [caret.offsetNode, caret.offset] : undefined;
  }
  const range = caretRangeFromPoint?.call(mail, x, y);
  return range ? [range.startContainer, range.startOffset] : undefined;
}
