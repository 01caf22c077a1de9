//! Finds out which part of the page's Content-Security-Policy is in the way, so that it can be said by name.
// @ts-check

import { addressOf } from "../shared/files.js";

/** Where what judges messages comes from. */
const NEEDED = ["connect-src", "script-src", "script-src-elem"];

export class Policy {
  #say;
  #origin = addressOf("").origin;
  #server;
  /** @type {Set<string>} */
  #refused = new Set();
  #heard = (/** @type {SecurityPolicyViolationEvent} */ event) => this.#hear(event);

  /**
   * @param {(problem: string) => void} say
   * @param {string} [server] its origin
   */
  constructor(say, server) {
    this.#say = say;
    this.#server = server;
    addEventListener("securitypolicyviolation", this.#heard);
  }

  /** What keeps messages from being judged, if it is the policy. */
  missing() {
    if (this.#refused.has("wasm-eval"))
      return "the page's Content-Security-Policy keeps WebAssembly from running; it needs 'wasm-unsafe-eval' in script-src";
    const refused = NEEDED.find((directive) => this.#refused.has(directive));
    return refused && `the page's Content-Security-Policy lets nothing be loaded; it needs ${this.#origin} in ${refused}`;
  }

  end() {
    removeEventListener("securitypolicyviolation", this.#heard);
  }

  /** @param {SecurityPolicyViolationEvent} event */
  #hear({ blockedURI, effectiveDirective }) {
    if (blockedURI === "wasm-eval") this.#refused.add(blockedURI);
    if (!URL.canParse(blockedURI)) return;
    const { origin } = new URL(blockedURI);
    if (origin === this.#origin) this.#refused.add(effectiveDirective);
    // Banners are shown all the same, but answers stay here.
    if (effectiveDirective === "connect-src" && origin === this.#server)
      this.#say(`the page's Content-Security-Policy keeps answers from the server; it needs ${origin} in connect-src`);
  }
}
