//! The worker's one scorer: started when it is first asked for, and gone with the worker.
// @ts-check

import * as reader from "../pkg-parts/part_reader_wasm.js";
import { judged } from "../shared/judging.js";
import { readWith } from "../shared/parts.js";
import { Scorer, started } from "../shared/wasm.js";
import { intelligence, known } from "./server.js";

/**
 * @typedef {import("../shared/protocol.js").Language} Language
 * @typedef {import("../shared/protocol.js").Scored} Scored
 */

// A service worker may load no module later. This is its script alone; the module of it comes with the first attachment.
readWith(reader);

/** @type {Promise<Scorer> | undefined} */
let starting;
let lastId = 0;
/** After a trap the memory of the wasm may be in any state, and a worker cannot take another. */
let broken = false;

/** Has the scorer know what the server lists, once there is another server or none. */
export function forgetServer() {
  starting = undefined;
}

/**
 * @param {Uint8Array} raw the message as it came
 * @param {Language} language
 * @param {{ glimpsed: (scored: Scored) => void, signal: AbortSignal }} options `glimpsed` is given what is known before
 *     attachments and pictures are looked into
 * @returns {Promise<Scored | undefined>} nothing if it was aborted
 */
export async function score(raw, language, { glimpsed, signal }) {
  if (broken) throw new Error("Judging broke down; it begins anew when the browser has ended the extension's worker.");
  const [scorer, organisation] = await Promise.all([(starting ??= start()), known()]);
  const job = (/** @type {"glance" | "banner"} */ want) => {
    lastId += 1;
    const now = Math.floor(Date.now() / 1000);
    return judged({ id: lastId, source: { raw: new ArrayBuffer(0) }, want, language, now }, raw, scorer, organisation);
  };
  try {
    const glance = await job("glance");
    if (glance.kind !== "scored" || signal.aborted) return undefined;
    if (glance.whole) return glance.scored;
    glimpsed(glance.scored);
    // What the page draws of it comes first.
    await new Promise((done) => setTimeout(done));
    if (signal.aborted) return undefined;
    const whole = await job("banner");
    return whole.kind === "scored" ? whole.scored : undefined;
  } catch (error) {
    broken ||= error instanceof WebAssembly.RuntimeError;
    throw error;
  }
}

/** @returns {Promise<Scorer>} */
async function start() {
  await started();
  const scorer = new Scorer();
  // No message waits for the list; the next one will be held against it.
  intelligence().then(
    (list) => list && scorer.know(/** @type {any} */ (list)),
    (error) => console.warn("Messages are judged without the list of harmful addresses, which cannot be loaded.", error),
  );
  return scorer;
}
