//! What messages are judged by: what the server said last, which is asked for again at most once an hour; or what comes with the
//! extension.
// @ts-check

import { Organisations, signature } from "../shared/organisation.js";
import { home, mayAsk } from "./server.js";
import { FRESH, keepNextAsk, nextAsk, ownKey } from "./store.js";

/** @typedef {import("../shared/protocol.js").Knowledge} Knowledge */

/** Where the server said nothing, it is asked again after so long, in milliseconds. */
const SOON = 60_000;
/** Who waits for a message to be judged waits no longer for the server. */
const LONGEST = 3_000;

/** @type {{ of: import("./server.js").Home, about: About } | undefined} */
let known;
/** Where there is no server, or it never said anything. @type {Promise<Knowledge> | undefined} */
let alone;

/** What is known by now: the same object as long as nothing else is. @returns {Promise<Knowledge>} */
export async function knowledge() {
  const server = await home();
  if (server && known?.of !== server) known = { of: server, about: new About(server) };
  const said = server && (await known?.about.now());
  return said ?? (alone ??= ownKey().then((key) => ({ context: {}, key, intelligence: undefined })));
}

class About {
  #organisations;
  /** @type {Knowledge | undefined} */
  #last;
  /** @type {Promise<void> | undefined} */
  #begun;
  /** @type {Promise<void> | undefined} */
  #asking;

  /** @param {import("./server.js").Home} server */
  constructor(server) {
    this.#organisations = new Organisations(server);
  }

  /** @returns {Promise<Knowledge | undefined>} */
  async now() {
    this.#begun ??= this.#organisations.last().then((last) => {
      this.#last = last;
    });
    await this.#begun;
    if ((await mayAsk()) && (await this.#isDue())) this.#asking ??= this.#ask();
    // What was known before serves until it is known better.
    if (!this.#last && this.#asking) await Promise.race([this.#asking, new Promise((done) => setTimeout(done, LONGEST))]);
    return this.#last;
  }

  async #ask() {
    let next = Date.now() + FRESH;
    try {
      const now = await this.#organisations.now();
      if (!this.#last || (await signature(this.#last)) !== (await signature(now))) this.#last = now;
    } catch (error) {
      next = Date.now() + SOON;
      console.warn("The server does not say whose mail this is.", error);
    }
    // The worker may end at any time, and the next one must not ask again at once.
    await keepNextAsk(next);
    this.#asking = undefined;
  }

  /** A time that is too far ahead is of a clock that was wrong, or of what was said and is lost. */
  async #isDue() {
    const wait = (await nextAsk()) - Date.now();
    return wait <= 0 || wait > (this.#last ? FRESH : SOON);
  }
}
