//! One message with its banner, in an element of the page's authors.
// @ts-check

import { giveBack } from "../shared/buffers.js";
import { say } from "./said.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Verdict} Verdict
 * @typedef {import("../shared/mount.js").Mount} Mount
 * @typedef {import("../shared/protocol.js").Context} Context
 * @typedef {import("./engine.js").Engine} Engine
 */

/**
 * The bytes of a message as it came (RFC 5322). Text stands for its bytes in UTF-8: where the message is not in UTF-8, give bytes.
 * @typedef {string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob} Bytes
 * @typedef {Bytes | Promise<Bytes> | (() => Bytes | Promise<Bytes>)} RawMessage
 */

/** So often within a second the banner is put back into a container that lost it; whoever takes it out more often means it. */
const MOST_PUT_BACK = 20;

export class Shown {
  #engine;
  #container;
  #mount;
  /** @type {RawMessage | undefined} */
  #raw;
  /** @type {Context | undefined} */
  #context;
  #current = new AbortController();
  #wasThere = false;
  #ended = false;
  #putBack = { second: 0, times: 0 };
  #keeping = new MutationObserver(() => this.#keep());
  /**
   * The verdict, once nothing more can be found; nothing if the message could not be judged or another one took its place.
   * @type {Promise<Verdict | undefined>}
   */
  ready = Promise.resolve(undefined);

  /**
   * @param {Engine} engine
   * @param {Element} container
   */
  constructor(engine, container) {
    this.#engine = engine;
    this.#container = container;
    this.#mount = engine.within(container);
    this.#keeping.observe(container, { childList: true });
  }

  /**
   * @param {RawMessage} raw
   * @param {Context} [context]
   * @returns {Promise<Verdict | undefined>}
   */
  show(raw, context) {
    // The banner of the message before would be taken for that of this one while its bytes are on their way.
    if (raw !== this.#raw) this.#mount.clear();
    this.#raw = raw;
    this.#context = context;
    this.ready = this.#judge();
    return this.ready;
  }

  /** Judges the same message again. */
  again() {
    return this.#raw === undefined ? this.ready : this.show(this.#raw, this.#context);
  }

  /** Whether the page has thrown the container away. */
  isGone() {
    this.#wasThere ||= this.#container.isConnected;
    return this.#wasThere && !this.#container.isConnected;
  }

  /** Leaves the banner in a container that the page has thrown away, or keeps for later, and holds on to neither. */
  release() {
    this.#stop();
    this.#mount.release();
  }

  /** Takes the banner away. */
  end() {
    this.#stop();
    this.#mount.end();
  }

  #stop() {
    this.#ended = true;
    this.#current.abort();
    this.#keeping.disconnect();
    this.#raw = undefined;
  }

  #keep() {
    if (this.#ended || this.#mount.isAt(this.#container)) return;
    const second = Math.floor(performance.now() / 1000);
    if (this.#putBack.second !== second) this.#putBack = { second, times: 0 };
    this.#putBack.times += 1;
    if (this.#putBack.times <= MOST_PUT_BACK) this.#mount.put(this.#container);
    else say("the page takes the banner out again and again, so it stays out");
  }

  async #judge() {
    this.#current.abort();
    this.#current = new AbortController();
    const { signal } = this.#current;
    try {
      this.#engine.begin();
      const raw = await bytesOf(this.#raw);
      if (signal.aborted) return undefined;
      const show = (/** @type {import("../shared/protocol.js").Scored} */ scored) => {
        if (signal.aborted) return;
        // What the reader sends is what was judged, whatever the page would give by then.
        this.#mount.original = scored.view.original === undefined ? undefined : async () => raw;
        this.#mount.show(scored);
      };
      const options = { glimpsed: show, signal, context: this.#context };
      const scored = await this.#engine.score({ raw }, this.#engine.settings.language, options);
      if (!scored || signal.aborted) return undefined;
      show(scored);
      if (scored.view.original === undefined) giveBack(raw);
      this.#engine.shown(scored);
      return scored.verdict;
    } catch (error) {
      // The banner of another message would be believed.
      if (!signal.aborted) {
        this.#mount.clear();
        say(error instanceof Error ? error.message : String(error));
      }
      return undefined;
    }
  }
}

/**
 * @param {RawMessage | undefined} raw
 * @returns {Promise<ArrayBuffer>}
 */
async function bytesOf(raw) {
  const given = await (typeof raw === "function" ? raw() : raw);
  // Asked by what it has, since it may come from another frame's classes.
  const isBytes = typeof given === "object" && given !== null && ("byteLength" in given || "arrayBuffer" in given);
  if (typeof given !== "string" && !isBytes)
    throw new TypeError("ThreatBanner.show takes a message as text, as bytes or as a Blob");
  return new Response(given).arrayBuffer();
}
