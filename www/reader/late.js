//! Companions of `Watch` that are loaded once the first banner stands: no banner waits for what goes beyond it.
// @ts-check

/**
 * @typedef {import("../adapters/adapter.js").Compose} Compose
 * @typedef {import("../adapters/adapter.js").Opened} Opened
 * @typedef {import("../pkg/banner_wasm.js").ReaderAnswer} ReaderAnswer
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("../shared/watch.js").Companion} Companion
 * @typedef {import("../shared/watch.js").Mount} Mount
 */

/** Tells them, once they are there, all that happened before. A companion itself. */
export class Late {
  #load;
  /** @type {Promise<void> | undefined} */
  #loading;
  /** @type {Companion[] | undefined} */
  #companions;
  /** @type {Map<string, { message: Opened, scored: Scored, mount: Mount, answer?: ReaderAnswer }>} */
  #open = new Map();
  /** What is being written, and the verdict on what it answers. @type {Map<string, { compose: Compose, scored?: Scored }>} */
  #written = new Map();
  #ended = false;

  /** @param {() => Promise<Companion[]>} load */
  constructor(load) {
    this.#load = load;
  }

  /** Loads them, unless that was begun. A load that fails is tried again with the next message. @returns {Promise<void>} */
  begin() {
    this.#loading ??= this.#load().then(
      (companions) => this.#replay(companions),
      (error) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  /** @param {Opened} message @param {Scored} scored @param {Mount} mount */
  judged(message, scored, mount) {
    this.#open.set(message.id, { message, scored, mount });
    this.#tell((companion) => companion.judged(message, scored, mount));
  }

  /** @param {string} id */
  gone(id) {
    this.#open.delete(id);
    this.#companions?.forEach((companion) => companion.gone(id));
  }

  /** @param {Opened} message @param {Scored} scored @param {ReaderAnswer} answer */
  answered(message, scored, answer) {
    const kept = this.#open.get(message.id);
    if (kept) kept.answer = answer;
    this.#tell((companion) => companion.answered?.(message, scored, answer));
  }

  /** @param {Compose} compose */
  composing(compose) {
    this.#written.set(compose.id, { compose });
    this.#tell((companion) => companion.composing?.(compose));
  }

  /** @param {Compose} compose @param {Scored} scored */
  answering(compose, scored) {
    this.#written.set(compose.id, { compose, scored });
    this.#tell((companion) => companion.answering?.(compose, scored));
  }

  /** @param {string} id */
  composed(id) {
    this.#written.delete(id);
    this.#companions?.forEach((companion) => companion.composed?.(id));
  }

  end() {
    this.#ended = true;
    this.#companions?.forEach((companion) => companion.end?.());
  }

  /** @param {(companion: Companion) => void} happened */
  #tell(happened) {
    if (this.#companions) this.#companions.forEach(happened);
    else this.begin().catch((error) => console.warn(`Threat Banner: what goes beyond the banner cannot be loaded (${error})`));
  }

  /** @param {Companion[]} companions */
  #replay(companions) {
    if (this.#ended) {
      companions.forEach((companion) => companion.end?.());
      return;
    }
    this.#companions = companions;
    for (const companion of companions) {
      for (const { message, scored, mount, answer } of this.#open.values()) {
        companion.judged(message, scored, mount);
        if (answer) companion.answered?.(message, scored, answer);
      }
      for (const { compose, scored } of this.#written.values()) {
        companion.composing?.(compose);
        if (scored) companion.answering?.(compose, scored);
      }
    }
  }
}
