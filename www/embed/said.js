//! Says each problem once in the console, and leaves the page as it was.
// @ts-check

/** @type {Set<string>} */
const said = new Set();

/** @param {string} problem in English, without a full stop */
export function say(problem) {
  if (said.has(problem)) return;
  said.add(problem);
  console.warn(`Threat Banner: ${problem}`);
}
