//! Gives the memory of bytes back at once: what collects garbage in a worker counts objects, not the megabytes that they stand for.
// @ts-check

/**
 * Nobody holds these bytes any more. Browsers that cannot do it keep them until they collect.
 * @param {ArrayBufferLike} bytes
 */
export function giveBack(bytes) {
  const { transfer } = /** @type {{ transfer?: (length: number) => ArrayBuffer }} */ (/** @type {unknown} */ (bytes));
  transfer?.call(bytes, 0);
}
