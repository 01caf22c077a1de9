//! What became of this reader's answers: asked for sparingly, and told once in a banner.
// @ts-check

import { openShelf } from "./shelf.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {"phishing" | "spam" | "legitimate" | "unsure"} Label
 * @typedef {(sentence: string) => boolean | Promise<boolean>} Tell
 * @typedef {{ message_key: string, label?: Label, right?: boolean, decided_at?: number }} Outcome
 */

/**
 * An answer that this browser waits to hear of, by its message; `at` is when it was given. Under `ASKED` stands when the server
 * was asked last. `told` is when what was told had been decided. `before` is what was waited for when the answer was changed.
 * @typedef {{ id: string, at: number, outcome?: Outcome, told?: number, before?: Waiting }} Waiting
 */

const ASKED = "asked";
/** The server is asked at most so often, in milliseconds; where an answer waits that was given before this visit, sooner. */
const PAUSE = 6 * 3_600_000;
const SHORT_PAUSE = 900_000;
/** As often where nothing but corrections of what was told can come. */
const LONG_PAUSE = 3 * 86_400_000;
/** Answers that are older are not waited for. */
const OLDEST = 60 * 86_400_000;

/** @type {Record<string, Record<Label | "right" | "wrong" | "here" | "elsewhere", string>>} */
const WORDS = {
  en: {
    here: "Your answer was checked: this message is",
    elsewhere: "Not about this message: your answer on another one was checked, and that one is",
    phishing: "phishing.",
    spam: "spam.",
    legitimate: "legitimate.",
    unsure: "hard to tell: nobody could say for certain. Thank you for saying what you think.",
    right: "You were right, thank you.",
    wrong: "You had taken it for something else. Thank you all the same: saying it was right.",
  },
  "zh-Hans": {
    here: "您的回答已核实：这封邮件",
    elsewhere: "与这封邮件无关：您对另一封邮件的回答已核实，那一封",
    phishing: "是钓鱼邮件。",
    spam: "是垃圾邮件。",
    legitimate: "是正常邮件。",
    unsure: "无法确定是什么。感谢您说出自己的看法。",
    right: "您判断得对，谢谢！",
    wrong: "与您的判断不同。仍然感谢您：说出来就是对的。",
  },
};

export class Outcomes {
  #ask;
  #shelf;
  /** @type {Promise<void>} */
  #before = Promise.resolve();
  /** When this visit began, and whether the server was asked in it. */
  #since = Date.now();
  #isAsked = false;

  /**
   * @param {(path: string) => Promise<Response>} ask asks the server in the reader's name
   * @param {import("./shelf.js").ShelfOf<Waiting>} [shelf]
   */
  constructor(ask, shelf = openShelf("threat-banner-outcomes")) {
    this.#ask = ask;
    this.#shelf = shelf;
  }

  /**
   * Waits to hear of an answer on this message.
   * @param {string} messageKey
   */
  async given(messageKey) {
    const { before: _, ...before } = (await this.#waiting(messageKey)) ?? { id: "" };
    await this.#shelf.put({ id: messageKey, at: Date.now(), ...("at" in before ? { before } : {}) });
  }

  /**
   * Whether an answer on this message was given in this browser.
   * @param {string} messageKey
   */
  async isAwaited(messageKey) {
    return (await this.#waiting(messageKey)) !== undefined;
  }

  /** @param {string} messageKey */
  async #waiting(messageKey) {
    return (await this.#shelf.all()).find(({ id }) => id === messageKey);
  }

  /**
   * There is nothing to hear of the last answer on this message, which the server did not take; if it changed one, of that.
   * @param {string} messageKey
   */
  async refused(messageKey) {
    const before = (await this.#waiting(messageKey))?.before;
    await (before ? this.#shelf.put(before) : this.#shelf.remove(messageKey));
  }

  /**
   * What is to be told in the banner of this message, if anything is: of an answer on it, or once of one on another message.
   * @param {string} messageKey
   * @param {Language} language
   * @param {Tell} tell whether it was told: what was not is told another time
   * @returns {Promise<void>}
   */
  news(messageKey, language, tell) {
    // One after the other, so that no two banners tell the same.
    const news = this.#before.then(() => this.#news(messageKey, language, tell));
    this.#before = news.then(
      () => {},
      () => {},
    );
    return news;
  }

  /**
   * @param {string} messageKey
   * @param {Language} language
   * @param {Tell} tell
   */
  async #news(messageKey, language, tell) {
    await this.#refresh();
    const news = (await this.#shelf.all()).filter(({ outcome, told }) => outcome?.label && outcome.decided_at !== told);
    const next = news.find(({ id }) => id === messageKey) ?? news[0];
    const said = next && sentence(next.id === messageKey ? "here" : "elsewhere", next.outcome, language);
    // It stays known, since the decision may be changed or taken back.
    if (next && said && (await tell(said))) await this.#shelf.put({ ...next, told: next.outcome?.decided_at ?? 0 });
  }

  /** Asks the server, if there is something to hear of and it was not asked lately. */
  async #refresh() {
    const now = Date.now();
    const kept = await this.#shelf.all();
    const old = kept.filter(({ id, at }) => id !== ASKED && at < now - OLDEST);
    for (const { id } of old) await this.#shelf.remove(id);
    const known = kept.filter((one) => one.id !== ASKED && !old.includes(one));
    const asked = kept.find(({ id }) => id === ASKED)?.at ?? 0;
    const awaited = known.filter(({ outcome }) => !outcome);
    // What was answered just now is not decided yet; at the next visit it may be.
    const isNew = awaited.some(({ at }) => at < this.#since) && !this.#isAsked;
    const pause = isNew ? SHORT_PAUSE : awaited.length > 0 ? PAUSE : LONG_PAUSE;
    const isWorth = isNew || known.some(({ at }) => at < now - PAUSE);
    if (!isWorth || asked > now - pause) return;
    this.#isAsked = true;
    await this.#shelf.put({ id: ASKED, at: now });
    try {
      const response = await this.#ask("/api/v1/outcomes");
      if (!response.ok) return;
      /** @type {{ outcomes: Outcome[] }} */
      const { outcomes } = await response.json();
      for (const { outcome: _, ...one } of known) {
        const outcome = outcomes.find(({ message_key, label }) => message_key === one.id && label);
        await this.#shelf.put(outcome ? { ...one, outcome } : one);
      }
    } catch {
      // It is asked again with a later visit.
    }
  }
}

/**
 * @param {"here" | "elsewhere"} where
 * @param {Outcome | undefined} outcome
 * @param {Language} language
 */
function sentence(where, outcome, language) {
  const words = WORDS[language] ?? WORDS.en;
  if (!words || !outcome?.label || !(outcome.label in words)) return undefined;
  const said = [words[where], words[outcome.label]];
  if (outcome.right !== undefined) said.push(outcome.right ? words.right : words.wrong);
  return said.join(language === "zh-Hans" ? "" : " ");
}
