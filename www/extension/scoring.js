//! The worker's one scorer: started when it is first asked for, and anew when other things are known; gone with the worker.
// @ts-check

import * as reader from "../pkg-parts/part_reader_wasm.js";
import { Answering } from "../shared/answering.js";
import { readWith } from "../shared/parts.js";
import { vouchedFor } from "./senders.js";
import { knowledge } from "./knowledge.js";
import { countBeside, countShown } from "./learning.js";

/**
 * @typedef {import("../shared/protocol.js").Job} Job
 * @typedef {import("../shared/protocol.js").Knowledge} Knowledge
 * @typedef {import("../shared/protocol.js").Language} Language
 * @typedef {import("../shared/protocol.js").Reply} Reply
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("../shared/protocol.js").ScoredReply} ScoredReply
 */

// A service worker may load no module later. This is its script alone; the module of it comes with the first attachment.
readWith(reader);

const answering = new Answering(take);
/** Who waits for an answer, by the number of the question. @type {Map<number, { done: (reply: ScoredReply) => void, fail: (error: Error) => void }>} */
const waiting = new Map();
/** What the scorer knows. @type {Knowledge | undefined} */
let given;
let lastId = 0;
/** After a trap the memory of the wasm may be in any state, and a worker cannot take another. */
let broken = false;

/**
 * @param {ArrayBuffer} raw the message as it came
 * @param {Language} language
 * @param {{ glimpsed: (scored: Scored) => void, signal: AbortSignal, aside: boolean }} options `glimpsed` is given what is known
 *     before attachments and pictures are looked into; `aside`: what is judged is not shown, and is not counted
 * @returns {Promise<Scored | undefined>} nothing if it was aborted
 */
export async function score(raw, language, { glimpsed, signal, aside }) {
  if (broken) throw new Error("Judging broke down; it begins anew when the browser has ended the extension's worker.");
  const known = await knowledge();
  if (known !== given) {
    given = known;
    // Answers carry the least from here, whatever the organisation allows: the reader was told so.
    answering.take({ kind: "start", ...known, grade: "signals" });
  }
  const context = await vouchedFor(known.context);
  const ask = (/** @type {"glance" | "banner"} */ want) => asked({ source: { raw }, want, language, aside, ...(context ? { context } : {}) });
  const shown = (/** @type {Scored} */ scored) => {
    if (!aside) countShown(scored);
    return scored;
  };
  const glance = await ask("glance");
  if (signal.aborted) return undefined;
  if (glance.whole) return shown(glance.scored);
  glimpsed(shown(glance.scored));
  // What the page draws of it comes first.
  await new Promise((done) => setTimeout(done));
  if (signal.aborted) return undefined;
  return shown((await ask("banner")).scored);
}

/**
 * @param {Omit<Job, "id" | "now">} question
 * @returns {Promise<ScoredReply>}
 */
function asked(question) {
  lastId += 1;
  const job = { ...question, id: lastId, now: Math.floor(Date.now() / 1000) };
  return new Promise((done, fail) => {
    waiting.set(job.id, { done, fail });
    answering.take({ kind: "score", jobs: [job] });
  });
}

/** @param {Reply} reply */
function take(reply) {
  if (reply.kind === "beside") {
    countBeside(reply.levels);
    return;
  }
  const waits = waiting.get(reply.id);
  waiting.delete(reply.id);
  if (reply.kind === "scored") waits?.done(reply);
  if (reply.kind !== "problem") return;
  broken ||= reply.broken;
  // It may not have started at all: the next message begins anew.
  given = undefined;
  waits?.fail(new Error(reply.detail));
}
