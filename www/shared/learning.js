//! What is learnt when it is needed: the lists that a scorer lacks for a message, and the words that banners say.
// @ts-check

import { learnt } from "./lists.js";
import { learnWording, wantedWording } from "./wasm.js";

/** @typedef {import("../pkg/banner_wasm.js").Scorer} Scorer */

/**
 * Has the scorer learn the lists that it wanted for the message that it judged last. One that cannot be loaded is left out: the
 * message is judged by the others.
 * @param {Scorer} scorer
 * @returns {Promise<boolean>} whether something was learnt, so that the message is to be judged again
 */
export function listsLearnt(scorer) {
  return learnt("lists", scorer.wanted, (name, content) => scorer.learn(name, content));
}

/**
 * Has this thread know the words of a language. Without them it speaks English.
 * @param {string} language
 * @returns {Promise<void>}
 */
export async function wordsLearnt(language) {
  const wanted = wantedWording(language);
  if (wanted) await learnt("wording", [wanted], learnWording);
}
