//! What the server says of the reader's organisation: its profile, harmful addresses, and the model, which counts only signed.
// @ts-check

import { openShelf } from "./shelf.js";

/**
 * @typedef {import("./protocol.js").Knowledge} Knowledge
 * @typedef {Pick<import("./server.js").Server, "address" | "reader" | "ask">} Server
 * @typedef {{ context: import("./protocol.js").Context, message_key: string, grade: import("./protocol.js").Grade, model_key: string,
 *     silent?: string }} Organisation
 */

/**
 * What is kept in this browser for when the server is away.
 * @typedef {{ id: string, organisation: Organisation, intelligence?: Blob | undefined, model?: string | undefined,
 *     silent?: string | undefined }} Kept
 */

/** Where nothing was ever heard of the organisation, keys of messages serve only this page. */
const UNKNOWN = { context: {}, intelligence: undefined };

export class Organisations {
  #server;
  #shelf;
  #problem;

  /**
   * @param {Server} server
   * @param {{ shelf?: import("./shelf.js").ShelfOf<Kept>, problem?: (sentence: string) => void }} [parts] `problem` is told what
   *     is wrong, in English, for the console
   */
  constructor(server, { shelf = openShelf("threat-banner-known"), problem = (sentence) => console.warn(sentence) } = {}) {
    this.#server = server;
    this.#shelf = shelf;
    this.#problem = problem;
  }

  /**
   * What was known of the organisation last, from this browser alone.
   * @returns {Promise<Knowledge | undefined>}
   */
  async last() {
    const kept = await this.#kept();
    return kept && knowledge(kept);
  }

  /** Forgets what was known of the organisation: this browser serves none of its readers any more. */
  async forget() {
    await this.#shelf.remove(await this.#id());
  }

  /** @returns {Promise<Kept | undefined>} */
  async #kept() {
    const id = await this.#id();
    return (await this.#shelf.all().catch(() => [])).find((other) => other.id === id);
  }

  /** One browser may serve readers of several organisations. */
  async #id() {
    return `${this.#server.address} ${await this.#server.reader().catch(() => "")}`;
  }

  /**
   * Asks the server, and keeps what it says.
   * @returns {Promise<Knowledge>} rejected when the server does not say
   */
  async now() {
    // All at once, since the first banner waits for it; what cannot be had is told once it is known whose mail this is.
    const list = this.#list();
    const document = this.#document("/api/v1/model");
    for (const asked of [list, document]) asked.catch(() => {});
    const organisation = await this.#read("/api/v1/organisation");
    const last = await this.#kept();
    const [intelligence, model, silent] = await Promise.all([
      list.catch((error) => {
        this.#problem(`messages are judged without the list of harmful addresses (${reason(error)})`);
        return undefined;
      }),
      document.then(signedBy(organisation.model_key)).catch((error) => {
        const other = last?.model === undefined ? "the model that is built in" : "the model that was good last";
        this.#problem(`messages are judged by ${other}, not by the server's (${reason(error)})`);
        return last?.model;
      }),
      organisation.silent === undefined
        ? undefined
        : this.#document(`/api/v1/model/${encodeURIComponent(organisation.silent)}`)
            .then(signedBy(organisation.model_key))
            .catch(() => undefined),
    ]);
    const kept = { id: await this.#id(), organisation, intelligence, model, silent };
    await this.#shelf.put(kept).catch(() => {});
    return knowledge(kept);
  }

  /**
   * @param {string} path
   * @returns {Promise<Organisation>}
   */
  async #read(path) {
    return (await answered(this.#server.ask(path))).json();
  }

  async #list() {
    return (await answered(this.#server.ask("/api/v1/intelligence"))).blob();
  }

  /**
   * A model of the server's, with the signature that came with it: Ed25519, in Base64.
   * @param {string} path
   * @returns {Promise<{ bytes: Uint8Array<ArrayBuffer>, signature: string }>}
   */
  async #document(path) {
    const response = await answered(this.#server.ask(path));
    return { bytes: new Uint8Array(await response.arrayBuffer()), signature: response.headers.get("x-model-signature") ?? "" };
  }
}

/**
 * Reads a model, if it is signed by the key that the organisation names.
 * @param {string} key Ed25519, in Base64
 * @returns {(document: { bytes: Uint8Array<ArrayBuffer>, signature: string }) => Promise<string>}
 */
function signedBy(key) {
  return async ({ bytes, signature }) => {
    if (!(await isSigned(bytes, signature, key))) throw new Error("its signature is not good");
    return new TextDecoder().decode(bytes);
  };
}

/**
 * What may be judged with where nothing is known: messages get keys that nobody else has.
 * @returns {Knowledge}
 */
export function nothingKnown() {
  const key = [...crypto.getRandomValues(new Uint8Array(32))];
  return { ...UNKNOWN, key: key.map((byte) => byte.toString(16).padStart(2, "0")).join("") };
}

/**
 * What tells one state of knowledge from another.
 * @param {Knowledge} known
 * @returns {Promise<string>}
 */
export async function signature({ context, key, intelligence, model, silent, grade }) {
  return JSON.stringify([context, key, model, silent, grade, await intelligence?.text()]);
}

/**
 * @param {Kept} kept
 * @returns {Knowledge}
 */
function knowledge({ organisation, intelligence, model, silent }) {
  const { context, message_key: key, grade } = organisation;
  return { context, key, intelligence, model, silent, grade };
}

/**
 * @param {Promise<Response>} asking
 * @returns {Promise<Response>}
 */
async function answered(asking) {
  const response = await asking;
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return response;
}

/**
 * @param {Uint8Array<ArrayBuffer>} document
 * @param {string} signature Ed25519, in Base64
 * @param {string} key
 * @returns {Promise<boolean>}
 */
async function isSigned(document, signature, key) {
  // Pages that came by plain HTTP have no such thing, and some browsers know no Ed25519 (it throws): then no model is believed.
  if (!globalThis.crypto?.subtle) throw new Error("this page cannot check signatures");
  const known = await crypto.subtle.importKey("raw", bytesOf(key), { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, known, bytesOf(signature), document);
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** @param {unknown} error */
function reason(error) {
  return error instanceof Error ? error.message : String(error);
}
