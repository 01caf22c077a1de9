//! At the reply: a word of warning while the reader writes, and a second step before it is sent to whoever is dangerous.
//!
//! Two things are held back: an answer to a message that is rated as danger or suspicious (a forwarded one too: it takes the lure
//! to the next person, and only whoever opens it there sees a banner again), and a message to an address that looks like one
//! that the reader trusts and is another. The reader can always send, after the second step. Addresses are asked of whoever
//! judges, which is on this device; what is written is not read.
// @ts-check

import { levelShape, make, shade } from "./draw.js";
import { secondStep } from "./second-step.js";
import { say } from "./words.js";

/**
 * @typedef {import("../adapters/adapter.js").Compose} Compose
 * @typedef {import("../adapters/adapter.js").Opened} Opened
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("./ask.js").Ask} Ask
 */

/** More addresses are not asked about: nobody writes to so many by mistake. */
const MOST_ADDRESSES = 50;
/** So many verdicts are remembered, since a message may be closed while it is answered. */
const MOST_VERDICTS = 100;

const STYLE = `
.note { display: flex; gap: 0.5rem; align-items: start; margin-block: 0.5rem; padding: 0.5rem 0.75rem; border: 1px solid var(--edge); border-inline-start-width: 6px; border-radius: 0.5rem; background: var(--paper); font-size: 0.875rem; }
`;

/** A companion of `Watch`. */
export class ReplyGuard {
  #page;
  #settings;
  #ask;
  /** @type {Map<string, Scored>} */
  #verdicts = new Map();
  /** @type {Map<string, () => void>} */
  #writing = new Map();

  /** @param {{ page: Document, settings: Settings, ask: Ask }} parts */
  constructor({ page, settings, ask }) {
    this.#page = page;
    this.#settings = settings;
    this.#ask = ask;
  }

  /**
   * @param {Opened} message
   * @param {Scored} scored
   */
  judged(message, scored) {
    this.#remember(message.id, scored);
  }

  /**
   * @param {string} id
   * @param {Scored} scored
   */
  #remember(id, scored) {
    this.#verdicts.delete(id);
    this.#verdicts.set(id, scored);
    for (const oldest of this.#verdicts.keys()) if (this.#verdicts.size > MOST_VERDICTS) this.#verdicts.delete(oldest);
  }

  gone() {}

  /** @param {Compose} compose */
  composing(compose) {
    this.composed(compose.id);
    const { host, root } = shade(STYLE, this.#settings);
    const answered = this.#answered(compose);
    if (answered) {
      const text = say(this.#settings.language, "replyNote", { level: answered.scored.view.level_word });
      root.append(make("p", { class: "note", role: "status", "data-level": answered.level }, levelShape(answered.level), make("span", {}, text)));
      compose.place.before(host);
    }
    const release = compose.hold(() => this.#agreed(compose));
    this.#writing.set(compose.id, () => {
      release();
      host.remove();
    });
  }

  /**
   * @param {Compose} compose
   * @param {Scored} scored of what it answers
   */
  answering(compose, scored) {
    if (compose.answers === undefined) return;
    this.#remember(compose.answers, scored);
    this.composing(compose);
  }

  /** @param {string} id */
  composed(id) {
    this.#writing.get(id)?.();
    this.#writing.delete(id);
  }

  end() {
    for (const id of [...this.#writing.keys()]) this.composed(id);
  }

  /**
   * The verdict on what is answered, if it is bad.
   * @param {Compose} compose
   */
  #answered(compose) {
    const scored = compose.answers === undefined ? undefined : this.#verdicts.get(compose.answers);
    const level = scored?.verdict.level;
    return scored && (level === "danger" || level === "suspicious") ? { scored, level } : undefined;
  }

  /**
   * Whether it may be sent: at once, or because the reader says so.
   * @param {Compose} compose
   * @returns {Promise<boolean>}
   */
  async #agreed(compose) {
    const { language } = this.#settings;
    const answered = this.#answered(compose);
    const addresses = [...new Set(compose.recipients().map((address) => address.trim().toLowerCase()))].slice(0, MOST_ADDRESSES);
    const imitating = (
      await Promise.all(addresses.map(async (address) => ({ address, like: await this.#ask.imitation(address) })))
    ).filter(({ like }) => like !== undefined);
    if (!answered && imitating.length === 0) return true;
    /** @type {(Node | string)[]} */
    const lines = [];
    if (answered) {
      const { level_word: level, headline } = answered.scored.view;
      lines.push(say(language, "replyAnswers", { level, headline }));
      if (addresses[0] && imitating.length === 0) lines.push(say(language, "replyTo", { address: addresses[0] }));
    }
    for (const { address, like } of imitating)
      lines.push(say(language, like ? "replyLike" : "replyLooks", { address, like: like ?? "" }));
    return secondStep(this.#page, this.#settings, {
      level: answered?.level ?? "suspicious",
      title: say(language, "replyTitle"),
      lines,
      stay: say(language, "replyBack"),
      go: say(language, "replySend"),
    });
  }
}
