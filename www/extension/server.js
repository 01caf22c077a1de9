//! The organisation's server as the extension knows it: becoming one of its devices, and what it lets banners know.
// @ts-check

import { choices, keepOrganisation, keepServer, organisation, ownKey, server } from "./store.js";

/** @typedef {import("./store.js").Organisation} Organisation */

/** Who waits for a message to be judged waits no longer for the server, in milliseconds. */
const LONGEST = 3_000;
/** Who connects to it waits longer. */
const LONGEST_AT_FIRST = 20_000;
/** What the server said is asked again after this long, in milliseconds. */
const FRESH = 60 * 60 * 1_000;

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
  const told = await asked(address, token, LONGEST_AT_FIRST);
  await keepServer({ address, token });
  await keepOrganisation(told);
}

/** Ends that: the server is not told, since the device's token is forgotten with it. */
export function leave() {
  return keepServer(undefined);
}

/**
 * What a message is judged by: the organisation's, if there is one and it is known; or nothing but a key of our own.
 * @returns {Promise<{ context: import("../shared/protocol.js").Context, key: string }>}
 */
export async function known() {
  const home = await server();
  if (!home) return { context: {}, key: await ownKey() };
  const before = await organisation();
  if ((await choices()).grade === "nothing") return before ?? { context: {}, key: await ownKey() };
  const asking = async () => {
    const told = await asked(home.address, home.token, LONGEST);
    await keepOrganisation(told);
    return told;
  };
  if (!before) return asking().catch(async () => ({ context: {}, key: await ownKey() }));
  // Known already: the next message will know what is new.
  if (Date.now() - before.at > FRESH) asking().catch((error) => console.warn(error));
  return before;
}

/** @returns {Promise<object | undefined>} the harmful hosts and addresses that the server lists, if there is a server and it does */
export async function intelligence() {
  const home = await server();
  // Who asks for the list tells when mail is read here.
  if (!home || (await choices()).grade === "nothing") return undefined;
  const response = await fetch(`${home.address}/api/v1/intelligence`, { headers: headers(home.token), credentials: "omit" });
  return response.ok ? response.json() : undefined;
}

/**
 * Sends reports, for `Reports`: to the server as it is now. Without one it is away.
 * @param {string} path
 * @param {RequestInit} given
 */
export async function post(path, given) {
  const home = await server();
  if (!home) throw new Error("There is no server yet.");
  return fetch(home.address + path, { ...given, headers: { ...given.headers, ...headers(home.token) }, credentials: "omit" });
}

/** @param {string} written @returns {string} */
export function originOf(written) {
  const text = written.trim();
  const address = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  if (!address || !["https:", "http:"].includes(address.protocol)) throw new Error("address");
  return address.origin;
}

/**
 * @param {string} address
 * @param {string} token
 * @param {number} longest in milliseconds
 * @returns {Promise<Organisation>}
 */
async function asked(address, token, longest) {
  const response = await fetch(`${address}/api/v1/organisation`, {
    headers: headers(token),
    credentials: "omit",
    signal: AbortSignal.timeout(longest),
  });
  if (response.status === 401 || response.status === 403) throw new Error("code");
  if (!response.ok) throw new Error("server");
  const { context, message_key: key } = await response.json();
  if (typeof context !== "object" || typeof key !== "string") throw new Error("server");
  return { context, key, at: Date.now() };
}

/** @param {string} token */
function headers(token) {
  return { authorization: `Bearer ${token}` };
}
