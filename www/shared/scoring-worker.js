//! A worker that scores, with what it was asked and has not answered; a broken one is replaced.
// @ts-check

import { isReply } from "./protocol.js";
import { filesPlace } from "./files.js";
import { mayBeRefused, startThread } from "./threads.js";
import { compiled } from "./wasm.js";

/**
 * @typedef {import("./protocol.js").Job} Job
 * @typedef {import("./protocol.js").Knowledge} Knowledge
 * @typedef {import("./protocol.js").Problem} Problem
 * @typedef {import("./protocol.js").Reply} Reply
 * @typedef {import("./threads.js").Thread} Thread
 * @typedef {{ job: Job, name?: string, done: (reply: Reply) => void, fail: (error: ScoringError) => void }} Task
 */

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

/** The worker itself starts with the first task, or before by `begin`. */
export class ScoringWorker {
  #knowledge;
  #answered;
  #gone;
  #beside;
  /** @type {Promise<Thread> | undefined} */
  #worker;
  /** Whether a worker ended before it said anything, as one does that the page's policy refuses. */
  #refused = false;
  #ended = false;
  #rest;
  /** Set while it has nothing to do. @type {ReturnType<typeof setTimeout> | undefined} */
  #idle;
  /** Sent and not answered. @type {Map<number, Task>} */
  #sent = new Map();

  /**
   * @param {Promise<Knowledge>} knowledge never rejected
   * @param {(task: Task, reply: Reply) => void} answered
   * @param {(error: ScoringError) => void} gone called when the worker could not be loaded, after its tasks have failed
   * @param {(levels: import("./protocol.js").TwoLevels) => void} [beside] told what a silent model gives
   * @param {number} [rest] after so many milliseconds without a task the worker gives back its memory; the next task starts it anew
   */
  constructor(knowledge, answered, gone, beside, rest) {
    this.#beside = beside;
    this.#rest = rest;
    this.#knowledge = knowledge;
    this.#answered = answered;
    this.#gone = gone;
  }

  /**
   * Judges what is asked from now on by this.
   * @param {Promise<Knowledge>} knowledge never rejected
   */
  replaceKnowledge(knowledge) {
    this.#knowledge = knowledge;
    // In the order of what is sent, since each waits for the worker.
    this.#worker = this.#worker?.then(async (worker) => {
      worker.postMessage({ kind: "start", ...(await knowledge) });
      return worker;
    });
  }

  /** Has the worker there when the first task comes. */
  begin() {
    this.#worker ??= this.#start();
    // Whoever sends the first task hears of it.
    this.#worker.catch(() => {});
  }

  /** How many tasks it has. */
  get size() {
    return this.#sent.size;
  }

  /** Ends the worker. What it has not answered fails. */
  end() {
    this.#ended = true;
    clearTimeout(this.#idle);
    void this.#worker?.then((worker) => worker.terminate()).catch(() => {});
    this.#giveUp(new ScoringError("failed", "No more messages are judged."));
  }

  /** @param {Task[]} tasks */
  send(tasks) {
    if (this.#ended) {
      for (const task of tasks) task.fail(new ScoringError("failed", "No more messages are judged."));
      return;
    }
    clearTimeout(this.#idle);
    for (const task of tasks) this.#sent.set(task.job.id, task);
    this.#worker ??= this.#start();
    this.#worker.then(
      (worker) => worker.postMessage({ kind: "score", jobs: tasks.map((task) => task.job) }),
      (error) => this.#giveUp(new ScoringError("unreachable", String(error))),
    );
  }

  /** @returns {Promise<Thread>} */
  async #start() {
    const compiling = compiled();
    // The thread comes up while the module is on its way.
    compiling.catch(() => {});
    const worker = await startThread(this.#refused);
    let heard = false;
    worker.addEventListener("message", (event) => {
      heard = true;
      if (isReply(event.data)) this.#receive(event.data);
    });
    // The script itself could not be loaded or run.
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (!heard && !this.#refused && mayBeRefused()) {
        this.#refused = true;
        this.#replace();
        return;
      }
      this.#giveUp(new ScoringError("unreachable", event.message || "The worker could not be loaded."));
    });
    try {
      worker.postMessage({ kind: "load", module: await compiling, files: filesPlace() });
    } catch (error) {
      worker.terminate();
      throw error;
    }
    worker.postMessage({ kind: "start", ...(await this.#knowledge) });
    if (this.#ended) worker.terminate();
    return worker;
  }

  /** @param {Reply} reply */
  #receive(reply) {
    if (reply.kind === "beside") {
      this.#beside?.(reply.levels);
      this.#mayRest();
      return;
    }
    const task = this.#sent.get(reply.id);
    this.#sent.delete(reply.id);
    if (reply.kind === "problem" && reply.broken) this.#replace();
    if (task) this.#answered(task, reply);
    this.#mayRest();
  }

  #mayRest() {
    // In the page's own thread there is no memory to give back.
    if (this.#rest === undefined || this.#refused || this.#sent.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#stop(), this.#rest);
  }

  #stop() {
    void this.#worker?.then((worker) => worker.terminate()).catch(() => {});
    this.#worker = undefined;
  }

  /** Starts a new worker in place of a broken one and gives it what the old one still owed. */
  #replace() {
    const owed = [...this.#sent.values()];
    this.#stop();
    if (owed.length > 0) this.send(owed);
  }

  /**
   * Nothing that was sent will be answered. What is asked next begins with a new worker.
   * @param {ScoringError} error
   */
  #giveUp(error) {
    this.#worker = undefined;
    const failed = [...this.#sent.values()];
    this.#sent.clear();
    for (const task of failed) task.fail(error);
    this.#gone(error);
  }
}
