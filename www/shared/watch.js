//! Keeps a banner beside every message that stands open in a webmail's page, for as long as it is open.
// @ts-check

/**
 * @typedef {import("../adapters/adapter.js").Adapter} Adapter
 * @typedef {import("../adapters/adapter.js").Compose} Compose
 * @typedef {import("../adapters/adapter.js").Opened} Opened
 * @typedef {import("./protocol.js").Scored} Scored
 */

/**
 * A banner, whoever draws it.
 * @typedef {object} Mount
 * @property {(scored: Scored) => void} show
 * @property {(place: Element) => void} move puts it right before another place
 * @property {(surroundings: import("../adapters/adapter.js").Surroundings) => void} suit goes with the page around it
 * @property {(element: HTMLElement) => void} beneath puts an element right below the banner
 * @property {() => void} end
 * @property {(() => Promise<ArrayBuffer>) | undefined} [original] gives the bytes of the message
 * @property {((scored: Scored, answer: import("../pkg/banner_wasm.js").ReaderAnswer) => void) | undefined} [answered] is told of
 *     each answer
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
 *     options: { glimpsed: (scored: Scored) => void, signal: AbortSignal, context?: import("./protocol.js").Context | undefined,
 *     aside?: boolean }) => Promise<Scored | undefined>} score `aside`: what is judged is not shown, and counts for nothing
 * @property {() => void} [begin] a message is on its way
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
 * @property {(message: Opened, scored: Scored, mount: Mount) => void} judged
 * @property {(id: string) => void} gone
 * @property {(message: Opened, scored: Scored, answer: import("../pkg/banner_wasm.js").ReaderAnswer) => void} [answered] the
 *     reader has said whether the banner was right
 * @property {(compose: Compose) => void} [composing] a message is being written
 * @property {(compose: Compose, scored: Scored) => void} [answering] it answers a message that this page never showed, of which
 *     the verdict is known now
 * @property {(id: string) => void} [composed] it was sent, or given up
 * @property {() => void} [end] nothing is watched any more
 */

export class Watch {
  #judge;
  #settings;
  #mount;
  #companions;
  /** @type {Map<string, Kept>} */
  #open = new Map();
  /** What is being written. @type {Set<string>} */
  #written = new Set();
  #said = new Set();
  #told;
  #end;
  #ending = new AbortController();

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
    const again = () => this.refresh();
    settings.addEventListener("change", again);
    const stop = adapter.watch(page, {
      opened: (message) => this.#opened(message),
      closed: (id) => this.#closed(id),
      composing: (compose) => this.#composing(compose),
      composed: (id) => {
        this.#written.delete(id);
        for (const companion of companions) companion.composed?.(id);
      },
      lost: (problem) => this.#say(problem),
    });
    this.#end = () => {
      this.#ending.abort();
      stop();
      settings.removeEventListener("change", again);
      for (const id of [...this.#open.keys()]) this.#closed(id);
      for (const companion of companions) companion.end?.();
    };
  }

  /** Judges every open message anew: something has changed that verdicts depend on. */
  refresh() {
    for (const kept of this.#open.values()) void this.#score(kept);
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
      before.mount.suit(message.surroundings?.() ?? {});
      if (before.scored) for (const companion of this.#companions) companion.judged(message, before.scored, before.mount);
      return;
    }
    const kept = { message, mount: this.#mount(message.place), current: new AbortController() };
    kept.mount.answered = (scored, answer) => {
      for (const companion of this.#companions) companion.answered?.(kept.message, scored, answer);
    };
    kept.mount.suit(message.surroundings?.() ?? {});
    this.#open.set(message.id, kept);
    void this.#score(kept);
  }

  /** @param {Compose} compose */
  async #composing(compose) {
    this.#written.add(compose.id);
    for (const companion of this.#companions) companion.composing?.(compose);
    // The page in which it was read knows the verdict; where that is another document, it is judged once more.
    if (!compose.answered || (compose.answers !== undefined && this.#open.has(compose.answers))) return;
    try {
      const raw = await compose.answered();
      const options = { glimpsed: () => {}, signal: this.#ending.signal, aside: true };
      const scored = await this.#judge.score({ raw }, this.#settings.language, options);
      if (!scored || !this.#written.has(compose.id)) return;
      for (const companion of this.#companions) companion.answering?.(compose, scored);
    } catch (error) {
      if (!this.#ending.signal.aborted) this.#say(error instanceof Error ? error.message : String(error));
    }
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
    const show = (/** @type {Scored} */ scored, /** @type {ArrayBuffer} */ raw) => {
      if (signal.aborted) return;
      kept.scored = scored;
      // What the reader sends is what was judged, whatever the page shows by then.
      kept.mount.original = scored.view.original === undefined ? undefined : async () => raw;
      kept.mount.show(scored);
      for (const companion of this.#companions) companion.judged(kept.message, scored, kept.mount);
    };
    try {
      this.#judge.begin?.();
      const raw = await kept.message.raw();
      const context = await kept.message.context?.();
      if (signal.aborted) return;
      const glimpsed = (/** @type {Scored} */ scored) => show(scored, raw);
      const scored = await this.#judge.score({ raw }, this.#settings.language, { glimpsed, signal, context });
      if (scored) show(scored, raw);
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
