//! The banner budget of this reader: how many of the opened messages got each level, and which notices were seen before.
//!
//! A warning that comes often is no longer read, and one that looks the same each time is no longer seen. So the share of
//! each level is counted where the reader can see it, a notice that comes again becomes quiet, and danger changes its look.
//! All of it is kept on this device and bounded: counts of 30 days, and the last few hundred messages and notices by a hash.
// @ts-check

import { Listeners } from "../shared/listeners.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Level} Level
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("./kept.js").Keep} Keep
 * @typedef {Record<Level, number>} Counts
 */

const DAYS = 30;
const DAY = 86_400_000;
const MOST_MESSAGES = 500;
const MOST_NOTICES = 300;
/** A notice is quiet once it was seen so often. */
const SEEN = 2;
/** How many looks danger has, the plain one included. */
const LOOKS = 3;

/** @type {readonly Level[]} */
export const LEVELS = ["danger", "suspicious", "caution", "notice", "none"];

/** @typedef {{ days: Record<string, Partial<Counts>>, messages: [string, number, Level][], notices: [string, number][], looks: number }} Kept */

/** Fires `change` when a count changed. */
export class Budget extends Listeners {
  #keep;
  #now;

  /**
   * @param {Keep} keep
   * @param {() => number} [now] in milliseconds since 1970
   */
  constructor(keep, now = Date.now) {
    super();
    this.#keep = keep;
    this.#now = now;
  }

  /**
   * Counts an opened message; one that was counted is counted at its new level, if that has changed.
   * @param {Pick<Scored, "messageKey" | "verdict">} scored
   */
  count({ messageKey, verdict }) {
    const kept = this.#read();
    const key = messageKey.slice(0, 16);
    const at = kept.messages.findIndex(([known]) => known === key);
    const before = kept.messages[at];
    if (before?.[2] === verdict.level) return;
    const day = before?.[1] ?? Math.floor(this.#now() / DAY);
    if (before) {
      add(kept, day, before[2], -1);
      kept.messages.splice(at, 1);
    }
    add(kept, day, verdict.level, 1);
    kept.messages.push([key, day, verdict.level]);
    kept.messages = kept.messages.slice(-MOST_MESSAGES);
    this.#write(kept);
    this.fire("change");
  }

  /**
   * How many messages got each level in the last 30 days.
   * @returns {{ counts: Counts, total: number }}
   */
  shares() {
    const counts = { none: 0, notice: 0, caution: 0, suspicious: 0, danger: 0 };
    for (const day of Object.values(this.#read().days)) for (const level of LEVELS) counts[level] += day[level] ?? 0;
    return { counts, total: Object.values(counts).reduce((sum, count) => sum + count, 0) };
  }

  /**
   * Whether a notice for the same sender and the same reasons was seen often enough to be quiet from now on. Each call is one
   * more sight of it.
   * @param {Pick<Scored, "verdict">} scored
   */
  sawNotice({ verdict }) {
    const ids = verdict.findings.filter(({ share }) => share > 0).map(({ id, evidence }) => `${id} ${evidence["address"] ?? ""}`);
    const key = hash([verdict.sender_domain ?? "", ...ids.sort()].join("\n"));
    const kept = this.#read();
    const before = kept.notices.find(([known]) => known === key)?.[1] ?? 0;
    kept.notices = [...kept.notices.filter(([known]) => known !== key), /** @type {[string, number]} */ ([key, before + 1])];
    kept.notices = kept.notices.slice(-MOST_NOTICES);
    this.#write(kept);
    return before >= SEEN;
  }

  /** The next look of danger. */
  nextLook() {
    const kept = this.#read();
    const look = kept.looks % LOOKS;
    this.#write({ ...kept, looks: (look + 1) % LOOKS });
    return look;
  }

  /** @returns {Kept} */
  #read() {
    const kept = /** @type {Partial<Kept> | undefined} */ (this.#keep.read("budget"));
    const list = (/** @type {unknown} */ value) => /** @type {any[]} */ (Array.isArray(value) ? value.filter(Array.isArray) : []);
    return {
      days: kept?.days && typeof kept.days === "object" ? kept.days : {},
      messages: list(kept?.messages),
      notices: list(kept?.notices),
      looks: Number.isInteger(kept?.looks) ? Number(kept?.looks) : 0,
    };
  }

  /** @param {Kept} kept */
  #write(kept) {
    const first = Math.floor(this.#now() / DAY) - DAYS;
    kept.days = Object.fromEntries(Object.entries(kept.days).filter(([day]) => Number(day) > first));
    this.#keep.write("budget", kept);
  }
}

/**
 * @param {Kept} kept
 * @param {number} day since 1970
 * @param {Level} level
 * @param {number} count
 */
function add(kept, day, level, count) {
  const counts = (kept.days[day] ??= {});
  counts[level] = Math.max(0, (counts[level] ?? 0) + count);
}

/**
 * 53 bits, so that no address lies in storage as it is; it need not withstand anybody.
 * @param {string} text
 */
function hash(text) {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  return ((high >>> 0) * 2 ** 21 + ((low >>> 0) & 0x1fffff)).toString(36);
}
