//! Has a message judged by the worker: gives it the bytes in pieces, and asks again if the worker ended meanwhile.
// @ts-check

import { isFromJudge, LONGEST_MESSAGE } from "./messages.js";
import { connect } from "./platform.js";

/**
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {{ glimpsed: (scored: Scored) => void, signal: AbortSignal, aside?: boolean }} Options
 */

/** Bytes a piece: few enough that none holds the page up, and a multiple of three, so that no piece has padding but the last. */
const PIECE = 3 * 128 * 1024;
const MOST_TRIES = 3;

export class Judge {
  #chosen;

  /** @param {import("./chosen.js").Chosen} chosen */
  constructor(chosen) {
    this.#chosen = chosen;
  }

  /**
   * @param {{ raw: ArrayBuffer }} source
   * @param {import("./messages.js").Language} _language the reader's, which is known only once the worker was asked
   * @param {Options} options
   * @returns {Promise<Scored | undefined>}
   */
  async score({ raw }, _language, options) {
    if (raw.byteLength > LONGEST_MESSAGE) throw new Error("The message is too long to be judged.");
    await this.#chosen.begun();
    for (let tried = 1; ; tried += 1) {
      if (options.signal.aborted) return undefined;
      const scored = await this.#once(raw, options);
      if (scored !== "ended") return scored;
      if (!this.#chosen.holds() || tried === MOST_TRIES) throw new Error("The message could not be judged: the extension's worker ended.");
    }
  }

  /**
   * @param {ArrayBuffer} raw
   * @param {Options} options
   * @returns {Promise<Scored | undefined | "ended">}
   */
  #once(raw, { glimpsed, signal, aside = false }) {
    return new Promise((done, fail) => {
      const port = connect("judge");
      const leave = () => {
        port.disconnect();
        done(undefined);
      };
      signal.addEventListener("abort", leave, { once: true });
      port.onDisconnect.addListener(() => done("ended"));
      port.onMessage.addListener((message) => {
        if (!isFromJudge(message)) return;
        if (message.kind === "glimpsed") {
          glimpsed(message.scored);
          return;
        }
        signal.removeEventListener("abort", leave);
        port.disconnect();
        if (message.kind === "scored") done(message.scored);
        else fail(new Error(message.detail));
      });
      give(port, raw, { language: this.#chosen.language, aside }).catch(() => done("ended"));
    });
  }
}

/**
 * @param {import("./platform.js").Port} port
 * @param {ArrayBuffer} raw
 * @param {{ language: import("./messages.js").Language, aside: boolean }} how
 */
async function give(port, raw, how) {
  port.postMessage({ kind: "message", length: raw.byteLength, ...how });
  for (let start = 0; start < raw.byteLength; start += PIECE)
    port.postMessage({ kind: "piece", base64: await base64Of(raw.slice(start, start + PIECE)) });
}

/**
 * Written by the browser beside the page's thread, where it would take long.
 * @param {ArrayBuffer} bytes
 * @returns {Promise<string>}
 */
function base64Of(bytes) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(String(reader.result).replace(/^[^,]*,/, "")));
    reader.addEventListener("error", () => fail(reader.error));
    reader.readAsDataURL(new Blob([bytes]));
  });
}
