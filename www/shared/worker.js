//! The worker that scores, so that no message ever blocks the page.
// @ts-check

import { phrasesLearnt, wordsLearnt } from "./lexicon.js";
import { isRequest } from "./protocol.js";
import { readingsOf } from "./parts.js";
import { Scorer, started } from "./wasm.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Readings} Readings
 * @typedef {import("./protocol.js").Job} Job
 * @typedef {import("./protocol.js").Reply} Reply
 * @typedef {import("./protocol.js").Start} Start
 */

/** The declared global is a window; here it is a worker's. */
const scope = /** @type {{ postMessage(reply: Reply): void }} */ (/** @type {unknown} */ (self));

/**
 * What was found in the parts of messages, so that one which was marked in a list is not looked into again when it is opened:
 * that may take a hundred times as long as all else. @type {Map<string, Promise<Readings | undefined>>}
 */
const found = new Map();
const MOST_FOUND = 1_000;

/** @type {Promise<{ scorer: Scorer, start: Start }> | undefined} */
let ready;

self.addEventListener("message", (event) => {
  const request = event.data;
  if (!isRequest(request)) return;
  switch (request.kind) {
    case "start":
      ready = prepared(request);
      break;
    case "score":
      for (const job of request.jobs) void answer(job);
      break;
  }
});

/** @param {Start} start */
async function prepared(start) {
  await started(start.module);
  const scorer = new Scorer();
  try {
    if (start.intelligence) scorer.know(JSON.parse(await start.intelligence.text()));
  } catch (error) {
    console.warn("Messages are judged without the list of harmful addresses, which cannot be read.", error);
  }
  return { scorer, start };
}

/** @param {Job} job */
async function answer(job) {
  const raw = await bytes(job);
  if (!raw) return;
  try {
    if (!ready) throw new Error("The worker was asked to score before it was started.");
    const { scorer, start } = await ready;
    scope.postMessage(await judged(job, raw, scorer, start));
  } catch (error) {
    trouble(job, "failed", error);
  }
}

/**
 * @param {Job} job
 * @param {Uint8Array} raw
 * @param {Scorer} scorer
 * @param {Start} start
 * @returns {Promise<Reply>}
 */
async function judged(job, raw, scorer, start) {
  // A mark says nothing.
  if (job.want !== "mark") await wordsLearnt(job.language);
  const context = { ...start.context, now: job.now, language: job.language };
  const [messageKey, parts, pictures, atOnce] = scorer.examine(raw, context, start.key);
  const looks = !atOnce && job.want !== "glance";
  const read = looks ? await readings(job, `${messageKey} ${raw.length}`, parts, pictures) : undefined;
  let verdict = atOnce ?? scorer.score(raw, context, read);
  const lacks = scorer.wanted.length > 0;
  if (lacks) {
    const learning = phrasesLearnt(scorer);
    // A glance waits for nothing; the next one will know the language.
    if (job.want !== "glance" && (await learning)) verdict = scorer.score(raw, context, read);
  }
  if (job.want === "mark") return { kind: "marked", id: job.id, level: verdict.level };
  const view = scorer.banner(verdict, job.language);
  const whole = job.want !== "glance" || (atOnce !== undefined && !lacks);
  return { kind: "scored", id: job.id, scored: { verdict, view, messageKey }, whole };
}

/**
 * @param {Job} job
 * @param {string} version tells the message from another one that had its address before
 * @param {[number, string, Uint8Array][]} parts
 * @param {import("./pictures.js").Picture[]} pictures
 * @returns {Promise<Readings | undefined>}
 */
async function readings(job, version, parts, pictures) {
  if (!("url" in job.source)) return readingsOf(parts, pictures);
  const name = `${job.source.url} ${version}`;
  const known = found.get(name);
  if (known) return known;
  const reading = readingsOf(parts, pictures);
  found.set(name, reading);
  // The oldest goes; a map keeps the order in which things came.
  for (const oldest of found.keys()) if (found.size > MOST_FOUND) found.delete(oldest);
  // Readers that could not be loaded are asked again.
  if ((await reading) === undefined) found.delete(name);
  return reading;
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
