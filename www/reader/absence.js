//! "Why is there no banner?": what was examined, what was noticed all the same, and what could not be checked.
// @ts-check

import { make } from "./draw.js";
import { say } from "./words.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Context} Context
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("./words.js").Word} Word
 */

/**
 * @typedef {object} Absence
 * @property {string} lead
 * @property {string[]} looked what was looked at
 * @property {string[]} noticed weak reasons against the message
 * @property {string[]} speaks for it
 * @property {string[]} unseen what could not be checked
 * @property {string} promise that there is none
 */

const MOST = 5;

/**
 * @param {Scored} scored
 * @param {{ context: Context, hasList: boolean }} knowledge what the judge had; `hasList`: a list of harmful addresses
 * @param {Language} language
 * @returns {Absence}
 */
export function absence({ verdict, view }, { context, hasList }, language) {
  const found = (/** @type {string} */ id) => verdict.findings.some((finding) => finding.id === id);
  const { authserv_ids: servers, microsoft365, reader } = context.organisation ?? {};
  const hasResults = ((servers?.length ?? 0) > 0 || microsoft365 === true) && !found("authentication.not_verified");
  /** @type {Word[]} */
  const looked = ["lookedSender", "lookedText", "lookedLinks", "lookedFiles"];
  if (hasResults) looked.push("lookedSent");
  /** @type {Word[]} */
  const unseen = [];
  if (!hasResults) unseen.push("unseenSender");
  if (!reader?.known_correspondents) unseen.push("unseenHistory");
  if (!hasList) unseen.push("unseenList");
  if (found("attachments.locked")) unseen.push("unseenLocked");
  unseen.push("unseenPages", "unseenPerson");
  const words = (/** @type {Word[]} */ names) => names.map((name) => say(language, name));
  return {
    lead: say(language, "absenceLead"),
    looked: words(looked),
    noticed: view.reasons.slice(0, MOST).map(({ text }) => text),
    speaks: view.reassurances.slice(0, MOST).map(({ text }) => text),
    unseen: words(unseen),
    promise: say(language, "absencePromise"),
  };
}

/**
 * The same as it is drawn: headings and lists.
 * @param {Scored} scored
 * @param {{ context: Context, hasList: boolean }} knowledge
 * @param {Language} language
 * @returns {Node[]}
 */
export function absenceNodes(scored, knowledge, language) {
  const said = absence(scored, knowledge, language);
  const list = (/** @type {Word} */ title, /** @type {string[]} */ lines) => {
    if (lines.length === 0) return [];
    const items = lines.map((text) => make("li", {}, make("bdi", {}, text)));
    return [make("div", {}, make("h3", {}, say(language, title)), make("ul", {}, ...items))];
  };
  return [
    make("p", {}, said.lead),
    make("p", { class: "promise" }, said.promise),
    ...list("absenceUnseen", said.unseen),
    ...list("absenceNoticed", said.noticed),
    ...list("absenceSpeaks", said.speaks),
    ...list("absenceLooked", said.looked),
  ];
}
