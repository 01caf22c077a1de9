//! The opened message: header, banner, attachments by name, and the mail in a frame that can do nothing.
// @ts-check

import { Mount } from "../shared/mount.js";
import { ScoringError } from "../shared/scorer-client.js";
import { dateOf, longDate, size } from "./format.js";
import { address, mail } from "./mailbox.js";
import { say } from "./words.js";

/**
 * @typedef {import("./mailbox.js").Attachment} Attachment
 * @typedef {import("./mailbox.js").Mail} Mail
 * @typedef {import("./mailbox.js").Summary} Summary
 * @typedef {import("./marks.js").Marks} Marks
 * @typedef {import("../shared/exposures.js").Exposures} Exposures
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("../shared/report.js").Reports} Reports
 * @typedef {import("../shared/scorer-client.js").ScorerClient} ScorerClient
 * @typedef {import("../shared/settings.js").Settings} Settings
 */

/**
 * @typedef {import("../adapters/adapter.js").Opened} Opened
 * @typedef {import("../shared/mount.js").Dress} Dress
 * @typedef {import("../shared/watch.js").Companion} Companion
 */

/** A longer plain text goes into the frame: laying it out here would hold up the page. */
const LONGEST_TEXT = 100_000;
/** A message may name thousands of readers, and bring as many files. */
const LONGEST_READERS = 300;
const MOST_FILES = 30;

export class Pane {
  #page;
  #marks;
  #client;
  #exposures;
  #settings;
  #mount;
  /** @type {Summary | undefined} */
  #message;
  /** Ends what the message before had begun. */
  #current = new AbortController();
  #companions;
  /** The verdict on the open message. @type {Scored | undefined} */
  #scored;

  /**
   * @param {ParentNode} page
   * @param {{ marks: Marks, client: ScorerClient, reports: Reports, exposures: Exposures, settings: Settings, dress: Dress, companions: Companion[] }} parts
   */
  constructor(page, { marks, client, reports, exposures, settings, dress, companions }) {
    this.#page = page;
    this.#marks = marks;
    this.#client = client;
    this.#exposures = exposures;
    this.#settings = settings;
    this.#companions = companions;
    this.#mount = new Mount(this.#part("place"), reports, settings, dress);
    this.#mount.original = () => this.#opened()?.raw() ?? Promise.reject(new Error("no message is open"));
    this.#mount.answered = (scored, answer) => {
      const opened = this.#opened();
      if (opened) for (const companion of companions) companion.answered?.(opened, scored, answer);
    };
    const trouble = this.#part("scoring-trouble");
    const again = () => {
      if (this.#message && !trouble.hidden) this.open(this.#message);
    };
    trouble.querySelector("button")?.addEventListener("click", again);
    client.addEventListener("reached", again);
    settings.addEventListener("change", () => {
      again();
      if (!this.#message) return;
      this.#head(this.#message);
      this.refresh();
    });
  }

  /** Judges the open message anew. */
  refresh() {
    if (this.#message) void this.#judge(this.#message, this.#current.signal);
  }

  /** @param {Summary} message */
  open(message) {
    this.#current.abort();
    this.#current = new AbortController();
    const { signal } = this.#current;
    this.#gone();
    if (message !== this.#message) this.#mount.clear();
    this.#message = message;
    this.#part("welcome").hidden = true;
    this.#part("opened").hidden = false;
    this.#part("pane").scrollTop = 0;
    this.#trouble(undefined);
    this.#part("to-line").hidden = true;
    this.#part("attached").hidden = true;
    this.#part("body").replaceChildren();
    this.#head(message);
    void this.#judge(message, signal);
    void this.#load(message, signal);
  }

  close() {
    this.#current.abort();
    this.#gone();
    this.#message = undefined;
    this.#mount.clear();
    this.#part("welcome").hidden = false;
    this.#part("opened").hidden = true;
  }

  /**
   * The open message as companions know it. Plain text holds no links here; a frame's document is the mail.
   * @returns {Opened | undefined}
   */
  #opened() {
    const message = this.#message;
    if (!message) return undefined;
    const body = this.#part("body");
    return {
      id: message.id,
      raw: async () => (await fetch(address(message.id, "/raw"))).arrayBuffer(),
      place: body,
      content: () => body.querySelector("iframe")?.contentDocument ?? body.querySelector(".text") ?? undefined,
    };
  }

  #tell() {
    const opened = this.#opened();
    if (opened && this.#scored) for (const companion of this.#companions) companion.judged(opened, this.#scored, this.#mount);
  }

  #gone() {
    this.#scored = undefined;
    if (this.#message) for (const companion of this.#companions) companion.gone(this.#message.id);
  }

  /** @param {Summary} message */
  #head(message) {
    const { language } = this.#settings;
    this.#part("subject").textContent = message.subject || say(language, "noSubject");
    this.#part("from-name").textContent = message.from_name;
    this.#part("from-address").textContent = message.from_address
      ? `<${message.from_address}>`
      : message.from_name
        ? ""
        : say(language, "noSender");
    const time = this.#part("date");
    time.textContent = longDate(message.date, language);
    const date = dateOf(message.date);
    if (date) time.setAttribute("datetime", date.toISOString());
    else time.removeAttribute("datetime");
  }

  /**
   * @param {Summary} message
   * @param {AbortSignal} signal
   */
  async #judge(message, signal) {
    try {
      const source = { url: address(message.id, "/raw") };
      const show = (/** @type {Scored} */ scored) => {
        if (signal.aborted) return;
        this.#mount.show(scored);
        this.#scored = scored;
        this.#tell();
      };
      const scored = await this.#client.score(source, this.#settings.language, { glimpsed: show, signal });
      if (!scored) return;
      this.#marks.set(message.id, scored.verdict.level);
      show(scored);
      if (!signal.aborted) this.#exposures.shown(scored);
    } catch (error) {
      if (signal.aborted) return;
      console.warn(error);
      const away = error instanceof ScoringError && error.problem !== "failed";
      // A missing banner looks like a harmless message, so its absence must be explained.
      this.#trouble(away ? "scoringAway" : "scoringFailed");
    }
  }

  /**
   * @param {Summary} message
   * @param {AbortSignal} signal
   */
  async #load(message, signal) {
    try {
      const loaded = await mail(message.id, signal);
      if (signal.aborted) return;
      const readers = [loaded.to, loaded.cc].filter(Boolean).join(", ");
      this.#part("to").textContent = shortened(readers);
      this.#part("to-line").hidden = readers === "";
      this.#attachments(loaded.attachments);
      this.#part("body").replaceChildren(this.#body(message, loaded));
    } catch {
      if (!signal.aborted) this.#trouble("messageAway");
    }
  }

  /**
   * @param {Summary} message
   * @param {Mail} loaded
   */
  #body(message, loaded) {
    if (!loaded.has_html && loaded.text.length <= LONGEST_TEXT) {
      const text = document.createElement("div");
      text.className = "text";
      text.dir = "auto";
      text.textContent = loaded.text;
      return text;
    }
    const frame = document.createElement("iframe");
    // Before the address: without scripts, forms and popups. It has the page's origin, with which it can do nothing, so that
    // the page can reach its links.
    frame.setAttribute("sandbox", "allow-same-origin");
    frame.referrerPolicy = "no-referrer";
    frame.title = say(this.#settings.language, "bodyTitle");
    frame.src = address(message.id, "/body");
    frame.addEventListener("load", () => this.#tell());
    return frame;
  }

  /** @param {Attachment[]} attachments */
  #attachments(attachments) {
    this.#part("attached").hidden = attachments.length === 0;
    const more = document.createElement("li");
    more.textContent = `+${attachments.length - MOST_FILES}`;
    this.#part("attachments").replaceChildren(
      ...attachments.slice(0, MOST_FILES).map((attachment) => {
        const item = document.createElement("li");
        const name = document.createElement("bdi");
        name.textContent = attachment.name || attachment.media_type;
        const facts = document.createElement("span");
        facts.className = "facts";
        facts.textContent = `${attachment.media_type}, ${size(attachment.size, this.#settings.language)}`;
        item.append(name, " ", facts);
        return item;
      }),
      ...(attachments.length > MOST_FILES ? [more] : []),
    );
  }

  /** @param {import("./words.js").Word | undefined} word */
  #trouble(word) {
    const box = this.#part("scoring-trouble");
    const text = box.querySelector("p");
    box.hidden = word === undefined;
    if (text) text.textContent = word ? say(this.#settings.language, word) : "";
  }

  /**
   * @param {string} id
   * @returns {HTMLElement}
   */
  #part(id) {
    const found = this.#page.querySelector(`#${id}`);
    if (!(found instanceof HTMLElement)) throw new Error(`The page has no #${id}.`);
    return found;
  }
}

/** @param {string} readers */
function shortened(readers) {
  if (readers.length <= LONGEST_READERS) return readers;
  // Not in the middle of a character of two halves.
  return `${readers.slice(0, LONGEST_READERS).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
