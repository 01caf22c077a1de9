//! The content script: finds the open messages of a webmail's page, asks the worker, and draws what it says. It judges nothing.
//!
//! It lives in a world of its own beside the page's scripts, which see neither its names nor into its closed shadow roots.
// @ts-check

import { gmail } from "../adapters/gmail.js";
import { nextcloud } from "../adapters/nextcloud.js";
import { outlook } from "../adapters/outlook.js";
import { roundcube } from "../adapters/roundcube.js";
import { sogo } from "../adapters/sogo.js";
import { Ask } from "../reader/ask.js";
import { PhishingFlag } from "../reader/flag.js";
import { ReaderLine } from "../reader/line.js";
import { LinkMarks } from "../reader/links.js";
import { ReplyGuard } from "../reader/reply.js";
import { Watch } from "../shared/watch.js";
import { Chosen } from "./chosen.js";
import { Judge } from "./judge.js";
import { Mounted } from "./mounted.js";
import { PageState } from "./page-state.js";

const ADAPTERS = [gmail, outlook, roundcube, nextcloud, sogo];

/** A page is given the script again when its host is granted while it is open. */
const BEGUN = Symbol.for("threat-banner");

async function begin() {
  const world = /** @type {Record<symbol, unknown>} */ (/** @type {unknown} */ (globalThis));
  if (world[BEGUN]) return;
  const adapter = ADAPTERS.find((adapter) => adapter.fits(document));
  if (!adapter) return;
  world[BEGUN] = true;
  const state = new PageState(adapter.name);
  // A webmail that was set up for banners shows its own, and two of them would be one too many.
  if (await adapter.reader?.(document).catch(() => undefined)) {
    state.leaveTo();
    return;
  }
  const chosen = new Chosen();
  const judge = new Judge(chosen);
  // All of what they use of the settings of pages.
  const settings = /** @type {any} */ (chosen);
  const parts = { page: document, settings, ask: new Ask(judge, settings) };
  const watch = new Watch(document, adapter, {
    judge,
    settings: chosen,
    mount: (place) => new Mounted(place, chosen),
    companions: [state, new LinkMarks(parts), new ReplyGuard(parts), new ReaderLine({ settings, known: chosen.senders }), new PhishingFlag()],
    said: (problem) => state.problem(problem),
  });
  const left = () => {
    if (document.visibilityState === "hidden" && chosen.holds()) void chosen.ask({ kind: "left" }).catch(() => {});
  };
  document.addEventListener("visibilitychange", left);
  chosen.addEventListener("gone", () => {
    document.removeEventListener("visibilitychange", left);
    watch.end();
  });
}

void begin();
