//! Counts the banners that this reader was shown, so that every rate has a denominator; kept until the server has them.
// @ts-check

import { openShelf } from "./shelf.js";

/**
 * What was shown in an hour, judged by one model: the level and the signals of each message. The keys stay in this browser.
 * @typedef {{ id: string, hour: number, model: string, shown: Record<string, [level: string, ...signals: string[]]>,
 *     beside?: { model: string, levels: Record<string, [shown: string, silent: string]> }, closed?: boolean }} Batch `closed`: it may
 *     have been sent, and counts no further
 * @typedef {import("./protocol.js").Scored} Scored
 * @typedef {Pick<import("./server.js").Server, "ask">} Server
 */

const HOUR = 3_600_000;
/** What is counted goes out so long after the first of it, in milliseconds, or when the page is left. */
const PAUSE = 5 * 60_000;
/** The most messages in a batch; the server takes 2,000. */
const MOST = 500;
/** Older batches are no longer taken, in hours. */
const OLDEST = 14 * 24 - 2;
/** With these the server itself says that it will never take a batch. */
const FINAL = [400, 413, 415, 422];

export class Exposures {
  #server;
  #shelf;
  /** What is being counted. @type {Batch | undefined} */
  #open;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void>} */
  #running = Promise.resolve();
  #hidden = () => {
    if (document.visibilityState === "hidden") void this.flush();
  };

  /**
   * @param {Server} server
   * @param {import("./shelf.js").ShelfOf<Batch>} [shelf]
   */
  constructor(server, shelf = openShelf("threat-banner-exposures")) {
    this.#server = server;
    this.#shelf = shelf;
    globalThis.document?.addEventListener("visibilitychange", this.#hidden);
    this.#later();
  }

  /**
   * Counts a banner. The same message counts once an hour, with what was known of it last.
   * @param {Scored} scored
   */
  shown({ verdict, messageKey }) {
    const { level, model, findings } = verdict;
    if (level === "none") return;
    const batch = this.#batch(model);
    batch.shown[messageKey] = [level, ...new Set(findings.map((finding) => finding.id))];
    this.#keep(batch);
  }

  /**
   * Counts which level a silent model gives a message, beside the one that was shown; whether there was a banner or not.
   * @param {import("./protocol.js").TwoLevels} levels
   */
  beside({ messageKey, model, shown, silentModel, silent }) {
    let batch = this.#batch(model);
    if (batch.beside && batch.beside.model !== silentModel) {
      void this.flush();
      batch = this.#batch(model);
    }
    batch.beside ??= { model: silentModel, levels: {} };
    batch.beside.levels[messageKey] = [shown, silent];
    this.#keep(batch);
  }

  /**
   * Goes on with what was counted in this hour before, and sends what was counted earlier; for whoever alone counts on this shelf,
   * and is ended and begun again many times an hour.
   * @returns {Promise<void>}
   */
  resume() {
    this.#running = this.#running
      .then(async () => {
        const hour = Math.floor(Date.now() / HOUR);
        this.#open ??= (await this.#shelf.all()).findLast((batch) => batch.hour === hour && !batch.closed);
        await this.#send();
      })
      .catch(() => this.#later());
    return this.#running;
  }

  /**
   * The batch that is open in this hour.
   * @param {string} model
   * @returns {Batch}
   */
  #batch(model) {
    const hour = Math.floor(Date.now() / HOUR);
    if (this.#open && (this.#open.hour !== hour || this.#open.model !== model || this.#isFull())) void this.flush();
    return (this.#open ??= { id: freshId(), hour, model, shown: {} });
  }

  /** @param {Batch} open */
  #keep(open) {
    const batch = structuredClone(open);
    this.#running = this.#running.then(() => this.#shelf.put(batch)).catch(() => {});
    this.#later();
  }

  /**
   * Sends all that was counted. One run at a time.
   * @returns {Promise<void>}
   */
  flush() {
    // What was sent may not grow: the server counts a batch by its id once.
    if (this.#open) this.#keep({ ...this.#open, closed: true });
    this.#open = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = this.#running.then(() => this.#send()).catch(() => this.#later());
    return this.#running;
  }

  /** Counts no more. What is kept goes with the next page. */
  end() {
    globalThis.document?.removeEventListener("visibilitychange", this.#hidden);
    void this.flush();
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #ended = false;

  #isFull() {
    const { shown = {}, beside } = this.#open ?? {};
    return Math.max(Object.keys(shown).length, Object.keys(beside?.levels ?? {}).length) >= MOST;
  }

  #later() {
    if (!this.#ended) this.#timer ??= setTimeout(() => void this.flush(), PAUSE);
  }

  async #send() {
    const now = Math.floor(Date.now() / HOUR);
    for (const batch of await this.#shelf.all()) {
      // This page, or another one of this reader, may still be counting.
      if (batch.hour >= now && !batch.closed) continue;
      if (batch.hour >= now - OLDEST) {
        const { id, hour, model } = batch;
        const body = JSON.stringify({ id, hour, model, counts: countsOf(batch), ...silentOf(batch) });
        const headers = { "content-type": "application/json" };
        // The page may be gone before the answer comes.
        const response = await this.#server.ask("/api/v1/exposures", { method: "POST", headers, body, keepalive: true });
        if (!response.ok && !FINAL.includes(response.status)) throw new Error(`the server answered ${response.status}`);
      }
      await this.#shelf.remove(batch.id);
    }
  }
}

/**
 * @param {Batch} batch
 * @returns {{ level: string, signal?: string, count: number }[]}
 */
function countsOf(batch) {
  /** @type {Map<string, { level: string, signal?: string, count: number }>} */
  const counts = new Map();
  for (const [level, ...signals] of Object.values(batch.shown)) {
    for (const signal of [undefined, ...signals]) {
      const name = `${level} ${signal ?? ""}`;
      const count = counts.get(name) ?? { level, ...(signal === undefined ? {} : { signal }), count: 0 };
      count.count += 1;
      counts.set(name, count);
    }
  }
  return [...counts.values()];
}

/** @param {Batch} batch */
function silentOf({ beside }) {
  if (!beside) return {};
  /** @type {Map<string, { shown: string, silent: string, count: number }>} */
  const counts = new Map();
  for (const [shown, silent] of Object.values(beside.levels)) {
    const count = counts.get(`${shown} ${silent}`) ?? { shown, silent, count: 0 };
    count.count += 1;
    counts.set(`${shown} ${silent}`, count);
  }
  return { silent: { model: beside.model, counts: [...counts.values()] } };
}

/** A UUID of version 7: the time, then what is random (RFC 9562). */
function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const time = Date.now();
  for (let place = 0; place < 6; place += 1) bytes[place] = Math.floor(time / 256 ** (5 - place)) % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
