//! A worker that scores, with what it was asked and has not answered; a broken one is replaced.
// @ts-check

import { isReply } from "./protocol.js";
import { startWorker } from "./trusted.js";
import { compiled } from "./wasm.js";

/**
 * @typedef {import("./protocol.js").Context} Context
 * @typedef {import("./protocol.js").Job} Job
 * @typedef {import("./protocol.js").Problem} Problem
 * @typedef {import("./protocol.js").Reply} Reply
 * @typedef {{ context: Context, key: string, intelligence: Blob | undefined }} Organisation
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

/** The worker itself starts with the first task. */
export class ScoringWorker {
  #organisation;
  #answered;
  #gone;
  /** @type {Promise<Worker> | undefined} */
  #worker;
  /** Sent and not answered. @type {Map<number, Task>} */
  #sent = new Map();

  /**
   * @param {Organisation} organisation
   * @param {(task: Task, reply: Reply) => void} answered
   * @param {(error: ScoringError) => void} gone called when the worker could not be loaded, after its tasks have failed
   */
  constructor(organisation, answered, gone) {
    this.#organisation = organisation;
    this.#answered = answered;
    this.#gone = gone;
  }

  /**
   * Judges what is asked from now on by another context.
   * @param {Organisation} organisation
   */
  replaceOrganisation(organisation) {
    this.#organisation = organisation;
    // In the order of what is sent, since each waits for the worker.
    this.#worker = this.#worker?.then(async (worker) => {
      worker.postMessage({ kind: "start", module: await compiled(), ...organisation });
      return worker;
    });
  }

  /** How many tasks it has. */
  get size() {
    return this.#sent.size;
  }

  /** @param {Task[]} tasks */
  send(tasks) {
    for (const task of tasks) this.#sent.set(task.job.id, task);
    this.#worker ??= this.#start();
    this.#worker.then(
      (worker) => worker.postMessage({ kind: "score", jobs: tasks.map((task) => task.job) }),
      (error) => this.#giveUp(new ScoringError("unreachable", String(error))),
    );
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
    if (reply.kind === "problem" && reply.broken) this.#replace();
    this.#answered(task, reply);
  }

  /** Starts a new worker in place of a broken one and gives it what the old one still owed. */
  #replace() {
    const owed = [...this.#sent.values()];
    void this.#worker?.then((worker) => worker.terminate());
    this.#worker = undefined;
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
