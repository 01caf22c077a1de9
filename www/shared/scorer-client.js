//! Scores by promise: an opened message at once, visible ones next, the rest in the background.
// @ts-check

import { isReply } from "./protocol.js";
import { startWorker } from "./trusted.js";
import { compiled } from "./wasm.js";

/**
 * @typedef {import("./protocol.js").Context} Context
 * @typedef {import("./protocol.js").Job} Job
 * @typedef {import("./protocol.js").Language} Language
 * @typedef {import("./protocol.js").Level} Level
 * @typedef {import("./protocol.js").Problem} Problem
 * @typedef {import("./protocol.js").Reply} Reply
 * @typedef {import("./protocol.js").Scored} Scored
 * @typedef {import("./protocol.js").Source} Source
 * @typedef {{ job: Job, name?: string, done: (reply: Reply) => void, fail: (error: ScoringError) => void }} Task
 */

/** So many marks are on their way at once: enough to hide the fetches, few enough to be overtaken. */
const WINDOW = 8;
/** While the server is away, marks wait: this long at first, then twice as long each time. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

/** A message has no verdict. */
export class ScoringError extends Error {
  /**
   * @param {Problem} problem
   * @param {string} detail
   */
  constructor(problem, detail) {
    super(detail);
    this.name = "ScoringError";
    this.problem = problem;
  }
}

/** Fires `reached` when the server answers again after it was away. */
export class ScorerClient extends EventTarget {
  /** @type {Promise<Worker> | undefined} */
  #worker;
  /** @type {{ context: Context, key: string, intelligence: Blob | undefined }} */
  #organisation;
  #lastId = 0;
  /** Sent to the worker and not answered. @type {Map<number, Task>} */
  #sent = new Map();
  /** Marks that wait, by the caller's own name for the message. @type {Map<string, Task>} */
  #visible = new Map();
  /** @type {Map<string, Task>} */
  #background = new Map();
  #pause = FIRST_PAUSE;
  /** Set while the server is away. @type {ReturnType<typeof setTimeout> | undefined} */
  #paused;

  /**
   * @param {Context} context
   * @param {string} key for message keys, in hexadecimal digits
   * @param {Blob} [intelligence] harmful hosts and addresses (`Intelligence` in JSON), which the worker reads
   */
  constructor(context, key, intelligence) {
    super();
    globalThis.addEventListener?.("online", () => this.#resume());
    this.#organisation = { context, key, intelligence };
  }

  /**
   * Scores an opened message. Overtakes all marks.
   * @param {Source} source
   * @param {Language} language
   * @returns {Promise<Scored>}
   */
  async score(source, language) {
    const reply = await new Promise((done, fail) => {
      this.#send([{ job: this.#job(source, "banner", language), done, fail }]);
    });
    return reply.scored;
  }

  /**
   * Finds the level of a message for a list.
   * @param {string} name the caller's own, for `prefer`
   * @param {Source} source
   * @returns {Promise<Level>}
   */
  async mark(name, source) {
    const reply = await new Promise((done, fail) => {
      const job = this.#job(source, "mark", "en");
      this.#background.set(name, { job, name, done, fail });
      this.#pump();
    });
    return reply.level;
  }

  /**
   * Marks these first; what was preferred before waits with the rest.
   * @param {Iterable<string>} names
   */
  prefer(names) {
    for (const [name, task] of this.#visible) this.#background.set(name, task);
    this.#visible.clear();
    for (const name of names) {
      const task = this.#background.get(name);
      if (!task) continue;
      this.#background.delete(name);
      this.#visible.set(name, task);
    }
  }

  /**
   * @param {Source} source
   * @param {import("./protocol.js").Want} want
   * @param {Language} language
   * @returns {Job}
   */
  #job(source, want, language) {
    this.#lastId += 1;
    return { id: this.#lastId, source, want, language, now: Math.floor(Date.now() / 1000) };
  }

  #pump() {
    if (this.#paused !== undefined) return;
    const free = WINDOW - this.#sent.size;
    // In halves of the window, so that a message to the worker carries several jobs.
    if (this.#sent.size > 0 && free < WINDOW / 2) return;
    /** @type {Task[]} */
    const next = [];
    for (const queue of [this.#visible, this.#background]) {
      for (const [name, task] of queue) {
        if (next.length >= free) break;
        queue.delete(name);
        next.push(task);
      }
    }
    if (next.length > 0) this.#send(next);
  }

  /** @param {Task[]} tasks */
  #send(tasks) {
    for (const task of tasks) this.#sent.set(task.job.id, task);
    this.#worker ??= this.#start();
    this.#worker.then(
      (worker) => worker.postMessage({ kind: "score", jobs: tasks.map((task) => task.job) }),
      (error) => this.#giveUp(new ScoringError("unreachable", String(error))),
    );
  }

  /**
   * Nothing that waits will be answered. What is asked next begins with a new worker.
   * @param {ScoringError} error
   */
  #giveUp(error) {
    this.#worker = undefined;
    for (const tasks of [this.#sent, this.#visible, this.#background]) {
      const failed = [...tasks.values()];
      tasks.clear();
      for (const task of failed) task.fail(error);
    }
  }

  /** @returns {Promise<Worker>} */
  async #start() {
    const module = await compiled();
    const worker = startWorker();
    worker.addEventListener("message", (event) => {
      if (isReply(event.data)) this.#receive(event.data);
    });
    // The script itself could not be loaded or run.
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#giveUp(new ScoringError("unreachable", event.message || "The worker could not be loaded."));
    });
    worker.postMessage({ kind: "start", module, ...this.#organisation });
    return worker;
  }

  /** @param {Reply} reply */
  #receive(reply) {
    const task = this.#sent.get(reply.id);
    if (!task) return;
    this.#sent.delete(reply.id);
    if (reply.kind !== "problem") {
      task.done(reply);
      if (this.#pause > FIRST_PAUSE) this.dispatchEvent(new Event("reached"));
      this.#pause = FIRST_PAUSE;
    } else if (reply.problem === "unreachable" && task.name !== undefined) {
      this.#visible.set(task.name, task);
      this.#wait();
    } else {
      if (reply.broken) this.#replace();
      task.fail(new ScoringError(reply.problem, reply.detail));
    }
    this.#pump();
  }

  #wait() {
    if (this.#paused !== undefined) return;
    this.#paused = setTimeout(() => this.#resume(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  #resume() {
    clearTimeout(this.#paused);
    this.#paused = undefined;
    this.#pump();
  }

  /** Starts a new worker in place of a broken one and gives it what the old one still owed. */
  #replace() {
    const owed = [...this.#sent.values()];
    void this.#worker?.then((worker) => worker.terminate());
    this.#worker = undefined;
    if (owed.length > 0) this.#send(owed);
  }
}
