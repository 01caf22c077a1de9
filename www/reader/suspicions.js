//! Which links of a message are suspicious, and why: read from its verdict.
//!
//! A finding of `links.*` names the host that it was found at, or the scheme; each link to that host is meant, also one that
//! carries the host's address through a redirector or a link scanner. Nothing is suspicious in a message without an alarm:
//! what was found there was judged too little to warn of. In a message that is rated as suspicious or danger, every web link is:
//! whatever the rating is built on, the link is how the harm is done.
//!
//! Wrong when: a finding has met several hosts, since it names the one that it met most clearly.
// @ts-check

/**
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {"caution" | "suspicious" | "danger"} Alarm
 */

/**
 * @typedef {object} Suspicion
 * @property {Alarm} level of the message
 * @property {boolean} named whether a finding means this very link
 * @property {boolean} guarded whether following it takes a second step
 * @property {string[]} why sentences, the weightiest first; none when it is suspicious only by the message that it stands in
 */

/** A finding with a smaller part in the verdict is not worth a mark. */
const LEAST_SHARE = 0.2;
const MOST_REASONS = 3;
const WEB = ["http:", "https:", "ftp:"];

export class Suspicions {
  #scored;
  /** @type {{ host: string | undefined, scheme: string | undefined, text: string }[]} */
  #reasons;

  /** @param {Scored} scored */
  constructor(scored) {
    this.#scored = scored;
    this.#reasons = scored.verdict.findings
      .filter((finding) => finding.id.startsWith("links.") && finding.share >= LEAST_SHARE)
      .map(({ evidence, text }) => ({ host: written(evidence["host"]), scheme: written(evidence["scheme"]), text }));
  }

  /** The message's level in words. */
  get word() {
    return this.#scored.view.level_word;
  }

  /** Whether any link can be suspicious. */
  get any() {
    const level = this.#scored.verdict.level;
    return isAlarm(level) && (level !== "caution" || this.#reasons.length > 0);
  }

  /**
   * @param {URL} address
   * @returns {Suspicion | undefined}
   */
  about(address) {
    const level = this.#scored.verdict.level;
    if (!isAlarm(level)) return undefined;
    const means = this.#reasons.filter(
      ({ host, scheme }) =>
        (host !== undefined && leadsTo(address, host)) || (scheme !== undefined && address.protocol === `${scheme}:`),
    );
    const named = means.length > 0;
    if (!named && (level === "caution" || !WEB.includes(address.protocol))) return undefined;
    const why = [...new Set(means.map(({ text }) => text))].slice(0, MOST_REASONS);
    return { level, named, guarded: level !== "caution", why };
  }
}

/**
 * @param {string} level
 * @returns {level is Alarm}
 */
function isAlarm(level) {
  return level === "caution" || level === "suspicious" || level === "danger";
}

/** @param {string | number | undefined} value */
function written(value) {
  return typeof value === "string" && value !== "" ? value.toLowerCase() : undefined;
}

/**
 * @param {URL} address
 * @param {string} host
 */
function leadsTo(address, host) {
  const own = address.hostname.toLowerCase();
  if (own === host || own.endsWith(`.${host}`)) return true;
  return carries((address.search + address.pathname + address.hash).slice(0, LONGEST), host);
}

/** So much of an address is searched for another. */
const LONGEST = 2_048;

/**
 * Whether an address stands in another, encoded or not, as redirectors and link scanners carry it.
 * @param {string} rest
 * @param {string} host
 */
function carries(rest, host) {
  for (const text of [rest, decoded(rest)]) {
    const lower = text.toLowerCase();
    for (let at = lower.indexOf(host); at >= 0; at = lower.indexOf(host, at + 1)) {
      const [before, after] = [lower.slice(Math.max(0, at - 3), at), lower[at + host.length] ?? ""];
      // A scanner writes `__` for slashes, and `-3A` or `%3A` for a colon.
      if (/(\/\/|__|%2f|[@.]|=)$/.test(before) && !/[a-z0-9-]/.test(after.replace("-", "")) && after !== ".") return true;
    }
  }
  return false;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
