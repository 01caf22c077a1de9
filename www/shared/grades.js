//! What an answer may carry besides the signals, where the organisation lets it, and the words that say so before it is sent.
// @ts-check

import { provenDomain } from "./campaign.js";
import { Scorer } from "./wasm.js";

/**
 * @typedef {import("./protocol.js").Grade} Grade
 * @typedef {import("./protocol.js").Language} Language
 * @typedef {import("./protocol.js").Scored} Scored
 */

/** The longest message that may go along with an answer, in bytes: the server takes a megabyte, and a third comes on top of it. */
const LONGEST_ORIGINAL = 700 * 1024;

/** It is waited for so long, in milliseconds: the answer itself is worth more. */
const PATIENCE = 5_000;

/** @type {Record<string, { features: string, message: string, original: string, notAlong: string }>} */
const WORDS = {
  en: {
    features:
      "This sends your answer and comment, which checks found something, the level and score, the model version, an anonymous number, and a code by which similar texts are recognised and nothing can be read. It never sends the message.",
    message:
      "This sends your answer and comment, which checks found something, the level and score, the model version, an anonymous number, and a code by which similar texts are recognised. It sends the message only if you choose to.",
    original: "Also send the whole message to your administrators, who can then read it",
    notAlong: "The message itself could not be sent along; your answer goes without it.",
  },
  "zh-Hans": {
    features:
      "会发送：您的回答和说明、哪些检查有发现、级别和分数、模型版本、一个匿名编号，以及一组用来识别相似邮件的代码，从中读不出任何内容。不会发送邮件本身。",
    message:
      "会发送：您的回答和说明、哪些检查有发现、级别和分数、模型版本、一个匿名编号，以及一组用来识别相似邮件的代码。只有您勾选时才会发送邮件本身。",
    original: "同时把整封邮件发送给管理员，供他们查看",
    notAlong: "未能附上邮件本身，只提交您的回答。",
  },
};

/**
 * Says in the banner what an answer on it would send.
 * @param {Scored} scored
 * @param {Uint8Array} raw
 * @param {Grade} grade
 */
export function tellGrade({ view }, raw, grade) {
  const words = WORDS[view.language] ?? WORDS.en;
  if (grade === "signals" || !words) return;
  const offers = grade === "message" && raw.length <= LONGEST_ORIGINAL;
  view.labels.privacy = offers ? words.message : words.features;
  if (offers) view.original = words.original;
}

/**
 * A code by which messages of nearly the same text are told, and the text is not: nothing under the lowest grade. What a domain is
 * proven to have sent is alike only to what it is proven to have sent besides.
 * @param {Uint8Array} raw
 * @param {import("./protocol.js").Verdict} verdict
 * @param {{ key: string, grade?: Grade | undefined }} organisation
 * @returns {number[] | undefined}
 */
export function featuresOf(raw, verdict, { key, grade = "signals" }) {
  return grade === "signals" ? undefined : [...Scorer.sketch(raw, key, provenDomain(verdict) ?? "")];
}

/**
 * What the reader chose to send along, in Base64; nothing where it cannot be had any more.
 * @param {(() => Promise<ArrayBuffer>) | undefined} original
 * @returns {Promise<string | undefined>}
 */
export async function originalOf(original) {
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const raw = /** @type {ArrayBuffer | undefined} */ (await Promise.race([original?.().catch(() => undefined), late]));
  if (!raw || raw.byteLength > LONGEST_ORIGINAL) return undefined;
  let text = "";
  for (const byte of new Uint8Array(raw)) text += String.fromCharCode(byte);
  return btoa(text);
}

/**
 * Says that the message which the reader chose to send did not go along.
 * @param {string} language
 * @returns {string}
 */
export function notAlong(language) {
  return (WORDS[language] ?? WORDS.en)?.notAlong ?? "";
}
