//! What the worker remembers of what this reader has seen: the counts of each level, quiet notices, the look of danger, the own mark.
// @ts-check

import { Budget } from "../reader/budget.js";
import { OwnMark } from "../reader/own-mark.js";
import { keep, kept } from "./platform.js";

/**
 * @typedef {import("../reader/own-mark.js").Mark} Mark
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {{ quiet: boolean, look: number }} Look how a banner stands in the page: `quiet` for a notice that was seen before,
 *     `look` one of the looks of danger
 */

/** One after another: each reads what the one before has written. @type {Promise<unknown>} */
let turn = Promise.resolve();

/**
 * Counts a message that is shown, and says how its banner is to look.
 * @param {Pick<Scored, "messageKey" | "verdict">} scored
 * @param {boolean} fresh whether the message was not shown right before
 * @returns {Promise<Look>}
 */
export function seen(scored, fresh) {
  return withBudget((budget) => {
    budget.count(scored);
    const { level } = scored.verdict;
    return {
      quiet: fresh && level === "notice" && budget.sawNotice(scored),
      look: fresh && level === "danger" ? budget.nextLook() : 0,
    };
  });
}

/** How many of the opened messages got each level. */
export function shares() {
  return withBudget((budget) => budget.shares());
}

/** @returns {Promise<Mark | undefined>} */
export async function ownMark() {
  const value = await kept("own-mark");
  return new OwnMark({ read: () => value, write: () => {} }).value;
}

/** @param {Mark | undefined} mark */
export async function chooseMark(mark) {
  /** @type {unknown} */
  let checked;
  const own = new OwnMark({ read: () => mark, write: (_, value) => (checked = value) });
  own.value = own.value;
  await keep("own-mark", checked ?? undefined);
}

/**
 * @template Result
 * @param {(budget: Budget) => Result} use
 * @returns {Promise<Result>}
 */
function withBudget(use) {
  const used = turn.then(async () => {
    const before = await kept("budget");
    let after = before;
    const result = use(new Budget({ read: () => after, write: (_, value) => (after = value) }));
    if (after !== before) await keep("budget", after);
    return result;
  });
  turn = used.catch(() => {});
  return used;
}
