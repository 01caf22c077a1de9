//! Answers on their way to the server: kept in the browser until they have arrived, counted once.
// @ts-check

import { openShelf } from "./shelf.js";

/**
 * `sent`: the server has it. `queued`: it is kept and tried again. `refused`: the server will never
 * take it.
 * @typedef {"sent" | "queued" | "refused"} Fate
 * What the core reports of an answer, the campaign of the message, and what the organisation lets it carry besides.
 * @typedef {Omit<import("../pkg/banner_wasm.js").FeedbackReport, "grade"> & { grade: import("./protocol.js").Grade,
 *     campaign_key?: string, features?: number[], message?: string }} FeedbackReport
 */

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 5 * 60_000;
const MOST_AT_ONCE = 100;
/** So much goes at once, in characters. What weighs more goes alone and last, so that what is small never waits for an original. */
const LIGHT = 256 * 1024;
/** So long a request may take: a moment, and what a slow line needs for each thousand characters, in milliseconds. */
const LONGEST = 20_000;
const A_THOUSAND = 100;
/**
 * With these the server itself says that it will never take a report. All other errors may be those
 * of a network, a proxy or a sign-in page in between, and pass.
 */
const FINAL = [400, 409, 413, 415, 422];

export class Reports extends EventTarget {
  #address;
  #shelf;
  #ask;
  #pause = FIRST_PAUSE;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void>} */
  #running = Promise.resolve();

  /** What becomes of the answers; without it, nobody is told. @type {import("./outcomes.js").Outcomes | undefined} */
  outcomes;

  /**
   * @param {string} address that takes reports by POST
   * @param {import("./shelf.js").Shelf} [shelf]
   * @param {(address: string, init: RequestInit) => Promise<Response>} [ask] sends a request, perhaps in a reader's name
   */
  constructor(address, shelf = openShelf(), ask = (address, init) => fetch(address, init)) {
    super();
    this.#address = address;
    this.#shelf = shelf;
    this.#ask = ask;
    globalThis.addEventListener?.("online", this.#online);
    void this.flush();
  }

  #online = () => void this.flush();

  /** Sends no more. What is kept goes with the next page. */
  end() {
    this.#ended = true;
    globalThis.removeEventListener?.("online", this.#online);
    clearTimeout(this.#timer);
  }

  #ended = false;

  /**
   * Keeps a report, then sends it. An event of type `fate` tells when a queued one has arrived.
   * @param {FeedbackReport} report
   * @returns {Promise<Fate>}
   */
  async send(report) {
    await this.#shelf.put(report);
    await this.outcomes?.given(report.message_key);
    await this.flush();
    const kept = await this.#shelf.all();
    if (kept.some((other) => other.id === report.id)) return "queued";
    return this.#refused.has(report.id) ? "refused" : "sent";
  }

  /**
   * Where an answer on this message is that was given in this browser before, if one was.
   * @param {string} messageKey
   * @returns {Promise<Fate | undefined>}
   */
  async given(messageKey) {
    // What waits for the server is being tried: it may have arrived.
    await this.#running;
    const kept = await this.#shelf.all();
    if (kept.some(({ message_key }) => message_key === messageKey)) return "queued";
    return (await this.outcomes?.isAwaited(messageKey)) ? "sent" : undefined;
  }

  /** @type {Set<string>} */
  #refused = new Set();

  /**
   * Sends all that is kept. One run at a time.
   * @returns {Promise<void>}
   */
  flush() {
    this.#running = this.#running.then(() => this.#run()).catch((error) => console.warn(error));
    return this.#running;
  }

  async #run() {
    clearTimeout(this.#timer);
    while (!this.#ended) {
      const batch = next(await this.#shelf.all());
      if (batch.length === 0) {
        this.#pause = FIRST_PAUSE;
        return;
      }
      if (!(await this.#deliver(batch))) {
        this.#later();
        return;
      }
    }
  }

  /**
   * Whether the batch is off the shelf. A batch that is refused is sent one by one, so that one bad
   * report does not take the good ones with it.
   * @param {FeedbackReport[]} batch
   * @returns {Promise<boolean>}
   */
  async #deliver(batch) {
    const response = await this.#post(batch);
    if (response && (await isReceipt(response))) {
      for (const report of batch) await this.#settle(report.id, "sent");
      return true;
    }
    const { status } = response ?? {};
    const [alone] = batch.length === 1 ? batch : [];
    // A proxy may find too large what our server would take.
    const isTooLarge = status === 413 && (alone === undefined || alone.message !== undefined);
    if (!response || !(isRefusal(response) || isTooLarge)) return false;
    if (batch.length > 1) {
      for (const report of batch) if (!(await this.#deliver([report]))) return false;
      return true;
    }
    for (const report of batch) {
      const less = status === 422 || isTooLarge ? withLess(report) : undefined;
      if (less) return this.#deliver([less]);
      console.warn(`The server refused the answer ${report.id}: ${await response.text()}`);
      this.#refused.add(report.id);
      await this.outcomes?.refused(report.message_key);
      await this.#settle(report.id, "refused");
    }
    return true;
  }

  /**
   * @param {FeedbackReport[]} batch
   * @returns {Promise<Response | undefined>} nothing when the server is away
   */
  async #post(batch) {
    const body = JSON.stringify(batch);
    try {
      return await this.#ask(this.#address, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(LONGEST + (body.length / 1000) * A_THOUSAND),
      });
    } catch {
      return undefined;
    }
  }

  /**
   * @param {string} id
   * @param {Fate} fate
   */
  async #settle(id, fate) {
    await this.#shelf.remove(id);
    this.dispatchEvent(new CustomEvent("fate", { detail: { id, fate } }));
  }

  /** Tries again after a pause that doubles, with a random part so that not all come back at once. */
  #later() {
    if (this.#ended) return;
    const pause = this.#pause * (0.75 + Math.random() / 2);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    this.#timer = setTimeout(() => void this.flush(), pause);
  }
}

/**
 * What is to be sent next of what is kept.
 * @param {FeedbackReport[]} kept
 * @returns {FeedbackReport[]}
 */
function next(kept) {
  let weight = 0;
  const light = kept.filter((report) => {
    const own = JSON.stringify(report).length;
    if (report.message !== undefined || weight + own > LIGHT) return false;
    weight += own;
    return true;
  });
  return light.length > 0 ? light.slice(0, MOST_AT_ONCE) : kept.slice(0, 1);
}

/**
 * Whether the server has kept the reports: any page can say 200, only our server counts them.
 * @param {Response} response
 */
async function isReceipt(response) {
  if (!response.ok || mediaType(response) !== "application/json") return false;
  try {
    return Number.isInteger((await response.json())?.accepted);
  } catch {
    return false;
  }
}

/**
 * The report of an answer with what is known of its message: of some no campaign is, and the organisation may let nothing more be sent.
 * @param {import("../pkg/banner_wasm.js").FeedbackReport} report
 * @param {{ campaignKey?: string | undefined, features?: number[] | undefined }} known
 * @param {string} [message] the original, in Base64
 * @returns {FeedbackReport}
 */
export function ofMessage(report, { campaignKey, features }, message) {
  return {
    ...report,
    ...(campaignKey === undefined ? {} : { campaign_key: campaignKey }),
    ...(features === undefined ? {} : { grade: "features", features }),
    ...(message === undefined ? {} : { grade: "message", message }),
  };
}

/**
 * What the server may take of a report that it does not take whole: the organisation may have come to allow less, and an earlier
 * version knows no campaigns. Nothing where there is nothing to leave out.
 * @param {FeedbackReport} report
 * @returns {FeedbackReport | undefined}
 */
function withLess({ features: _, message: __, grade, campaign_key: campaign, ...report }) {
  if (grade !== "signals") return { ...report, grade: "signals", ...(campaign === undefined ? {} : { campaign_key: campaign }) };
  return campaign === undefined ? undefined : { ...report, grade };
}

/** @param {Response} response */
function isRefusal(response) {
  return FINAL.includes(response.status) && mediaType(response) === "application/problem+json";
}

/** @param {Response} response */
function mediaType(response) {
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase();
}
