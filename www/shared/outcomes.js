//! What became of this reader's answers: asked for sparingly, and told once in a banner.
// @ts-check

import { openShelf } from "./shelf.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {"phishing" | "spam" | "legitimate" | "unsure"} Label
 * @typedef {{ message_key: string, label?: Label, right?: boolean, decided_at?: number }} Outcome
 */

/**
 * An answer that this browser waits to hear of, by its message; `at` is when it was given. Under `ASKED` stands when the server
 * was asked last.
 * @typedef {{ id: string, at: number, outcome?: Outcome }} Waiting
 */

const ASKED = "asked";
/** The server is asked at most so often, and not for answers older than this, in milliseconds. */
const PAUSE = 6 * 3_600_000;
const OLDEST = 60 * 86_400_000;

/** @type {Record<string, Record<Label | "right" | "wrong" | "here" | "elsewhere", string>>} */
const WORDS = {
  en: {
    here: "Your answer was checked:",
    elsewhere: "Your answer on another message was checked:",
    phishing: "it is phishing.",
    spam: "it is spam.",
    legitimate: "it is legitimate.",
    unsure: "nobody could tell for certain what it is. Thank you for saying what you think.",
    right: "You were right, thank you.",
    wrong: "You had taken it for something else. Thank you all the same: saying it was right.",
  },
  "zh-Hans": {
    here: "您的回答已核实：",
    elsewhere: "您对另一封邮件的回答已核实：",
    phishing: "它是钓鱼邮件。",
    spam: "它是垃圾邮件。",
    legitimate: "它是正常邮件。",
    unsure: "尚无法确定它是什么。感谢您说出自己的看法。",
    right: "您判断得对，谢谢！",
    wrong: "与您的判断不同。仍然感谢您：说出来就是对的。",
  },
};

export class Outcomes {
  #ask;
  #shelf;
  /** @type {Promise<void>} */
  #before = Promise.resolve();

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
    await this.#shelf.put({ id: messageKey, at: Date.now() });
  }

  /**
   * What is to be told in the banner of this message, if anything is: of an answer on it, or once of one on another message.
   * @param {string} messageKey
   * @param {Language} language
   * @returns {Promise<string | undefined>}
   */
  news(messageKey, language) {
    // One after the other, so that no two banners tell the same.
    const news = this.#before.then(() => this.#news(messageKey, language));
    this.#before = news.then(
      () => {},
      () => {},
    );
    return news;
  }

  /**
   * @param {string} messageKey
   * @param {Language} language
   */
  async #news(messageKey, language) {
    await this.#refresh();
    const decided = (await this.#shelf.all()).filter(({ outcome }) => outcome?.label);
    const told = decided.find(({ id }) => id === messageKey) ?? decided[0];
    if (!told) return undefined;
    await this.#shelf.remove(told.id);
    return sentence(told.id === messageKey ? "here" : "elsewhere", told.outcome, language);
  }

  /** Asks the server, if there is something to hear of and it was not asked lately. */
  async #refresh() {
    const now = Date.now();
    const kept = await this.#shelf.all();
    const old = kept.filter(({ id, at }) => id !== ASKED && at < now - OLDEST);
    for (const { id } of old) await this.#shelf.remove(id);
    const waiting = kept.filter((one) => one.id !== ASKED && !one.outcome && !old.includes(one));
    const asked = kept.find(({ id }) => id === ASKED)?.at ?? 0;
    if (waiting.length === 0 || asked > now - PAUSE) return;
    await this.#shelf.put({ id: ASKED, at: now });
    try {
      const response = await this.#ask("/api/v1/outcomes");
      if (!response.ok) return;
      /** @type {{ outcomes: Outcome[] }} */
      const { outcomes } = await response.json();
      for (const one of waiting) {
        const outcome = outcomes.find(({ message_key, label }) => message_key === one.id && label);
        if (outcome) await this.#shelf.put({ ...one, outcome });
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
