//! What the reader gets beyond the banner, as far as no banner waits for it: marks at links, warnings at replies, the line below the
//! banner, the choices, and the drawing of the own mark.
// @ts-check

import { absenceNodes } from "./absence.js";
import { openChoices } from "./choices.js";
import { PhishingFlag } from "./flag.js";
import { ReaderLine } from "./line.js";
import { LinkMarks } from "./links.js";
import { markNode } from "./own-mark-drawn.js";
import { ReplyGuard } from "./reply.js";

/**
 * All that it works with. It is handed over, not imported: a bundle of its own would have it a second time.
 * @typedef {object} Parts
 * @property {Document} page
 * @property {import("../shared/settings.js").Settings} settings
 * @property {import("./ask.js").Ask} ask
 * @property {import("./budget.js").Budget} budget
 * @property {import("./known-senders.js").KnownSenders} known
 * @property {import("./own-mark.js").OwnMark} mark
 * @property {() => { context: import("../pkg/banner_wasm.js").Context, hasList: boolean }} knowledge
 * @property {boolean} absences
 * @property {(level: import("../pkg/banner_wasm.js").Level, language: import("../pkg/banner_wasm.js").Language) => string} levelWord
 * @property {() => import("../shared/protocol.js").Scored | undefined} latest the verdict on what was opened last
 * @property {((address: URL) => void) | undefined} [follow]
 */

/**
 * @param {Parts} parts
 * @returns {{ companions: import("../shared/watch.js").Companion[], choose: () => void }}
 */
export function beyond({ page, settings, ask, budget, known, mark, knowledge, absences, levelWord, latest, follow }) {
  mark.draw(markNode);
  const choose = () => {
    const last = latest();
    const missing = last?.verdict.level === "none" ? absenceNodes(last, knowledge(), settings.language) : [];
    openChoices({ page, settings, budget, known, mark, levelWord, missing });
  };
  const companions = [
    new LinkMarks({ page, settings, ask, ...(follow ? { follow } : {}) }),
    new ReplyGuard({ page, settings, ask }),
    new ReaderLine({ settings, known, knowledge, choose, absences }),
    new PhishingFlag(),
  ];
  return { companions, choose };
}
