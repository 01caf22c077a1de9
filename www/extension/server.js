//! The organisation's server as the extension knows it: becoming one of its devices, and asking it in the reader's name.
// @ts-check

import { Organisations } from "../shared/organisation.js";
import { Server } from "../shared/server.js";
import { maySend } from "./platform.js";
import { choices, FRESH, keepNextAsk, keepServer, server } from "./store.js";

/** A server that knows this device by a token. */
class Device extends Server {
  #token;

  /** @param {import("./store.js").Server} known */
  constructor({ address, token }) {
    super(address, async () => token);
    this.#token = token;
  }

  /** @param {import("./store.js").Server | undefined} other */
  is(other) {
    return other?.address === this.address && other.token === this.#token;
  }

  /**
   * Tells one enrolment from the next at the same server, which may be another reader's.
   * @override
   */
  async reader() {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(this.#token));
    return [...new Uint8Array(digest, 0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

/** The server that this device belongs to. It is asked for nothing while the reader lets nothing leave. */
export class Home extends Device {
  /**
   * @override
   * @param {string} path
   * @param {RequestInit} [init]
   * @returns {Promise<Response>}
   */
  async ask(path, init) {
    if (!(await mayAsk())) throw new Error("The reader lets nothing leave this device.");
    if (!this.is(await server())) throw new Error("This device no longer belongs to that server.");
    return super.ask(path, init);
  }
}

/** @type {Home | undefined} */
let last;

/** The server as it is now, if there is one: the same one as long as it stays. @returns {Promise<Home | undefined>} */
export async function home() {
  const known = await server();
  if (!known) last = undefined;
  else if (!last?.is(known)) last = new Home(known);
  return last;
}

/** Whether anything may leave this device, by the reader and the browser: who asks for anything tells when mail is read here. */
export async function mayAsk() {
  return (await choices()).grade !== "nothing" && (await maySend());
}

/**
 * Makes this browser one of a reader's devices.
 * @param {string} written the server's address, as the reader wrote it
 * @param {string} code of the enrolment
 */
export async function enrol(written, code) {
  const address = originOf(written);
  if (code.trim() === "") throw new Error("code");
  const response = await fetch(`${address}/api/v1/devices`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code: code.trim() }),
    credentials: "omit",
  });
  if (response.status === 403) throw new Error("code");
  if (!response.ok) throw new Error("server");
  const token = (await response.json())?.token;
  if (typeof token !== "string") throw new Error("server");
  try {
    await new Organisations(new Device({ address, token })).now();
  } catch {
    throw new Error("server");
  }
  await keepServer({ address, token });
  await keepNextAsk(Date.now() + FRESH);
}

/** Ends that: the server is not told, since the device's token is forgotten with it. */
export async function leave() {
  const before = await home();
  await keepServer(undefined);
  if (before) await new Organisations(before).forget();
}

/** @param {string} written @returns {string} */
export function originOf(written) {
  const text = written.trim();
  const address = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  if (!address || !["https:", "http:"].includes(address.protocol)) throw new Error("address");
  return address.origin;
}
