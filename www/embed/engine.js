//! All that a page with banners needs, loaded with the first message that is opened: the wasm, the workers, what the server knows.
// @ts-check

import { Exposures } from "../shared/exposures.js";
import { wordsLearnt } from "../shared/learning.js";
import { Mount } from "../shared/mount.js";
import { nothingKnown, Organisations, signature } from "../shared/organisation.js";
import { Outcomes } from "../shared/outcomes.js";
import { rootOf } from "../shared/reach.js";
import { Reports } from "../shared/report.js";
import { ScorerClient, ScoringError } from "../shared/scorer-client.js";
import { Server } from "../shared/server.js";
import { languageFor, Settings } from "../shared/settings.js";
import { openShelf } from "../shared/shelf.js";
import { started } from "../shared/wasm.js";
import { Policy } from "./policy.js";
import { say } from "./said.js";

/**
 * @typedef {import("../shared/protocol.js").Context} Context
 * @typedef {import("../shared/protocol.js").Knowledge} Knowledge
 * @typedef {import("../shared/protocol.js").Language} Language
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("./options.js").Options} Options
 */

/** What the server said is asked for again after so long, when a message is opened, in milliseconds; sooner where it said nothing. */
const FRESH = 3_600_000;
const SOON = 60_000;

export class Engine {
  settings;
  #server;
  /** Made with the first message: until then nothing is asked of anyone, not even of this browser's storage. */
  /** @type {{ organisations: Organisations | undefined, reports: Reports, exposures: Exposures | undefined, policy: Policy } | undefined} */
  #parts;
  /** @type {ScorerClient | undefined} */
  #client;
  /** What the client knows: on its way, and once it is here. */
  /** @type {Promise<Knowledge> | undefined} */
  #knowing;
  /** @type {Knowledge | undefined} */
  #knows;
  #asked = 0;
  /** What is being judged. @type {Set<Promise<unknown>>} */
  #judged = new Set();
  #ended = false;

  /** @param {Options} options */
  constructor(options) {
    this.settings = new Settings({
      language: options.language ?? languageOf(document),
      ...(options.theme === undefined ? {} : { theme: options.theme }),
    });
    this.#server = options.server === undefined ? undefined : new Server(options.server, options.token);
  }

  /** Has what judges messages come while the first of them is still on its way. */
  begin() {
    this.#judging();
    started().catch(() => {});
  }

  /**
   * Judges a message; loads before what is not there yet.
   * @param {{ raw: ArrayBuffer }} source
   * @param {Language} language
   * @param {{ glimpsed?: (scored: Scored) => void, signal?: AbortSignal, context?: Context | undefined, aside?: boolean }} [options]
   * @returns {Promise<Scored | undefined>}
   */
  async score(source, language, options) {
    try {
      const client = this.#judging();
      // While the worker comes up and judges, this thread gets ready to draw.
      const drawing = started().then(() => wordsLearnt(language));
      const glimpsed = (/** @type {Scored} */ scored) => void drawing.then(() => options?.glimpsed?.(scored)).catch(() => {});
      const judging = client.score(source, language, { ...options, glimpsed });
      this.#judged.add(judging);
      const done = judging.finally(() => this.#judged.delete(judging));
      done.catch(() => {});
      // Where neither can be, this thread says more clearly why.
      await drawing;
      return await done;
    } catch (error) {
      throw new Error(this.#all().policy.missing() ?? explained(error), { cause: error });
    }
  }

  /**
   * A banner that is empty until something is shown in it, right before the place.
   * @param {Element} place
   * @param {import("../shared/mount.js").Dress} [dress]
   */
  before(place, dress) {
    const mount = new Mount(undefined, this.#all().reports, this.settings, dress);
    mount.move(place);
    return mount;
  }

  /**
   * The same as the last in the place.
   * @param {Element} place
   */
  within(place) {
    return new Mount(place, this.#all().reports, this.settings);
  }

  /** What messages are judged by, as far as it is known by now. */
  get knowledge() {
    return { context: this.#knows?.context ?? {}, hasList: this.#knows?.intelligence !== undefined };
  }

  /** Counts a banner that was shown. @param {Scored} scored */
  shown(scored) {
    this.#all().exposures?.shown(scored);
  }

  /** Ends workers, timers and listeners. What waits to be sent is kept in the browser. */
  end() {
    this.#ended = true;
    this.#parts?.policy.end();
    this.#parts?.reports.end();
    this.#parts?.exposures?.end();
    this.#client?.end();
  }

  #all() {
    if (this.#parts) return this.#parts;
    const server = this.#server;
    // What was answered and counted goes out in the name of the reader who did it.
    const reader = server?.reader().catch(() => "") ?? Promise.resolve("");
    const shelf = (/** @type {string} */ kind) => reader.then((reader) => `${kind} ${reader}`.trim());
    const ask = (/** @type {string} */ path, /** @type {RequestInit} */ init) =>
      server ? server.ask(path, init) : Promise.reject(new Error("there is no server"));
    this.#parts = {
      policy: new Policy(say, server && new URL(server.address).origin),
      organisations: server && new Organisations(server, { problem: say }),
      reports: new Reports("/api/v1/feedback", openShelf(shelf("threat-banner")), ask),
      exposures: server && new Exposures(server, openShelf(shelf("threat-banner-exposures"))),
    };
    if (server) this.#parts.reports.outcomes = new Outcomes((path) => server.ask(path), openShelf(shelf("threat-banner-outcomes")));
    return this.#parts;
  }

  /** @returns {ScorerClient} */
  #judging() {
    if (this.#client && Date.now() - this.#asked > FRESH) void this.#take(this.#now());
    this.#client ??= this.#clientFor(this.#first());
    return this.#client;
  }

  /** What the first messages are judged by: what was known yesterday, or else what the server says. */
  async #first() {
    const now = this.#now();
    const last = await this.#all().organisations?.last();
    if (last) void this.#take(now);
    return last ?? (await now) ?? nothingKnown();
  }

  /** @returns {Promise<Knowledge | undefined>} */
  async #now() {
    this.#asked = Date.now();
    try {
      return await this.#all().organisations?.now();
    } catch (error) {
      this.#asked = Date.now() - FRESH + SOON;
      const { message } = /** @type {Error} */ (error);
      const problem = `${this.#server?.address} does not say whose mail this is, which is judged without knowing (${message})`;
      // Where nothing is judged at all, that alone is said.
      void started().then(() => say(problem), () => {});
      return undefined;
    }
  }

  /**
   * Judges from now on by what the server says, once it does.
   * @param {Promise<Knowledge | undefined>} asked
   */
  async #take(asked) {
    const known = await asked;
    const knows = await this.#knowing;
    if (!known || !knows || (await signature(known)) === (await signature(knows)) || this.#ended) return;
    const before = this.#client;
    this.#client = this.#clientFor(Promise.resolve(known));
    await Promise.allSettled(this.#judged);
    before?.end();
  }

  /** @param {Promise<Knowledge>} knowing */
  #clientFor(knowing) {
    this.#knowing = knowing;
    void knowing.then((known) => {
      if (this.#knowing === knowing) this.#knows = known;
    });
    const client = new ScorerClient(knowing);
    client.addEventListener("beside", (event) => this.#all().exposures?.beside(/** @type {CustomEvent} */ (event).detail));
    client.begin();
    return client;
  }
}

/** @param {Document} page */
function languageOf(page) {
  return languageFor(/** @type {HTMLElement} */ (rootOf(page)).lang || navigator.language);
}

/** @param {unknown} error */
function explained(error) {
  if (error instanceof WebAssembly.CompileError)
    return "the page's Content-Security-Policy keeps WebAssembly from running; it needs 'wasm-unsafe-eval' in script-src";
  if (error instanceof ScoringError && error.problem === "failed") return `a message could not be judged: ${error.message}`;
  return `what judges messages cannot be loaded, so they get no banner: ${error instanceof Error ? error.message : error}`;
}
