//! Roundcube's page for writing: whom the message goes to, what it answers, and how its sending is held.
// @ts-check

import { byId, select, viewOf, whenRead } from "../shared/reach.js";
import { environment, raw } from "./roundcube.js";

/**
 * @typedef {import("./adapter.js").Seen} Seen
 */

/**
 * What is used of Roundcube's own object, where a script of the page sees it.
 * @typedef {object} Rcmail
 * @property {(event: string, handler: (props: unknown) => unknown) => void} addEventListener
 * @property {(event: string, handler: (props: unknown) => unknown) => void} removeEventListener
 * @property {(command: string, props: unknown) => void} command
 */

/** Elastic's toolbar, and the button below the text. */
const SEND = "#messagetoolbar a.send, .formbuttons button.send";

export class Composing {
  #page;
  #seen;
  #id;
  #end = new AbortController();

  /**
   * @param {Document} page
   * @param {Seen} seen
   */
  constructor(page, seen) {
    this.#page = page;
    this.#seen = seen;
    this.#id = `compose/${new URLSearchParams(page.location.search).get("_id") ?? ""}`;
  }

  /** @returns {() => void} */
  begin() {
    const stop = whenRead(this.#page, () => this.#tell());
    // Sent or given up, Roundcube leaves the page.
    viewOf(this.#page)?.addEventListener("pagehide", () => this.#seen.composed?.(this.#id), { signal: this.#end.signal });
    return () => {
      stop();
      this.#end.abort();
      this.#seen.composed?.(this.#id);
    };
  }

  #tell() {
    const page = this.#page;
    // Elastic's block of From, To and Subject. Other skins have at least the text.
    const place = byId(page, "compose-headers") ?? byId(page, "composebody");
    if (!place) return;
    const answers = answered(page);
    this.#seen.composing?.({
      id: this.#id,
      answers: answers && `${answers.mailbox}/${answers.uid}`,
      answered: answers && (() => raw(page, answers.uid, answers.mailbox)),
      recipients: () => recipients(page),
      place,
      hold: (agreed) => hold(page, agreed),
    });
  }
}

/**
 * The message that is answered or forwarded. Its page is no longer there, and the address of this one names it by a key alone:
 * only the plugin can tell.
 * @param {Document} page
 */
function answered(page) {
  const told = /** @type {{ uid?: unknown, mailbox?: unknown } | undefined} */ (environment(page)["threat_banner_answers"]);
  if (typeof told?.uid !== "string" || typeof told.mailbox !== "string") return undefined;
  return { uid: told.uid, mailbox: told.mailbox };
}

/**
 * To, Cc and Bcc as they stand. Elastic keeps what is chosen in the hidden text fields, as `Name <address>, …`.
 * @param {Document} page
 */
function recipients(page) {
  return select(page, "[name=_to], [name=_cc], [name=_bcc]").flatMap((field) =>
    field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement ? addresses(field.value) : [],
  );
}

/** @param {string} list */
export function addresses(list) {
  // Nothing but the addresses is wanted: names, which may hold commas and brackets between quotes, are passed over.
  return [...list.replace(/"(?:[^"\\]|\\.)*"/g, "").matchAll(/[^\s<>,;]+@[^\s<>,;]+/g)].map(([address]) => address);
}

/**
 * Roundcube asks whoever listens before it sends, and takes `false` for a no; only then comes the question to the reader, and
 * after it the command again. An extension does not see Roundcube's object: there the button is held.
 * @param {Document} page
 * @param {() => Promise<boolean>} agreed
 * @returns {() => void}
 */
function hold(page, agreed) {
  let agreedTo = "";
  let asking = false;
  /**
   * Whether it may be sent at once.
   * @param {() => void} send
   */
  const passes = (send) => {
    const now = recipients(page).join();
    if (agreedTo === now && now !== "") return true;
    if (asking) return false;
    asking = true;
    agreed()
      .then((yes) => {
        asking = false;
        if (!yes) return;
        agreedTo = now;
        send();
      })
      // Whoever cannot be asked has not said no.
      .catch(() => {
        asking = false;
        agreedTo = now;
        send();
      });
    return false;
  };

  const rcmail = /** @type {{ rcmail?: Rcmail } | null} */ (/** @type {unknown} */ (viewOf(page)))?.rcmail;
  if (rcmail) {
    const before = (/** @type {unknown} */ given) => {
      // What it asked before, such as whether an empty subject is meant, it need not ask again. Otherwise `given` is a click.
      const props = /** @type {{ nocheck?: boolean } | undefined} */ (given)?.nocheck ? { nocheck: true } : "";
      return passes(() => rcmail.command("send", props)) ? undefined : false;
    };
    rcmail.addEventListener("beforesend", before);
    return () => rcmail.removeEventListener("beforesend", before);
  }
  const end = new AbortController();
  EventTarget.prototype.addEventListener.call(
    page,
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest(SEND) : null;
      if (!(button instanceof HTMLElement) || passes(() => button.click())) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true, signal: end.signal },
  );
  return () => end.abort();
}
