//! All that the reader gets beyond the banner, put together once for page, embed and extension.
// @ts-check

import { levelWord } from "../shared/wasm.js";
import { Ask } from "./ask.js";
import { Budget } from "./budget.js";
import { Dress } from "./dress.js";
import { KnownSenders } from "./known-senders.js";
import { pageKeep } from "./kept.js";
import { Late } from "./late.js";
import { OwnMark } from "./own-mark.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Context} Context
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("../shared/watch.js").Companion} Companion
 * @typedef {import("../shared/watch.js").Judge} Judge
 * @typedef {import("./kept.js").Keep} Keep
 */

/**
 * Give `companions` to `Watch` and `dress` to each `Mount`; when `known` fires `change`, judge with `known.with(context)`;
 * `choose` opens the reader's choices.
 * @param {object} parts
 * @param {Document} parts.page
 * @param {Judge} parts.judge
 * @param {Settings} parts.settings
 * @param {() => { context: Context, hasList: boolean }} parts.knowledge what the judge has; `hasList`: a list of harmful addresses
 * @param {boolean} [parts.absences] whether a line "Why is there no banner?" stands in each message without one; the reader finds
 *     the same among the choices
 * @param {Keep} [parts.keep] where the reader's own things are kept; the page's storage, if none is named
 * @param {(address: URL) => void} [parts.follow] opens a link that the reader decided to open; a new window, if none is named
 * @param {() => Promise<Pick<typeof import("./beyond.js"), "beyond">>} parts.load loads `beyond.js`, when the first banner stands
 */
export function readerParts({ page, judge, settings, knowledge, absences = true, keep = pageKeep(), follow, load }) {
  const ask = new Ask(judge, settings);
  const budget = new Budget(keep);
  const mark = new OwnMark(keep);
  const known = new KnownSenders(keep);
  // Who is known decides who is imitated.
  known.addEventListener("change", () => ask.forget());
  /** The verdicts on what is open, the latest last. @type {Map<string, import("../shared/protocol.js").Scored>} */
  const open = new Map();
  /** @type {Companion} */
  const counting = {
    judged(message, scored) {
      budget.count(scored);
      open.delete(message.id);
      open.set(message.id, scored);
    },
    gone: (id) => void open.delete(id),
  };
  let choose = () => {};
  const late = new Late(async () => {
    const { beyond } = await load();
    const latest = () => [...open.values()].at(-1);
    const more = beyond({ page, settings, ask, budget, known, mark, knowledge, absences, levelWord, latest, follow });
    choose = more.choose;
    return more.companions;
  });
  const companions = [counting, late];
  const end = () => companions.forEach((companion) => companion.end?.());
  return {
    companions,
    dress: new Dress({ budget, mark, settings }),
    known,
    choose: () => late.begin().then(() => choose()),
    end,
  };
}
