//! What the demo's server knows: the list of messages, one message, the organisation and what it knows.
// @ts-check

/**
 * @typedef {object} Summary
 * @property {string} id its place in the mailbox
 * @property {string} from_name
 * @property {string} from_address
 * @property {string} subject
 * @property {number | null} date seconds since 1970
 * @property {number} size
 * @property {boolean} has_attachment
 */

/**
 * @typedef {object} Attachment
 * @property {string} name empty when the sender gave none
 * @property {number} size
 * @property {string} media_type
 */

/**
 * @typedef {object} Mail
 * @property {string} to mailboxes as people write them, separated by commas
 * @property {string} cc
 * @property {string} text
 * @property {boolean} has_html
 * @property {Attachment[]} attachments
 */

/**
 * @typedef {object} Organisation
 * @property {import("../pkg/banner_wasm.js").Context} context
 * @property {string} message_key
 * @property {import("../pkg/banner_wasm.js").Grade} grade
 */

const PAGE = 500;

/** The server serves readers with a token alone, as it does from the first key of a webmail on. */
export class TokenWanted extends Error {}

/**
 * @param {string} id
 * @param {"" | "/raw" | "/body"} part
 */
export function address(id, part) {
  // Whole, since a worker reads it too. Written by hand: thousands of URL objects hold up the page.
  return `${location.origin}/demo/api/messages/${encodeURIComponent(id)}${part}`;
}

/**
 * All messages, newest first, page after page.
 * @returns {AsyncGenerator<Summary[], void>}
 */
export async function* messages() {
  let offset = 0;
  for (;;) {
    /** @type {{ total: number, messages: Summary[] }} */
    const page = await read(`/demo/api/messages?offset=${offset}&limit=${PAGE}`);
    offset += page.messages.length;
    yield page.messages;
    if (page.messages.length === 0 || offset >= page.total) return;
  }
}

/**
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {Promise<Mail>}
 */
export function mail(id, signal) {
  return read(address(id, ""), signal);
}

/** @returns {Promise<Organisation>} */
export function organisation() {
  return read("/api/v1/organisation");
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 */
async function read(url, signal) {
  return (await answer(url, signal)).json();
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 */
async function answer(url, signal) {
  const response = await fetch(url, { signal: signal ?? null });
  if (response.status === 401) throw new TokenWanted(`${url} wants a reader's token`);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}
