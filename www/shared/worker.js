//! The worker that scores, so that no message ever blocks the page.
// @ts-check

import { judged } from "./judging.js";
import { isRequest } from "./protocol.js";
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
