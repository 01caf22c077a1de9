//! What the parts of the extension say to each other: closed unions, and the guards that hold them closed.
// @ts-check

/**
 * @typedef {import("../pkg/banner_wasm.js").BannerView} BannerView
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {import("../pkg/banner_wasm.js").ReaderAnswer} ReaderAnswer
 * @typedef {import("../pkg/banner_wasm.js").Verdict} Verdict
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("../shared/report.js").Fate} Fate
 * @typedef {import("./drawing.js").Happening} Happening
 * @typedef {import("./drawing.js").Drawn} Drawn
 * @typedef {import("./store.js").Choices} Choices
 * @typedef {import("./journal.js").Entry} Entry
 * @typedef {import("../reader/own-mark.js").Mark} Mark
 * @typedef {import("../pkg/banner_wasm.js").Level} Level
 */

/**
 * What a content script may ask the worker.
 * @typedef {{ kind: "begin" }} Begin
 * @typedef {{ kind: "draw", history: Happening[], from: number }} Draw
 * @typedef {{ kind: "answer", answer: ReaderAnswer, verdict: Verdict, messageKey: string, campaignKey?: string | undefined }} GiveAnswer
 * @typedef {{ kind: "seen", scored: Pick<Scored, "messageKey" | "verdict">, fresh: boolean }} Seen a message is shown; `fresh`:
 *     another one, or none, was shown there right before
 * @typedef {{ kind: "know", address: string, known: boolean }} Know the reader knows a sender, or takes that back
 * @typedef {{ kind: "left" }} Left the reader looks at something else
 * @typedef {Begin | Draw | GiveAnswer | Seen | Know | Left} FromContent
 * @typedef {{ language: Language, theme: Choices["theme"], links: Choices["links"], mark: Mark | undefined, senders: string[] }} Told
 *     `senders` are those that the reader knows
 * @typedef {Told & { style: string }} Begun
 * @typedef {{ id: string, fate: Fate }} Given
 */

/**
 * What the extension's own pages may ask the worker besides.
 * @typedef {{ kind: "state" }} AskState
 * @typedef {{ kind: "choose", choices: Partial<Choices> }} Choose
 * @typedef {{ kind: "mark", mark: Mark | null }} ChooseMark
 * @typedef {{ kind: "connect", server: string, code: string }} Connect
 * @typedef {{ kind: "disconnect" }} Disconnect
 * @typedef {{ kind: "sites", named?: string[] }} SitesChanged the reader has granted hosts or taken them back; `named` are match
 *     patterns of hosts that are webmails by the reader's own word
 * @typedef {{ kind: "journal" }} AskJournal
 * @typedef {{ kind: "forget" }} Forget
 * @typedef {AskState | Choose | ChooseMark | Connect | Disconnect | SitesChanged | AskJournal | Forget} FromOwnPage
 * @typedef {{ choices: Choices, language: Language, server: string, maySend: boolean, domains: string[], sites: string[], named: string[],
 *     senders: string[], mark: Mark | undefined, shares: { counts: Record<Level, number>, total: number }, levels: Record<Level, string> }} State
 *     `server` is empty without one; `shares` of the last 30 days; `levels` are the banner's words for them
 */

/**
 * What the worker tells content scripts.
 * @typedef {{ kind: "changed" } & Told} Changed
 * @typedef {{ kind: "fate", id: string, fate: Fate }} Arrived
 * @typedef {Changed | Arrived} ToContent
 */

/**
 * What goes over the port `judge`, one for each message that is to be judged: its length, then its bytes in Base64, piece by
 * piece. JSON, which Chromium sends, knows no bytes.
 * @typedef {{ kind: "message", length: number, language: Language, aside: boolean }} Announced `aside`: it is not shown
 * @typedef {{ kind: "piece", base64: string }} Piece
 * @typedef {Announced | Piece} ToJudge
 * @typedef {{ kind: "glimpsed", scored: Scored }} Glimpsed
 * @typedef {{ kind: "scored", scored: Scored }} Judged
 * @typedef {{ kind: "problem", detail: string }} Problem
 * @typedef {Glimpsed | Judged | Problem} FromJudge
 */

/**
 * What goes over the port `news` about a message that was opened: what is to be told of the reader's answers, and whether it was.
 * @typedef {{ kind: "opened", messageKey: string }} MessageOpened
 * @typedef {{ kind: "heard", told: boolean }} Heard
 * @typedef {MessageOpened | Heard} ToNews
 * @typedef {{ kind: "given" } & Given} GivenBefore the last answer of this device on that message
 * @typedef {{ kind: "news", sentence: string }} News
 */

/**
 * What a content script tells the popup over the port `popup`, at once and again whenever it changes. `left`: the webmail shows
 * banners of its own.
 * @typedef {{ kind: "page", webmail: string, problems: string[], left: boolean,
 *     messages: { id: string, view: BannerView | undefined }[] }} Page
 */

/** The longest message that is judged, in bytes. */
export const LONGEST_MESSAGE = 64 * 1024 * 1024;
const MOST_HAPPENINGS = 1_000;

/** @param {unknown} data @returns {data is FromContent} */
export function isFromContent(data) {
  switch (kindOf(data)) {
    case "begin":
    case "left":
      return true;
    case "know":
      return isKnow(data);
    case "draw":
      return (
        has(data, "from", isCount) &&
        has(data, "history", (value) => Array.isArray(value) && value.length <= MOST_HAPPENINGS && value.every(isHappening))
      );
    case "seen":
      return has(data, "scored", (scored) => has(scored, "messageKey", isText) && has(scored, "verdict", isObject)) && has(data, "fresh", isTruth);
    case "answer":
      return (
        has(data, "answer", isObject) &&
        has(data, "verdict", isObject) &&
        has(data, "messageKey", isText) &&
        (!has(data, "campaignKey", (value) => value !== undefined) || has(data, "campaignKey", isText))
      );
    default:
      return false;
  }
}

/** @param {unknown} data @returns {data is FromOwnPage} */
export function isFromOwnPage(data) {
  switch (kindOf(data)) {
    case "sites":
      return !has(data, "named", () => true) || has(data, "named", (value) => Array.isArray(value) && value.every(isText));
    case "state":
    case "disconnect":
    case "journal":
    case "forget":
      return true;
    case "choose":
      return has(data, "choices", isObject);
    case "mark":
      return has(data, "mark", (value) => typeof value === "object");
    case "connect":
      return has(data, "server", isText) && has(data, "code", isText);
    default:
      return false;
  }
}

/** @param {unknown} data @returns {data is ToContent} */
export function isToContent(data) {
  return ["changed", "fate"].includes(kindOf(data));
}

/** @param {unknown} data @returns {data is ToJudge} */
export function isToJudge(data) {
  switch (kindOf(data)) {
    case "message":
      return has(data, "length", (value) => isCount(value) && Number(value) <= LONGEST_MESSAGE) && has(data, "language", isText) && has(data, "aside", isTruth);
    case "piece":
      return has(data, "base64", isText);
    default:
      return false;
  }
}

/** @param {unknown} data @returns {data is FromJudge} */
export function isFromJudge(data) {
  return ["glimpsed", "scored", "problem"].includes(kindOf(data));
}

/** @param {unknown} data @returns {data is ToNews} */
export function isToNews(data) {
  switch (kindOf(data)) {
    case "opened":
      return has(data, "messageKey", isText);
    case "heard":
      return has(data, "told", isTruth);
    default:
      return false;
  }
}

/** @param {unknown} data @returns {data is News} */
export function isNews(data) {
  return kindOf(data) === "news" && has(data, "sentence", isText);
}

/** @param {unknown} data @returns {data is GivenBefore} */
export function isGivenBefore(data) {
  return kindOf(data) === "given" && has(data, "id", isText) && has(data, "fate", isText);
}

/** @param {unknown} data @returns {data is Page} */
export function isPage(data) {
  return kindOf(data) === "page" && has(data, "messages", Array.isArray) && has(data, "problems", Array.isArray);
}

/** @param {unknown} data */
function kindOf(data) {
  return isObject(data) && "kind" in data ? String(data.kind) : "";
}

/**
 * @param {unknown} data
 * @param {string} field
 * @param {(value: unknown) => boolean} holds
 */
function has(data, field, holds) {
  return isObject(data) && Object.hasOwn(data, field) && holds(Reflect.get(data, field));
}

/** @param {unknown} data */
function isKnow(data) {
  return has(data, "address", isText) && has(data, "known", isTruth);
}

/** @param {unknown} value */
function isHappening(value) {
  return has(value, "show", isObject) || has(value, "act", isText) || has(value, "answered", isText);
}

/** @param {unknown} value @returns {value is object} */
function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** @param {unknown} value */
function isText(value) {
  return typeof value === "string";
}

/** @param {unknown} value */
function isTruth(value) {
  return typeof value === "boolean";
}

/** @param {unknown} value */
function isCount(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
