//! `ThreatBanner`: what the authors of a page may call.
// @ts-check

import { readerParts } from "../reader/companions.js";
import { pageKeep } from "../reader/kept.js";
import { filesAt, script } from "../shared/files.js";
import { Watch } from "../shared/watch.js";
import { Engine } from "./engine.js";
import { Shown } from "./shown.js";

/**
 * @typedef {import("../adapters/adapter.js").Adapter} Adapter
 * @typedef {import("../pkg/banner_wasm.js").Verdict} Verdict
 * @typedef {import("../shared/protocol.js").Context} Context
 * @typedef {import("./options.js").Options} Options
 * @typedef {import("./shown.js").RawMessage} RawMessage
 */

/**
 * A banner in the page.
 * @typedef {object} Handle
 * @property {Promise<Verdict | undefined>} ready the verdict, once nothing more can be found. It is never rejected: nothing is
 *     given when the message could not be judged, which the console says once
 * @property {(raw?: RawMessage, context?: Context) => Promise<Verdict | undefined>} refresh judges the message again, or another
 *     one in the same place
 * @property {() => void} end takes the banner away
 */

/** @type {Options & { files?: string }} */
let options = {};
/** @type {Engine | undefined} */
let engine;
/** @type {WeakMap<Element, { shown: Shown, handle: Handle }>} */
const inPage = new WeakMap();
/** @type {Set<Shown>} */
const live = new Set();
/** @type {(() => void)[]} */
let endings = [];

/** The version of these scripts. */
export const version = typeof EMBED_VERSION === "string" ? EMBED_VERSION : "unbundled";

/**
 * Says where the server is and what else is to be known; before the first message is shown. `files` is the folder of this package's
 * files where a bundler has taken them elsewhere, such as `https://SERVER/embed/VERSION/`.
 * @param {Options & { files?: string }} given
 */
export function configure(given) {
  if (engine) throw new Error("ThreatBanner.configure comes before the first message is shown, or after ThreatBanner.end()");
  options = { ...options, ...given };
}

/**
 * Judges a message in this browser and shows its banner, if it needs one, as the last in `container`, which stands outside the
 * mail's own HTML. Of two calls with one container the later counts.
 * @param {Element} container
 * @param {RawMessage} rawMessage as it came, every header included
 * @param {Context} [context] what is known besides: keywords on the message, and of the reader name, address and whom they wrote to
 * @returns {Handle}
 */
export function show(container, rawMessage, context) {
  sweep();
  const before = inPage.get(container);
  // Whoever holds the handle of the message before must not end this one.
  const shown = before && live.has(before.shown) ? before.shown : new Shown(running(), container);
  live.add(shown);
  const mine = () => inPage.get(container)?.handle === handle && live.has(shown);
  /** @type {Handle} */
  const handle = {
    ready: shown.show(rawMessage, context),
    refresh(raw, newContext) {
      if (!mine()) return Promise.resolve(undefined);
      handle.ready = raw === undefined ? shown.again() : shown.show(raw, newContext ?? context);
      return handle.ready;
    },
    end() {
      if (!mine()) return;
      live.delete(shown);
      inPage.delete(container);
      shown.end();
    },
  };
  inPage.set(container, { shown, handle });
  return handle;
}

/** Takes every banner out of the page, and ends all that runs for them. What waits to be sent goes with the next page. */
export function end() {
  for (const ending of endings.splice(0)) ending();
  for (const shown of live) shown.end();
  live.clear();
  engine?.end();
  engine = undefined;
}

/**
 * Keeps a banner beside every message that is open in a webmail's page.
 * @param {Document} page
 * @param {Adapter} adapter
 */
export function watch(page, adapter) {
  const reader = readerOf(page, adapter);
  if (reader && options.server !== undefined) options = { ...options, token: options.token ?? reader.token };
  /** Everything waits for the first opened message. */
  const judge = {
    /** @type {import("../shared/watch.js").Judge["score"]} */
    async score(source, language, { context, ...rest }) {
      told = (await reader?.context()) ?? {};
      return running().score(source, language, { ...rest, context: joined(beyond.known.with(told), context) });
    },
    begin: () => running().begin(),
  };
  /** @type {Context} */
  let told = {};
  const beyond = readerParts({
    page,
    judge,
    settings: running().settings,
    knowledge: () => {
      const { context, hasList } = running().knowledge;
      return { context: joined(context, told) ?? {}, hasList };
    },
    keep: pageKeep(options.reader),
    load: () => script("beyond.js"),
  });
  const companion = {
    judged: (/** @type {unknown} */ _, /** @type {import("../shared/protocol.js").Scored} */ scored) => running().shown(scored),
    gone: () => {},
  };
  const watching = new Watch(page, adapter, {
    judge,
    settings: running().settings,
    mount: (place) => running().before(place, beyond.dress),
    companions: [companion, ...beyond.companions],
  });
  const again = () => watching.refresh();
  beyond.known.addEventListener("change", again);
  endings.push(() => {
    beyond.known.removeEventListener("change", again);
    watching.end();
  });
}

/** The engine, which loads nothing before it is asked to judge. */
function running() {
  if (engine) return engine;
  if (typeof EMBED_FILES === "object")
    filesAt({ base: new URL("./", options.files ?? import.meta.url).href, integrity: EMBED_FILES });
  engine = new Engine(options);
  const again = () => {
    for (const shown of live) void shown.again();
  };
  engine.settings.addEventListener("change", again);
  return engine;
}

/** Forgets the banners of containers that the page has thrown away. */
function sweep() {
  for (const shown of live) {
    if (!shown.isGone()) continue;
    live.delete(shown);
    shown.release();
  }
}

/**
 * @param {Document} page
 * @param {Adapter} adapter
 */
function readerOf(page, adapter) {
  if (!adapter.reader) return undefined;
  /** @type {Promise<import("../adapters/adapter.js").KnownReader | undefined> | undefined} */
  let last;
  const ask = () => (last = adapter.reader?.(page) ?? Promise.resolve(undefined));
  return {
    token: async () => (await ask()) ?? {},
    /** @returns {Promise<Context | undefined>} */
    async context() {
      // Without it nobody is called a stranger; the mail is judged all the same.
      const known = await (last ?? ask()).catch(() => undefined);
      return known && { organisation: { reader: known.reader } };
    },
  };
}

/**
 * @param {Context | undefined} reader
 * @param {Context | undefined} message
 * @returns {Context | undefined}
 */
function joined(reader, message) {
  if (!reader || !message) return reader ?? message;
  return { ...reader, ...message, organisation: { ...reader.organisation, ...message.organisation } };
}
