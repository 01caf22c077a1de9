//! What goes to and fro between reader and server beyond verdicts: how many banners were shown, which levels a silent model would have
//! given, and what became of the reader's answers.
// @ts-check

import { Exposures } from "../shared/exposures.js";
import { Outcomes } from "../shared/outcomes.js";
import { openShelf } from "../shared/shelf.js";
import { entries } from "./journal.js";
import { isToNews } from "./messages.js";
import { takePorts } from "./platform.js";
import { home, mayAsk } from "./server.js";
import { choices, languageOf } from "./store.js";

/**
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("../shared/protocol.js").TwoLevels} TwoLevels
 * @typedef {import("./platform.js").Port} Port
 */

/** Who leaves a server waits no longer for it, in milliseconds. */
const LONGEST = 2_000;

/** @type {{ of: import("./server.js").Home, exposures: Exposures, resumed: Promise<void>, outcomes: Outcomes } | undefined} */
let parts;

/** What serves the server of now; nothing without one. */
async function all() {
  const server = await home();
  if (parts && parts.of !== server) {
    parts.exposures.end();
    parts = undefined;
  }
  if (!server) return undefined;
  if (!parts) {
    const exposures = new Exposures(server, shelf("exposures", server));
    const outcomes = new Outcomes((path) => server.ask(path), shelf("outcomes", server));
    parts = { of: server, exposures, resumed: exposures.resume(), outcomes };
  }
  await parts.resumed;
  return parts;
}

/**
 * @template {{ id: string }} T
 * @param {"exposures" | "outcomes"} kind
 * @param {import("./server.js").Home} server
 * @returns {import("../shared/shelf.js").ShelfOf<T>}
 */
function shelf(kind, server) {
  return openShelf(server.reader().then((reader) => `threat-banner-${kind} ${server.address} ${reader}`));
}

/** Ends all of it, before this device leaves its server: what was counted goes out, and nothing more is waited for. */
export async function endLearning() {
  const server = await home();
  if (!server) return;
  await Promise.race([endCounting(), new Promise((done) => setTimeout(done, LONGEST))]);
  for (const kind of /** @type {const} */ (["exposures", "outcomes"])) {
    const left = shelf(kind, server);
    for (const { id } of await left.all()) await left.remove(id);
  }
}

/** Sends what was counted before. */
export async function beginCounting() {
  await all();
}

/** Counts a banner that is shown. @param {Scored} scored */
export function countShown(scored) {
  counted((exposures) => exposures.shown(scored));
}

/** Counts the level that a silent model gives. @param {TwoLevels} levels */
export function countBeside(levels) {
  counted((exposures) => exposures.beside(levels));
}

/** Sends what was counted: the reader looks at something else. */
export async function endCounting() {
  await (await all())?.exposures.flush();
}

/** Where nothing may leave, nothing is counted: it would leave once something may again. @param {(exposures: Exposures) => void} how */
function counted(how) {
  const counting = async () => {
    const known = await all();
    if (known && (await mayAsk())) how(known.exposures);
  };
  counting().catch((error) => console.warn(error));
}

/** Waits to hear of an answer that the server has. @param {string} messageKey */
export async function awaitOutcome(messageKey) {
  await (await all())?.outcomes.given(messageKey);
}

/** Tells banners of the answers that were given, and what became of them. */
export function tellNews() {
  takePorts("news", (port) => {
    port.onMessage.addListener((message) => {
      if (isToNews(message) && message.kind === "opened") void news(port, message.messageKey).finally(() => port.disconnect());
    });
  });
}

/**
 * @param {Port} port
 * @param {string} messageKey
 */
async function news(port, messageKey) {
  const given = (await entries()).find(({ report }) => report.message_key === messageKey);
  if (given) port.postMessage({ kind: "given", id: given.report.id, fate: given.fate });
  const known = await all();
  const language = languageOf(await choices());
  await known?.outcomes.news(messageKey, language, (sentence) => wasTold(port, sentence)).catch(() => {});
}

/**
 * Whether the page has told it: another message may stand there by now.
 * @param {Port} port
 * @param {string} sentence
 * @returns {Promise<boolean>}
 */
function wasTold(port, sentence) {
  return new Promise((done) => {
    port.onDisconnect.addListener(() => done(false));
    port.onMessage.addListener((message) => {
      if (isToNews(message) && message.kind === "heard") done(message.told);
    });
    port.postMessage({ kind: "news", sentence });
  });
}
