//! Roundcube 1.6 and its skin Elastic: where a message stands in its pages, and how its bytes are had.
// @ts-check

/**
 * @typedef {import("./adapter.js").Adapter} Adapter
 * @typedef {import("./adapter.js").Seen} Seen
 */

import { byId, first, rootOf, select, urlOf, viewOf, whenRead } from "../shared/reach.js";
import { Composing } from "./roundcube-compose.js";

/**
 * Every page is a whole document: `?_task=mail` is the list with a frame (#messagecontframe) for the message that is selected,
 * `_action=preview` the document in that frame, `_action=show` the same as a page or window of its own, `_action=compose` a
 * message that is written. Next and previous, "show as text" and "load images" all load a new document.
 * @type {Adapter}
 */
export const roundcube = {
  name: "Roundcube",

  // Both have been there since 1.0 in every skin; inside the preview frame nothing is to be done, since the page around it sees it.
  fits: (page) =>
    first(page, 'script[src*="program/js/app."]') !== undefined &&
    (new URLSearchParams(page.location.search).get("_framed") === null || viewOf(page) === viewOf(page)?.top),

  watch(page, seen) {
    const frame = byId(page, "messagecontframe");
    if (frame instanceof HTMLIFrameElement) return follow(frame, seen);
    const action = new URLSearchParams(page.location.search).get("_action");
    if (action === "compose") return new Composing(page, seen).begin();
    return look(page, seen);
  },

  async reader(page) {
    if (environment(page)["threat_banner"] === undefined) return undefined;
    const response = await ask(page, { _action: "plugin.threat_banner.reader" });
    if (!isOf(response, "application/json")) throw new Error("Roundcube does not say who reads; the session may have ended");
    const { token, life, reader } = await response.json();
    return { token: token ?? undefined, until: Date.now() + life * 1000, reader };
  },
};

/**
 * Tells of the message in each document that the frame shows.
 * @param {HTMLIFrameElement} frame
 * @param {Seen} seen
 * @returns {() => void}
 */
function follow(frame, seen) {
  /** @type {Document | null} */
  let known = null;
  let waiting = 0;
  let close = () => {};
  let ended = false;

  // Roundcube shows the frame before its pictures are there, and `load` waits for them. So the new document is looked for as soon
  // as the one before it has gone: there is no event for that, only the next frames on the screen.
  const gone = () => {
    close();
    close = () => {};
    waiting = requestAnimationFrame(function next() {
      if (!arrived()) waiting = requestAnimationFrame(next);
    });
  };
  const arrived = () => {
    const now = frame.contentDocument;
    if (ended || !now || now === known || urlOf(now) === "about:blank") return false;
    known = now;
    cancelAnimationFrame(waiting);
    viewOf(now)?.addEventListener("pagehide", gone, { once: true });
    close();
    close = look(now, seen);
    return true;
  };
  frame.addEventListener("load", arrived);
  arrived();
  return () => {
    ended = true;
    cancelAnimationFrame(waiting);
    frame.removeEventListener("load", arrived);
    if (known) viewOf(known)?.removeEventListener("pagehide", gone);
    close();
  };
}

/**
 * Tells of the message in one document, as soon as it has been read to its end.
 * @param {Document} page
 * @param {Seen} seen
 * @returns {() => void} takes it back
 */
function look(page, seen) {
  const where = new URLSearchParams(page.location.search);
  const action = where.get("_action");
  // The empty frame shows `watermark.html`, and a page of the list has no message.
  if (action !== "show" && action !== "preview") return () => {};
  let id = "";
  const tell = () => {
    // The address may name several messages, of which Roundcube shows one: which, it tells its own scripts.
    const told = environment(page);
    const uid = String(told["uid"] ?? where.getAll("_uid").at(-1) ?? "");
    const mailbox = String(told["mailbox"] ?? where.getAll("_mbox").at(-1) ?? "INBOX");
    if (!uid) return;
    id = `${mailbox}/${uid}`;
    // Elastic's block of attachments and body. Other skins have at least the body.
    const place = byId(page, "message-content") ?? byId(page, "messagebody");
    // An error ("This message is no longer there") has neither, and needs no banner.
    if (!place) {
      if (byId(page, "message-header")) seen.lost("Roundcube's page shows a message, and its body was not found");
      return;
    }
    seen.opened({
      id,
      place,
      raw: () => raw(page, uid, mailbox),
      content: () => byId(page, "messagebody") ?? undefined,
      surroundings: () => ({
        // Elastic has a switch for it, which sets this class in the frame too.
        theme: rootOf(page).classList.contains("dark-mode") ? "dark" : "light",
        // As above the body; the list of attachments has none above it.
        gap: first(page, "#attachment-list > *") ? "0.5rem" : "0",
      }),
      flag: (keyword) => flag(page, uid, mailbox, keyword),
    });
  };
  // The switch between dark and light.
  const switched = new MutationObserver(tell);
  const begin = () => {
    tell();
    switched.observe(rootOf(page), { attributeFilter: ["class"] });
  };
  const stop = whenRead(page, begin);
  return () => {
    stop();
    switched.disconnect();
    if (id) seen.closed(id);
  };
}

/**
 * The message as it lies in the mailbox. Without `_save`, Roundcube takes blanks from the ends of lines.
 * @param {Document} page
 * @param {string} uid of a message, or of one that is attached to it (`12.2`)
 * @param {string} mailbox
 */
export async function raw(page, uid, mailbox) {
  const response = await ask(page, { _action: "viewsource", _uid: uid, _mbox: mailbox, _save: "1" });
  if (!isOf(response, "text/plain")) throw new Error("Roundcube does not give the message; the session may have ended");
  return response.arrayBuffer();
}

/**
 * Roundcube passes on a word that it does not know as a keyword in capitals. For IMAP that is the same keyword.
 * @param {Document} page
 * @param {string} uid
 * @param {string} mailbox
 * @param {string} keyword
 */
async function flag(page, uid, mailbox, keyword) {
  const body = new URLSearchParams({ _uid: uid, _mbox: mailbox, _flag: keyword, _quiet: "1", _from: "show" });
  const response = await ask(page, { _action: "mark", _remote: "1" }, body);
  if (!isOf(response, "application/json")) throw new Error(`Roundcube does not set the keyword ${keyword}`);
}

/**
 * A request as Roundcube's own scripts make it: to the page's address, with the token that only its pages know.
 * @param {Document} page
 * @param {Record<string, string>} query
 * @param {URLSearchParams} [body]
 */
function ask(page, query, body) {
  const address = new URL(page.location.href);
  address.search = String(new URLSearchParams({ _task: "mail", ...query }));
  address.hash = "";
  return fetch(address, {
    method: body ? "POST" : "GET",
    body,
    headers: { "x-roundcube-request": String(environment(page)["request_token"] ?? "") },
    redirect: "error",
  });
}

/**
 * @param {Response} response
 * @param {string} type that a sign-in page does not have
 */
function isOf(response, type) {
  return response.ok && (response.headers.get("content-type") ?? "").startsWith(type);
}

/**
 * What Roundcube tells its scripts. Read from the page's source and not from `rcmail`, which an extension cannot see. A mail has
 * no scripts in the page: Roundcube takes them out.
 * @param {Document} page
 * @returns {Record<string, unknown>}
 */
export function environment(page) {
  for (const script of select(page, "script:not([src])")) {
    const told = /^rcmail\.set_env\((\{.*\})\);$/m.exec(script.textContent)?.[1];
    if (told !== undefined) return JSON.parse(told);
  }
  return {};
}
