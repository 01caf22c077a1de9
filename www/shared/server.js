//! The server as a reader asks it: with a token of the reader's, which is had anew before it ends.
// @ts-check

/**
 * A token as a webmail's server signs it. `until` is when it ends, in milliseconds since 1970, if the token does not say.
 * @typedef {{ token?: string | undefined, until?: number | undefined }} Signed
 * @typedef {() => Promise<Signed | string | undefined>} TokenSource gives a new token each time; nothing where readers need none
 */

/** So long before its end a token is had anew, in milliseconds. */
const BEFORE = 30_000;
/** So long a token without an end is kept. */
const KEPT = 5 * 60_000;
/** A request that takes longer has failed. */
const LONGEST = 20_000;

export class Server {
  #base;
  #source;
  /** @type {Promise<{ token: string | undefined, until: number }> | undefined} */
  #signed;

  /**
   * @param {string} base its address
   * @param {TokenSource} [source]
   */
  constructor(base, source) {
    this.#base = base;
    this.#source = source;
  }

  /** The server's address, without a slash at its end. */
  get address() {
    return this.#base.replace(/\/+$/, "");
  }

  /**
   * Asks the server in the reader's name.
   * @param {string} path beginning with a slash
   * @param {RequestInit} [init]
   * @returns {Promise<Response>} rejected when the server, or whoever signs tokens, cannot be reached
   */
  async ask(path, init = {}) {
    const response = await this.#send(path, init);
    if (response.status !== 401 || !this.#source) return response;
    // The token may have ended early: keys are changed, and clocks differ.
    this.#signed = undefined;
    return this.#send(path, init);
  }

  /**
   * A name for the reader that differs from reader to reader of one browser, and says nothing of who it is. Empty where readers
   * have no tokens.
   * @returns {Promise<string>}
   */
  async reader() {
    const { token } = await this.#token();
    const { iss, sub } = claimsOf(token);
    if (sub === undefined || !globalThis.crypto?.subtle) return "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${iss}\n${sub}`));
    return [...new Uint8Array(digest, 0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  async #send(path, init) {
    const { token } = await this.#token();
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    return fetch(`${this.address}${path}`, {
      ...init,
      headers,
      credentials: "same-origin",
      signal: init.signal ?? AbortSignal.timeout(LONGEST),
    });
  }

  /** @returns {Promise<{ token: string | undefined, until: number }>} */
  async #token() {
    const source = this.#source;
    if (!source) return { token: undefined, until: Infinity };
    for (;;) {
      const before = this.#signed;
      const known = await before?.catch(() => undefined);
      if (known && known.until - BEFORE > Date.now()) return known;
      // Several may wait for one that has ended; the first of them asks for the next.
      if (before === this.#signed) break;
    }
    const asked = source().then(dated);
    this.#signed = asked;
    return asked;
  }
}

/**
 * @param {Signed | string | undefined} given
 * @returns {{ token: string | undefined, until: number }}
 */
function dated(given) {
  const { token, until } = typeof given === "string" ? { token: given, until: undefined } : (given ?? {});
  const { exp } = claimsOf(token);
  return { token, until: exp === undefined ? (until ?? Date.now() + KEPT) : exp * 1000 };
}

/**
 * What a token claims, as far as it can be read. Whether it is true is for the server to say.
 * @param {string | undefined} token
 * @returns {{ iss?: string, sub?: string, exp?: number }}
 */
function claimsOf(token) {
  try {
    const text = (token?.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const { iss, sub, exp } = JSON.parse(new TextDecoder().decode(bytes));
    return {
      ...(typeof iss === "string" ? { iss } : {}),
      ...(typeof sub === "string" ? { sub } : {}),
      ...(Number.isFinite(exp) ? { exp } : {}),
    };
  } catch {
    return {};
  }
}
