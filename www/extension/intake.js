//! Takes messages from content scripts, piece by piece, and gives back what is found in them.
// @ts-check

import { isToJudge } from "./messages.js";
import { takePorts } from "./platform.js";
import { score } from "./scoring.js";

/**
 * @typedef {import("./platform.js").Port} Port
 * @typedef {import("./messages.js").Language} Language
 * @typedef {import("./messages.js").FromJudge} FromJudge
 */

/** Begins to take messages. */
export function takeMessages() {
  takePorts("judge", (port) => new Intake(port));
}

/** One message that is on its way. */
class Intake {
  #port;
  #gone = new AbortController();
  /** @type {Uint8Array<ArrayBuffer> | undefined} */
  #raw;
  #filled = 0;
  /** @type {Language} */
  #language = "en";
  #aside = false;

  /** @param {Port} port */
  constructor(port) {
    this.#port = port;
    port.onDisconnect.addListener(() => this.#gone.abort());
    port.onMessage.addListener((message) => this.#take(message));
  }

  /** @param {unknown} message */
  #take(message) {
    if (!isToJudge(message)) return this.#end("A message came in a form that is not known.");
    if (message.kind === "message") {
      if (this.#raw) return this.#end("A second message came where one is taken.");
      this.#raw = new Uint8Array(message.length);
      this.#language = message.language;
      this.#aside = message.aside;
    } else if (this.#raw) {
      const piece = bytesOf(message.base64);
      if (piece.length > this.#raw.length - this.#filled) return this.#end("A message is longer than it was said to be.");
      this.#raw.set(piece, this.#filled);
      this.#filled += piece.length;
    }
    if (this.#raw && this.#filled === this.#raw.length) void this.#judge(this.#raw.buffer);
  }

  /** @param {ArrayBuffer} raw */
  async #judge(raw) {
    const { signal } = this.#gone;
    try {
      const scored = await score(raw, this.#language, {
        glimpsed: (scored) => this.#say({ kind: "glimpsed", scored }),
        signal,
        aside: this.#aside,
      });
      if (scored) this.#say({ kind: "scored", scored });
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {string} detail */
  #end(detail) {
    this.#say({ kind: "problem", detail });
  }

  /** @param {FromJudge} message */
  #say(message) {
    if (!this.#gone.signal.aborted) this.#port.postMessage(message);
  }
}

/** @param {string} base64 @returns {Uint8Array} */
function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
  return bytes;
}
