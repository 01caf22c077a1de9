//! Hears from the worker what became of an answer, and says whether it was told in the banner.
// @ts-check

import { isNews } from "./messages.js";
import { connect } from "./platform.js";

/**
 * @param {string} messageKey of the message that was opened
 * @param {(sentence: string) => boolean} tell whether its banner could tell it
 */
export function hearOf(messageKey, tell) {
  const port = connect("news");
  port.onMessage.addListener((message) => {
    if (isNews(message)) port.postMessage({ kind: "heard", told: tell(message.sentence) });
  });
  port.postMessage({ kind: "opened", messageKey });
}
