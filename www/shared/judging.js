//! Judges one message: all that lies between its bytes and its banner. Workers and extensions share it.
// @ts-check

import { campaignKey } from "./campaign.js";
import { featuresOf, tellGrade } from "./grades.js";
import { listsLearnt, wordsLearnt } from "./learning.js";
import { readingsOf } from "./parts.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Readings} Readings
 * @typedef {import("../pkg/banner_wasm.js").Scorer} Scorer
 * @typedef {import("./protocol.js").Context} Context
 * @typedef {import("./protocol.js").Job} Job
 * @typedef {import("./protocol.js").Marked} Marked
 * @typedef {import("./protocol.js").ScoredReply} ScoredReply
 */

/**
 * What was found in the parts of messages, so that one which was marked in a list is not looked into again when it is opened:
 * that may take a hundred times as long as all else. @type {Map<string, Promise<Readings | undefined>>}
 */
const found = new Map();
const MOST_FOUND = 1_000;

/**
 * @param {Job} job
 * @param {Uint8Array} raw
 * @param {Scorer} scorer
 * @param {{ context: Context, key: string, grade?: import("./protocol.js").Grade | undefined, looks?: boolean }} organisation
 * @param {(scored: import("./protocol.js").Scored, again: (other: Scorer) => Promise<import("./protocol.js").Verdict>) => void} [beside]
 *     is given how another scorer judges the same, once nothing more can be found
 * @returns {Promise<Marked | ScoredReply>}
 */
export async function judged(job, raw, scorer, organisation, beside) {
  // A mark says nothing.
  if (job.want !== "mark") await wordsLearnt(job.language);
  const context = { ...together(organisation.context, job.context), now: job.now, language: job.language };
  const [messageKey, parts, pictures, atOnce] = scorer.examine(raw, context, organisation.key);
  const looks = !atOnce && job.want !== "glance" && organisation.looks !== false;
  const read = looks ? await readings(job, `${messageKey} ${raw.length}`, parts, pictures) : undefined;
  let verdict = atOnce ?? scored(scorer, raw, context, read);
  const lacks = scorer.wanted.length > 0;
  if (lacks) {
    const learning = listsLearnt(scorer);
    // A glance waits for nothing; the next one will know the language.
    if (job.want !== "glance" && (await learning)) verdict = scored(scorer, raw, context, read);
  }
  if (job.want === "mark") return { kind: "marked", id: job.id, level: verdict.level };
  const view = scorer.banner(verdict, job.language);
  const whole = job.want !== "glance" || (atOnce !== undefined && !lacks);
  const campaign = await campaignKey(raw, verdict, organisation.key).catch(() => undefined);
  /** @type {import("./protocol.js").Scored} */
  const result = { verdict, view, messageKey, campaignKey: campaign };
  tellGrade(result, raw, organisation.grade ?? "signals");
  if (whole) {
    const features = featuresOf(raw, verdict, organisation);
    if (features) result.features = features;
    beside?.(result, async (other) => {
      const first = scored(other, raw, context, read);
      return other.wanted.length > 0 && (await listsLearnt(other)) ? scored(other, raw, context, read) : first;
    });
  }
  return { kind: "scored", id: job.id, scored: result, whole };
}

/**
 * The verdict with what readers found, or without it where the scorer does not understand that: a page may have loaded the scorer
 * before its readers became newer.
 * @param {Scorer} scorer
 * @param {Uint8Array} raw
 * @param {Context} context
 * @param {Readings | undefined} read
 * @returns {import("./protocol.js").Verdict}
 */
function scored(scorer, raw, context, read) {
  try {
    return scorer.score(raw, context, read);
  } catch (error) {
    if (!read || error instanceof WebAssembly.RuntimeError) throw error;
    console.warn("What was found in the attachments of a message is not understood.", error);
    return scorer.score(raw, context, undefined);
  }
}

/**
 * What is known of the organisation, and what is known of a message besides: the organisation's own word stands, but the reader
 * is whoever has the message open.
 * @param {Context} known
 * @param {Context | undefined} besides
 * @returns {Context}
 */
function together(known, besides) {
  if (!besides) return known;
  const reader = { ...known.organisation?.reader, ...besides.organisation?.reader };
  return { ...besides, ...known, organisation: { ...besides.organisation, ...known.organisation, reader } };
}

/**
 * @param {Job} job
 * @param {string} version tells the message from another one that had its address before
 * @param {[number, string, Uint8Array][]} parts
 * @param {import("./pictures.js").Picture[]} pictures
 * @returns {Promise<Readings | undefined>}
 */
async function readings(job, version, parts, pictures) {
  if (!("url" in job.source)) return readingsOf(parts, pictures);
  const name = `${job.source.url} ${version}`;
  const known = found.get(name);
  if (known) return known;
  const reading = readingsOf(parts, pictures);
  found.set(name, reading);
  // The oldest goes; a map keeps the order in which things came.
  for (const oldest of found.keys()) if (found.size > MOST_FOUND) found.delete(oldest);
  // Readers that could not be loaded are asked again.
  if ((await reading) === undefined) found.delete(name);
  return reading;
}
