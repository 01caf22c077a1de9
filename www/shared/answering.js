//! Answers what a page asks to have judged, in whatever thread this runs.
// @ts-check

import { giveBack } from "./buffers.js";
import { filesAt } from "./files.js";
import { judged } from "./judging.js";
import { Scorer, started } from "./wasm.js";

/**
 * @typedef {import("./protocol.js").Job} Job
 * @typedef {import("./protocol.js").Reply} Reply
 * @typedef {import("./protocol.js").Request} Request
 * @typedef {import("./protocol.js").Start} Start
 */

/** A silent model waits so long after the reply, in milliseconds: readers wait for none. */
const AFTER = 300;

export class Answering {
  #reply;
  #done;
  /** @type {Promise<Scorer> | undefined} */
  #silent;
  /** @type {Promise<{ scorer: Scorer, start: Start }> | undefined} */
  #ready;

  /**
   * @param {(reply: Reply) => void} reply
   * @param {{ owns?: boolean }} [whose] `owns`: the bytes of messages come as copies that nobody else holds
   */
  constructor(reply, { owns = false } = {}) {
    this.#reply = reply;
    this.#done = (/** @type {Uint8Array} */ raw) => owns && giveBack(raw.buffer);
  }

  /** @param {Request} request */
  take(request) {
    switch (request.kind) {
      case "load":
        // What it is to judge by may still be on its way.
        if (request.files) filesAt(request.files);
        started(request.module).catch(() => {});
        break;
      case "start":
        this.#ready = prepared(request);
        this.#silent = undefined;
        // Whoever asks hears of it.
        this.#ready.catch(() => {});
        break;
      case "score":
        for (const job of request.jobs) void this.#answer(job);
        break;
    }
  }

  /** @param {Job} job */
  async #answer(job) {
    const raw = await this.#bytes(job);
    if (!raw) return;
    let isNeeded = false;
    try {
      if (!this.#ready) throw new Error("The worker was asked to score before it was started.");
      const { scorer, start } = await this.#ready;
      /** @type {Parameters<typeof judged>[4]} */
      const beside = (scored, again) => {
        isNeeded = true;
        this.#beside(job, start, scored, again, raw);
      };
      this.#reply(await judged(job, raw, scorer, start, start.silent === undefined || job.aside ? undefined : beside));
    } catch (error) {
      this.#trouble(job, "failed", error);
    } finally {
      if (!isNeeded) this.#done(raw);
    }
  }

  /**
   * Has the silent model judge the same later, and tells its level.
   * @param {Job} job
   * @param {Start} start
   * @param {import("./protocol.js").Scored} scored
   * @param {(other: Scorer) => Promise<import("./protocol.js").Verdict>} again
   * @param {Uint8Array} raw
   */
  #beside(job, start, { verdict, messageKey }, again, raw) {
    setTimeout(async () => {
      try {
        this.#silent ??= silentScorer(start);
        const other = await again(await this.#silent);
        const levels = { messageKey, model: verdict.model, shown: verdict.level, silentModel: other.model, silent: other.level };
        this.#reply({ kind: "beside", id: job.id, levels });
      } catch (error) {
        // Nobody waits for it; only a broken worker is of matter.
        if (error instanceof WebAssembly.RuntimeError) this.#trouble(job, "failed", error);
      } finally {
        this.#done(raw);
      }
    }, AFTER);
  }

  /**
   * The bytes of the message, or nothing after having said why there are none.
   * @param {Job} job
   * @returns {Promise<Uint8Array | undefined>}
   */
  async #bytes(job) {
    const { source } = job;
    if ("raw" in source) return new Uint8Array(source.raw);
    try {
      const response = await fetch(source.url);
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      this.#trouble(job, "withheld", `${source.url} answered ${response.status}`);
    } catch (error) {
      this.#trouble(job, "unreachable", error);
    }
    return undefined;
  }

  /**
   * @param {Job} job
   * @param {import("./protocol.js").Problem} problem
   * @param {unknown} error
   */
  #trouble(job, problem, error) {
    const detail = error instanceof Error ? error.message : String(error);
    // After a trap the memory of the wasm may be in any state: the page takes a new worker.
    const broken = error instanceof WebAssembly.RuntimeError;
    this.#reply({ kind: "problem", id: job.id, problem, detail, broken });
  }
}

/** @param {Start} start */
async function prepared(start) {
  await started();
  const scorer = scorerOf(start.model);
  try {
    if (start.intelligence) scorer.know(JSON.parse(await start.intelligence.text()));
  } catch (error) {
    console.warn("Messages are judged without the list of harmful addresses, which cannot be read.", error);
  }
  return { scorer, start };
}

/** @param {Start} start */
async function silentScorer({ silent, intelligence }) {
  const scorer = new Scorer(silent);
  if (intelligence) scorer.know(JSON.parse(await intelligence.text()));
  return scorer;
}

/** @param {string | undefined} model */
function scorerOf(model) {
  try {
    return new Scorer(model);
  } catch (error) {
    if (model === undefined) throw error;
    console.warn("Messages are judged by the model that is built in; the server's cannot be read.", error);
    return new Scorer();
  }
}
