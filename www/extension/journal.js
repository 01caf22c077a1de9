//! What was sent from this device, so that the reader can see all of it.
// @ts-check

import { keep, kept } from "./platform.js";

/**
 * @typedef {import("../shared/report.js").FeedbackReport} FeedbackReport
 * @typedef {import("../shared/report.js").Fate} Fate
 * @typedef {{ at: number, report: FeedbackReport, fate: Fate, server: string }} Entry `at` in milliseconds
 */

const MOST = 100;

/** One change at a time: each reads what the one before wrote. */
let turn = Promise.resolve();

/** @returns {Promise<Entry[]>} the latest first */
export async function entries() {
  return (await kept("journal")) ?? [];
}

/** What has not arrived stays, however much comes after it. @param {Entry} entry */
export function note(entry) {
  return change((all) => [entry, ...all].filter(({ fate }, place) => place < MOST || fate === "queued"));
}

/** How many answers were given since, in milliseconds since 1970. @param {number} when */
export async function since(when) {
  return (await entries()).filter(({ at }) => at >= when).length;
}

/**
 * @param {string} id of the report
 * @param {Fate} fate
 * @param {string} server
 */
export function noteFate(id, fate, server) {
  return change((all) => all.map((entry) => (entry.report.id === id ? { ...entry, fate, server } : entry)));
}

/** Forgets what has arrived; what still waits stays, or the reader could not see it. */
export function forget() {
  return change((all) => all.filter((entry) => entry.fate === "queued"));
}

/** @param {(all: Entry[]) => Entry[]} how */
function change(how) {
  turn = turn.then(async () => keep("journal", how(await entries()))).catch((error) => console.warn(error));
  return turn;
}
