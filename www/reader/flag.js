//! Sets `$Phishing` on a message that the reader calls phishing, so that other mail programs see it too.
//!
//! Only where the webmail's adapter can do it, and never taken back here: the keyword is the mailbox's from then on.
// @ts-check

/**
 * @typedef {import("../adapters/adapter.js").Opened} Opened
 * @typedef {import("../pkg/banner_wasm.js").ReaderAnswer} ReaderAnswer
 * @typedef {import("../shared/protocol.js").Scored} Scored
 */

/** A companion of `Watch`. */
export class PhishingFlag {
  judged() {}

  gone() {}

  /**
   * @param {Opened} message
   * @param {Scored} _scored
   * @param {ReaderAnswer} answer
   */
  async answered(message, _scored, answer) {
    if (answer.correction !== "phishing") return;
    try {
      await message.flag?.("$Phishing");
    } catch (error) {
      console.warn("Threat Banner: the message could not be marked as $Phishing.", error);
    }
  }
}
