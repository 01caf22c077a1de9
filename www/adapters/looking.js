//! What adapters of single-page webmails have in common: look which messages are open whenever the page has changed.
// @ts-check

/**
 * @typedef {import("./adapter.js").Opened} Opened
 * @typedef {import("./adapter.js").Seen} Seen
 */

/** A page that draws itself anew changes in bursts; it is looked at once for each. */
const PAUSE = 60;

/**
 * @param {Document} page
 * @param {Seen} seen
 * @param {() => Iterable<Opened>} find what is open now; it throws a sentence when a message is open that cannot be found
 * @returns {() => void} ends it
 */
export function look(page, seen, find) {
  /** Where each open message stands. @type {Map<string, Element>} */
  const open = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;

  const now = () => {
    later = undefined;
    /** @type {Map<string, Opened>} */
    const found = new Map();
    let problem;
    try {
      for (const message of find()) found.set(message.id, message);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    for (const id of [...open.keys()]) {
      if (found.has(id)) continue;
      open.delete(id);
      seen.closed(id);
    }
    if (problem !== undefined) seen.lost(problem);
    for (const [id, message] of found) {
      // The banner right before the place is ours; without it, the page has drawn itself anew.
      const stands = open.get(id) === message.place && message.place.previousElementSibling?.hasAttribute(MARK);
      if (stands) continue;
      open.set(id, message.place);
      seen.opened(message);
    }
  };
  const changed = () => {
    later ??= setTimeout(now, PAUSE);
  };

  const observer = new MutationObserver(changed);
  observer.observe(page.documentElement, { childList: true, subtree: true, attributeFilter: ["class", "data-legacy-message-id"] });
  page.defaultView?.addEventListener("hashchange", changed);
  page.defaultView?.addEventListener("popstate", changed);
  now();
  return () => {
    observer.disconnect();
    clearTimeout(later);
    page.defaultView?.removeEventListener("hashchange", changed);
    page.defaultView?.removeEventListener("popstate", changed);
  };
}

/** The attribute of the element that holds a banner, whoever drew it. */
const MARK = "data-threat-banner";

/**
 * The bytes at an address of the webmail's own origin.
 * @param {Document} page
 * @param {string} address
 * @param {RequestInit} [given]
 * @returns {Promise<ArrayBuffer>}
 */
export async function bytesAt(page, address, given = {}) {
  const url = new URL(address, page.baseURI);
  if (url.origin !== page.location.origin) throw new Error("The message is not on the webmail's own origin.");
  const response = await fetch(url, { credentials: "same-origin", ...given });
  if (!response.ok) throw new Error(`The webmail answered ${response.status} when asked for the message.`);
  return response.arrayBuffer();
}
