//! The worker that scores, so that no message ever blocks the page.
// @ts-check

import { learnt } from "./lexicon.js";
import { isRequest } from "./protocol.js";
import { readingsOf } from "./parts.js";
import { Scorer, started } from "./wasm.js";

/**
 * @typedef {import("./protocol.js").Job} Job
 * @typedef {import("./protocol.js").Reply} Reply
 * @typedef {import("./protocol.js").Start} Start
 */

/** The declared global is a window; here it is a worker's. */
const scope = /** @type {{ postMessage(reply: Reply): void }} */ (/** @type {unknown} */ (self));

/** @type {Promise<{ scorer: Scorer, start: Start }> | undefined} */
let ready;

self.addEventListener("message", (event) => {
  const request = event.data;
  if (!isRequest(request)) return;
  switch (request.kind) {
    case "start":
      ready = started(request.module).then(() => ({ scorer: new Scorer(), start: request }));
      break;
    case "score":
      for (const job of request.jobs) void answer(job);
      break;
  }
});

/** @param {Job} job */
async function answer(job) {
  const raw = await bytes(job);
  if (!raw) return;
  try {
    if (!ready) throw new Error("The worker was asked to score before it was started.");
    const { scorer, start } = await ready;
    const readings = await readingsOf(scorer, raw);
    scope.postMessage(await judged(job, raw, readings, scorer, start));
  } catch (error) {
    trouble(job, "failed", error);
  }
}

/**
 * @param {Job} job
 * @param {Uint8Array} raw
 * @param {import("./parts.js").Readings | undefined} readings
 * @param {Scorer} scorer
 * @param {Start} start
 * @returns {Promise<Reply>}
 */
async function judged(job, raw, readings, scorer, start) {
  const context = { ...start.context, now: job.now, language: job.language };
  let verdict = scorer.score(raw, context, readings);
  if (scorer.wanted.length > 0 && (await learnt(scorer))) {
    verdict = scorer.score(raw, context, readings);
  }
  if (job.want === "mark") return { kind: "marked", id: job.id, level: verdict.level };
  const view = scorer.banner(verdict, job.language);
  const messageKey = scorer.messageKey(start.key, raw);
  return { kind: "scored", id: job.id, scored: { verdict, view, messageKey } };
}

/**
 * The bytes of the message, or nothing after having said why there are none.
 * @param {Job} job
 * @returns {Promise<Uint8Array | undefined>}
 */
async function bytes(job) {
  const { source } = job;
  if ("raw" in source) return new Uint8Array(source.raw);
  try {
    const response = await fetch(source.url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    trouble(job, "withheld", `${source.url} answered ${response.status}`);
  } catch (error) {
    trouble(job, "unreachable", error);
  }
  return undefined;
}

/**
 * @param {Job} job
 * @param {import("./protocol.js").Problem} problem
 * @param {unknown} error
 */
function trouble(job, problem, error) {
  const detail = error instanceof Error ? error.message : String(error);
  // After a trap the memory of the wasm may be in any state: the page takes a new worker.
  const broken = error instanceof WebAssembly.RuntimeError;
  scope.postMessage({ kind: "problem", id: job.id, problem, detail, broken });
}
