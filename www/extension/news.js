//! Hears from the worker which answer was given before and what became of answers, and says whether that was told in the banner.
// @ts-check

import { isGivenBefore, isNews } from "./messages.js";
import { connect } from "./platform.js";

/**
 * @param {string} messageKey of the message that was opened
 * @param {(sentence: string) => boolean} tell whether its banner could tell it
 * @param {(given: import("./messages.js").Given) => void} before is told of the answer that was given on it before
 */
export function hearOf(messageKey, tell, before) {
  const port = connect("news");
  port.onMessage.addListener((message) => {
    if (isGivenBefore(message)) before(message);
    if (isNews(message)) port.postMessage({ kind: "heard", told: tell(message.sentence) });
  });
  port.postMessage({ kind: "opened", messageKey });
}
