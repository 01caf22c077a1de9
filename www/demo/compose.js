//! Writing an answer: enough of it to see what warns at the reply. The demo sends nothing.
// @ts-check

/**
 * @typedef {import("../adapters/adapter.js").Compose} Compose
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("../shared/watch.js").Companion} Companion
 * @typedef {import("./mailbox.js").Summary} Summary
 */

const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (part(id));

export class Composer {
  #companions;
  /** @type {Summary | undefined} */
  #message;
  /** @type {string | undefined} */
  #writing;
  /** Asked before anything is sent. @type {Set<() => Promise<boolean>>} */
  #asked = new Set();

  /** @param {{ settings: Settings, companions: Companion[], said: () => void }} parts `said` is called in place of sending */
  constructor({ settings, companions, said }) {
    this.#companions = companions;
    part("reply").addEventListener("click", () => this.#begin("Re", this.#message?.from_address ?? ""));
    part("forward").addEventListener("click", () => this.#begin("Fwd", ""));
    part("discard").addEventListener("click", () => this.#end());
    part("compose").addEventListener("submit", async (event) => {
      event.preventDefault();
      const writing = this.#writing;
      for (const agreed of [...this.#asked]) if (!(await agreed())) return;
      if (writing !== this.#writing) return;
      said();
      this.#end();
    });
    settings.addEventListener("change", () => this.#announce());
  }

  /** @param {Summary | undefined} message that was opened; what was written about another is given up */
  show(message) {
    if (message === this.#message) return;
    this.#end();
    this.#message = message;
  }

  /** @param {string} word @param {string} to */
  #begin(word, to) {
    if (!this.#message) return;
    this.#writing = `${word} ${this.#message.id}`;
    part("compose").hidden = false;
    field("compose-to").value = to;
    field("compose-subject").value = `${word}: ${this.#message.subject}`;
    field("compose-text").value = "";
    this.#announce();
    field(to ? "compose-text" : "compose-to").focus();
  }

  #announce() {
    if (!this.#writing || !this.#message) return;
    /** @type {Compose} */
    const compose = {
      id: "compose",
      answers: this.#message.id,
      recipients: () => field("compose-to").value.split(/[,;]/).map(bare).filter(Boolean),
      place: part("compose-acts"),
      hold: (agreed) => {
        this.#asked.add(agreed);
        return () => this.#asked.delete(agreed);
      },
    };
    for (const companion of this.#companions) companion.composing?.(compose);
  }

  #end() {
    if (!this.#writing) return;
    this.#writing = undefined;
    part("compose").hidden = true;
    for (const companion of this.#companions) companion.composed?.("compose");
  }
}

/** @param {string} mailbox an address, with or without a name before it */
function bare(mailbox) {
  return (/<([^<>]*)>/.exec(mailbox)?.[1] ?? mailbox).trim();
}
