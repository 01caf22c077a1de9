//! Keeps a banner beside every message that stands open in a webmail's page, for as long as it is open.
// @ts-check

/**
 * @typedef {import("../adapters/adapter.js").Adapter} Adapter
 * @typedef {import("../adapters/adapter.js").Opened} Opened
 * @typedef {import("./protocol.js").Scored} Scored
 */

/**
 * A banner, whoever draws it.
 * @typedef {object} Mount
 * @property {(scored: Scored) => void} show
 * @property {(place: Element) => void} move puts it right before another place
 * @property {() => void} end
 */

/**
 * What the reader has chosen; it fires `change`.
 * @typedef {{ readonly language: import("./protocol.js").Language, addEventListener(kind: "change", listener: () => void): void,
 *     removeEventListener(kind: "change", listener: () => void): void }} Settings
 */

/**
 * Whoever judges: the page's own workers, or an extension's.
 * @typedef {object} Judge
 * @property {(source: { raw: ArrayBuffer }, language: import("./protocol.js").Language,
 *     options: { glimpsed: (scored: Scored) => void, signal: AbortSignal, context?: import("./protocol.js").Context | undefined }) =>
 *     Promise<Scored | undefined>} score
 */

/**
 * What is kept of an open message.
 * @typedef {object} Kept
 * @property {Opened} message
 * @property {Mount} mount
 * @property {AbortController} current ends what was begun for it
 * @property {Scored} [scored]
 */

/**
 * What else follows a verdict: marks at links, warnings at a reply. Each is told of every message once its verdict is known,
 * again when more is known of it, and when it is gone.
 * @typedef {object} Companion
 * @property {(message: Opened, scored: Scored) => void} judged
 * @property {(id: string) => void} gone
 */

export class Watch {
  #judge;
  #settings;
  #mount;
  #companions;
  /** @type {Map<string, Kept>} */
  #open = new Map();
  #said = new Set();
  #told;
  #end;

  /**
   * @param {Document} page
   * @param {Adapter} adapter
   * @param {{ judge: Judge, settings: Settings, mount: (place: Element) => Mount, companions?: Companion[],
   *     said?: (problem: string) => void }} parts `mount` puts an empty banner right before the place; `said` is told of each problem
   */
  constructor(page, adapter, { judge, settings, mount, companions = [], said = () => {} }) {
    this.#told = said;
    this.#judge = judge;
    this.#settings = settings;
    this.#mount = mount;
    this.#companions = companions;
    const again = () => {
      for (const kept of this.#open.values()) void this.#score(kept);
    };
    settings.addEventListener("change", again);
    const stop = adapter.watch(page, {
      opened: (message) => this.#opened(message),
      closed: (id) => this.#closed(id),
      lost: (problem) => this.#say(problem),
    });
    this.#end = () => {
      stop();
      settings.removeEventListener("change", again);
      for (const id of [...this.#open.keys()]) this.#closed(id);
    };
  }

  /** Takes every banner away and looks no more. */
  end() {
    this.#end();
  }

  /** @param {Opened} message */
  #opened(message) {
    const before = this.#open.get(message.id);
    if (before) {
      before.message = message;
      before.mount.move(message.place);
      if (before.scored) for (const companion of this.#companions) companion.judged(message, before.scored);
      return;
    }
    const kept = { message, mount: this.#mount(message.place), current: new AbortController() };
    this.#open.set(message.id, kept);
    void this.#score(kept);
  }

  /** @param {string} id */
  #closed(id) {
    const kept = this.#open.get(id);
    if (!kept) return;
    this.#open.delete(id);
    kept.current.abort();
    kept.mount.end();
    for (const companion of this.#companions) companion.gone(id);
  }

  /** @param {Kept} kept */
  async #score(kept) {
    kept.current.abort();
    kept.current = new AbortController();
    const { signal } = kept.current;
    const show = (/** @type {Scored} */ scored) => {
      if (signal.aborted) return;
      kept.scored = scored;
      kept.mount.show(scored);
      for (const companion of this.#companions) companion.judged(kept.message, scored);
    };
    try {
      const raw = await kept.message.raw();
      const context = await kept.message.context?.();
      if (signal.aborted) return;
      const scored = await this.#judge.score({ raw }, this.#settings.language, { glimpsed: show, signal, context });
      if (scored) show(scored);
    } catch (error) {
      if (!signal.aborted) this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * Says a problem once in the console, and leaves the webmail as it was.
   * @param {string} problem
   */
  #say(problem) {
    this.#told(problem);
    if (this.#said.has(problem)) return;
    this.#said.add(problem);
    console.warn(`Threat Banner: ${problem}`);
  }
}
