//! All that the reader gets beyond the banner, put together once for page, embed and extension.
// @ts-check

import { levelWord } from "../shared/wasm.js";
import { absenceNodes } from "./absence.js";
import { Ask } from "./ask.js";
import { Budget } from "./budget.js";
import { openChoices } from "./choices.js";
import { Dress } from "./dress.js";
import { PhishingFlag } from "./flag.js";
import { KnownSenders } from "./known-senders.js";
import { pageKeep } from "./kept.js";
import { ReaderLine } from "./line.js";
import { LinkMarks } from "./links.js";
import { OwnMark } from "./own-mark.js";
import { ReplyGuard } from "./reply.js";

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
 */
export function readerParts({ page, judge, settings, knowledge, absences = false, keep = pageKeep(), follow }) {
  const ask = new Ask(judge, settings);
  const budget = new Budget(keep);
  const mark = new OwnMark(keep);
  const known = new KnownSenders(keep);
  // Who is known decides who is imitated.
  known.addEventListener("change", () => ask.forget());
  /** The verdicts on what is open, the latest last. @type {Map<string, import("../shared/protocol.js").Scored>} */
  const open = new Map();
  const choose = () => {
    const last = [...open.values()].at(-1);
    const missing = last?.verdict.level === "none" ? absenceNodes(last, knowledge(), settings.language) : [];
    openChoices({ page, settings, budget, known, mark, levelWord, missing });
  };
  /** @type {Companion} */
  const counting = {
    judged(message, scored) {
      budget.count(scored);
      open.delete(message.id);
      open.set(message.id, scored);
    },
    gone: (id) => void open.delete(id),
  };
  /** @type {Companion[]} */
  const companions = [
    new LinkMarks({ page, settings, ask, ...(follow ? { follow } : {}) }),
    new ReplyGuard({ page, settings, ask }),
    new ReaderLine({ settings, known, knowledge, choose, absences }),
    new PhishingFlag(),
    counting,
  ];
  const end = () => companions.forEach((companion) => companion.end?.());
  return { companions, dress: new Dress({ budget, mark, settings }), budget, mark, known, choose, end };
}
