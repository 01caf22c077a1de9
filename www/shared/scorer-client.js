//! Scores by promise: an opened message at once, visible ones next, the rest in the background.
// @ts-check

import { ScoringError, ScoringWorker } from "./scoring-worker.js";

/**
 * @typedef {import("./protocol.js").Context} Context
 * @typedef {import("./protocol.js").Job} Job
 * @typedef {import("./protocol.js").Knowledge} Knowledge
 * @typedef {import("./protocol.js").Language} Language
 * @typedef {import("./protocol.js").Level} Level
 * @typedef {import("./protocol.js").Reply} Reply
 * @typedef {import("./protocol.js").Scored} Scored
 * @typedef {import("./protocol.js").Source} Source
 * @typedef {import("./scoring-worker.js").Task} Task
 */

/** So many marks are on their way at once: enough to hide the fetches, few enough to be overtaken. */
const WINDOW = 8;
/** While the server is away, marks wait: this long at first, then twice as long each time. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** What looks into parts and pictures holds tens of megabytes, and after so many milliseconds is seldom asked again soon. */
const REST = 8_000;

export { ScoringError };

/** Fires `reached` when the server answers again after it was away, and `beside` with the levels that a silent model gives. */
export class ScorerClient extends EventTarget {
  /** Has nothing to do but glance at opened messages, so that they never wait. */
  #front;
  /** Marks, and looks into attachments and pictures. */
  #back;
  #knowledge;
  #context;
  #lastId = 0;
  /** Marks that wait, by the caller's own name for the message. @type {Map<string, Task>} */
  #visible = new Map();
  /** @type {Map<string, Task>} */
  #background = new Map();
  #pause = FIRST_PAUSE;
  /** Set while the server is away. @type {ReturnType<typeof setTimeout> | undefined} */
  #paused;

  /** @param {Knowledge | Promise<Knowledge>} knowledge what messages are judged by; never rejected */
  constructor(knowledge) {
    super();
    globalThis.addEventListener?.("online", this.#online);
    this.#context = "context" in knowledge ? knowledge.context : {};
    this.#knowledge = Promise.resolve(knowledge);
    const answered = (/** @type {Task} */ task, /** @type {Reply} */ reply) => this.#receive(task, reply);
    const beside = (/** @type {import("./protocol.js").TwoLevels} */ detail) => this.dispatchEvent(new CustomEvent("beside", { detail }));
    this.#front = new ScoringWorker(this.#knowledge, answered, () => {}, beside);
    this.#back = new ScoringWorker(this.#knowledge, answered, (error) => this.#failWaiting(error), beside, REST);
  }

  #online = () => this.#resume();

  /** Ends the workers. What they have not answered fails. */
  end() {
    globalThis.removeEventListener?.("online", this.#online);
    clearTimeout(this.#paused);
    this.#failWaiting(new ScoringError("failed", "No more messages are judged."));
    this.#front.end();
    this.#back.end();
  }

  /** What messages are judged by, as far as it was said at once. */
  get context() {
    return this.#context;
  }

  /** Holds for what is asked from now on. */
  set context(context) {
    this.#context = context;
    this.#knowledge = this.#knowledge.then((knowledge) => ({ ...knowledge, context }));
    for (const worker of [this.#front, this.#back]) worker.replaceKnowledge(this.#knowledge);
  }

  /** Has the first opened message not wait for a worker to come up. */
  begin() {
    this.#front.begin();
  }

  /** Has the first opened message wait for nothing that could be done before. */
  prepare() {
    this.#ask(this.#front, this.#job({ raw: new ArrayBuffer(0) }, "glance", "en")).catch(() => {});
  }

  /**
   * Scores an opened message. What is known before its attachments and pictures are looked into, if it has any, is given to
   * `glimpsed`; if `signal` is aborted by then, the look is spared and there is no verdict.
   * @param {Source} source
   * @param {Language} language
   * @param {{ glimpsed?: (scored: Scored) => void, signal?: AbortSignal, context?: Context | undefined, aside?: boolean }} [options]
   *     `context` is what is known of this message besides; `aside`: it is not shown, and no silent model judges it
   * @returns {Promise<Scored | undefined>}
   */
  async score(source, language, { glimpsed, signal, context, aside } = {}) {
    const glance = await this.#ask(this.#front, this.#job(source, "glance", language, context, aside));
    if (glance.whole) return glance.scored;
    if (signal?.aborted) return undefined;
    glimpsed?.(glance.scored);
    try {
      const reply = await this.#ask(this.#back, this.#job(source, "banner", language, context, aside));
      return reply.scored;
    } catch (error) {
      // What the readers of parts cannot be asked, the banner does without.
      console.warn(error);
      return glance.scored;
    }
  }

  /**
   * @param {ScoringWorker} worker
   * @param {Job} job
   * @returns {Promise<any>}
   */
  #ask(worker, job) {
    return new Promise((done, fail) => worker.send([{ job, done, fail }]));
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
   * @param {Context} [context]
   * @param {boolean} [aside]
   * @returns {Job}
   */
  #job(source, want, language, context, aside) {
    this.#lastId += 1;
    const job = { id: this.#lastId, source, want, language, now: Math.floor(Date.now() / 1000), ...(aside ? { aside } : {}) };
    return context ? { ...job, context } : job;
  }

  #pump() {
    if (this.#paused !== undefined) return;
    const free = WINDOW - this.#back.size;
    // In halves of the window, so that a message to the worker carries several jobs.
    if (this.#back.size > 0 && free < WINDOW / 2) return;
    /** @type {Task[]} */
    const next = [];
    for (const queue of [this.#visible, this.#background]) {
      for (const [name, task] of queue) {
        if (next.length >= free) break;
        queue.delete(name);
        next.push(task);
      }
    }
    if (next.length > 0) this.#back.send(next);
  }

  /** @param {ScoringError} error */
  #failWaiting(error) {
    for (const tasks of [this.#visible, this.#background]) {
      const failed = [...tasks.values()];
      tasks.clear();
      for (const task of failed) task.fail(error);
    }
  }

  /**
   * @param {Task} task
   * @param {Reply} reply
   */
  #receive(task, reply) {
    if (reply.kind !== "problem") {
      task.done(reply);
      if (this.#pause > FIRST_PAUSE) this.dispatchEvent(new Event("reached"));
      this.#pause = FIRST_PAUSE;
    } else if (reply.problem === "unreachable" && task.name !== undefined) {
      this.#visible.set(task.name, task);
      this.#wait();
    } else {
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
}
