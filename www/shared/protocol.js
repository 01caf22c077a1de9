//! What page and worker say to each other: two closed unions, and the guards that hold them closed.
// @ts-check

/**
 * @typedef {import("../pkg/banner_wasm.js").BannerView} BannerView
 * @typedef {import("../pkg/banner_wasm.js").Context} Context
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {import("../pkg/banner_wasm.js").Level} Level
 * @typedef {import("../pkg/banner_wasm.js").Verdict} Verdict
 */

/**
 * Where the bytes of a message are. By its address, the worker fetches it and the page never
 * holds it.
 * @typedef {{ url: string } | { raw: ArrayBuffer }} Source
 */

/**
 * `mark` asks for the level alone, `banner` for all that a banner needs, `glance` for the same without a look into attachments
 * and pictures, which may take a hundred times as long, and without waiting for the phrases of a language.
 * @typedef {"mark" | "glance" | "banner"} Want
 * `context` is what is known of this message alone, such as keywords on it. `aside`: it is not shown, and counts for nothing.
 * @typedef {{ id: number, source: Source, want: Want, language: Language, now: number, context?: Context, aside?: boolean }} Job
 */

/**
 * What the organisation lets an answer carry: see `grades.js`.
 * @typedef {"signals" | "features" | "message"} Grade
 */

/**
 * All that a banner needs, and what a report says of the message.
 * @typedef {{ verdict: Verdict, view: BannerView, messageKey: string, campaignKey?: string | undefined,
 *     features?: number[] | undefined }} Scored
 */

/**
 * Why a message has no verdict: the server cannot be reached, it does not give out the message, or
 * scoring failed.
 * @typedef {"unreachable" | "withheld" | "failed"} Problem
 */

/**
 * `intelligence` is a list in JSON that all messages are held against; a blob, so that handing it over copies nothing. `model`
 * is a model document; without one the model that is built in judges. `silent` is another one, which is asked as well and of
 * which nothing is shown. Without `grade`, answers carry the least. With `looks` false nothing is looked into.
 * @typedef {{ context: Context, key: string, intelligence: Blob | undefined, model?: string | undefined,
 *     silent?: string | undefined, grade?: Grade | undefined }} Knowledge
 * @typedef {{ kind: "load", module: WebAssembly.Module, files: import("./files.js").Place | undefined }} Load
 * @typedef {{ kind: "start", looks?: boolean } & Knowledge} Start
 * @typedef {{ kind: "score", jobs: Job[] }} Score
 * @typedef {Load | Start | Score} Request
 */

/**
 * @typedef {{ kind: "marked", id: number, level: Level }} Marked
 * @typedef {{ kind: "scored", id: number, scored: Scored, whole: boolean }} ScoredReply `whole`: nothing was left unexamined
 * @typedef {{ kind: "problem", id: number, problem: Problem, detail: string, broken: boolean }} Trouble
 * `beside` tells, after the reply, which level the silent model gives the message, beside the one that is shown.
 * @typedef {{ messageKey: string, model: string, shown: Level, silentModel: string, silent: Level }} TwoLevels
 * @typedef {{ kind: "beside", id: number, levels: TwoLevels }} BesideReply
 * @typedef {Marked | ScoredReply | Trouble | BesideReply} Reply
 */

/**
 * @param {unknown} data
 * @returns {data is Request}
 */
export function isRequest(data) {
  return isKind(data, ["load", "start", "score"]);
}

/**
 * @param {unknown} data
 * @returns {data is Reply}
 */
export function isReply(data) {
  return isKind(data, ["marked", "scored", "problem", "beside"]);
}

/**
 * @param {unknown} data
 * @param {string[]} kinds
 */
function isKind(data, kinds) {
  return (
    typeof data === "object" && data !== null && "kind" in data && kinds.includes(String(data.kind))
  );
}
