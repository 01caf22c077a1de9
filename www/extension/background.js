//! The extension's worker: owns the wasm, the settings and the answers. The browser may end it at any time and start it again, so
//! all that must last is stored, and every listener is set before anything is waited for.
// @ts-check

import { ofMessage } from "../shared/report.js";
import { levelWord, Scorer, started } from "../shared/wasm.js";
import { drawn, style } from "./drawing.js";
import { takeMessages } from "./intake.js";
import * as journal from "./journal.js";
import { isFromContent, isFromOwnPage } from "./messages.js";
import { answerMessages, granted, guardStorage, keep, kept, maySend, onHosts, runIn, tell } from "./platform.js";
import { knowledge } from "./knowledge.js";
import { awaitOutcome, beginCounting, endCounting, endLearning, tellNews } from "./learning.js";
import { know, senders } from "./senders.js";
import { Sending } from "./sending.js";
import { enrol, leave } from "./server.js";
import { chooseMark, ownMark, seen, shares } from "./sight.js";
import { webmails } from "./sites.js";
import { choices, choose, languageOf, server } from "./store.js";

/**
 * @typedef {import("./messages.js").FromContent} FromContent
 * @typedef {import("./messages.js").FromOwnPage} FromOwnPage
 * @typedef {import("./messages.js").GiveAnswer} GiveAnswer
 * @typedef {import("./messages.js").State} State
 * @typedef {import("../shared/report.js").Fate} Fate
 */

/** @type {import("./messages.js").Level[]} */
const LEVELS = ["none", "notice", "caution", "suspicious", "danger"];
const HOUR = 3_600_000;
const MOST_AN_HOUR = 60;
const CONTENT = "extension/content.js";

answerMessages((message, own) => {
  // The extension's own pages may ask all; content scripts, which live beside hostile pages, what they need.
  if (isFromContent(message)) return forContent(message);
  if (own && isFromOwnPage(message)) return forOwnPage(message);
  return undefined;
});
takeMessages();
tellNews();
onHosts(() => void followSites());
guardStorage();

const sending = new Sending((id, fate) => void arrived(id, fate));
void sending.flush();
void beginCounting();

/** @param {FromContent} message @returns {Promise<object>} */
async function forContent(message) {
  await started();
  switch (message.kind) {
    case "begin":
      // What is new at the server is known by the time a message is opened, or soon after.
      knowledge().catch((error) => console.warn(error));
      return { ...(await told()), style: style() };
    case "seen":
      return seen(message.scored, message.fresh);
    case "draw":
      return drawn(message.history, message.from);
    case "answer":
      return take(message);
    case "know":
      await know(message.address, message.known);
      await tell(await sites(), { kind: "changed", ...(await told()) });
      return {};
    case "left":
      await endCounting();
      return {};
  }
}

/** @param {GiveAnswer} given @returns {Promise<import("./messages.js").Given>} */
async function take({ answer, verdict, messageKey, campaignKey }) {
  // No reader is as quick; whoever else speaks through a page's content script shall not speak for them without end.
  if ((await journal.since(Date.now() - HOUR)) >= MOST_AN_HOUR) throw new Error("Too many answers were given within an hour.");
  const report = ofMessage(Scorer.report(answer, verdict, messageKey), { campaignKey });
  const home = await server();
  await journal.note({ at: Date.now(), report, fate: "queued", server: home?.address ?? "" });
  const fate = await sending.send(report);
  return { id: report.id, fate };
}

/** @param {string} id @param {Fate} fate */
async function arrived(id, fate) {
  await journal.noteFate(id, fate, (await server())?.address ?? "");
  const arrived = fate === "sent" && (await journal.entries()).find(({ report }) => report.id === id);
  if (arrived) await awaitOutcome(arrived.report.message_key);
  await tell(await sites(), { kind: "fate", id, fate });
}

/** @param {FromOwnPage} message @returns {Promise<object>} */
async function forOwnPage(message) {
  switch (message.kind) {
    case "state":
      return state();
    case "choose": {
      await choose(message.choices);
      await tell(await sites(), { kind: "changed", ...(await told()) });
      void sending.flush();
      return state();
    }
    case "mark":
      await chooseMark(message.mark ?? undefined);
      await tell(await sites(), { kind: "changed", ...(await told()) });
      return state();
    case "connect":
      await enrol(message.server, message.code);
      await sending.flush();
      return state();
    case "disconnect":
      await endLearning();
      await leave();
      return state();
    case "sites":
      if (message.named) await keep("named", message.named);
      await followSites();
      return state();
    case "journal":
      return journal.entries();
    case "forget":
      await journal.forget();
      return journal.entries();
  }
}

/** @returns {Promise<import("./messages.js").Told>} */
async function told() {
  const chosen = await choices();
  return { language: languageOf(chosen), theme: chosen.theme, links: chosen.links, mark: await ownMark(), senders: await senders() };
}

/** @returns {Promise<State>} */
async function state() {
  await started();
  const chosen = await choices();
  const language = languageOf(chosen);
  const home = await server();
  const own = (await knowledge()).context.organisation?.own_domains ?? [];
  return {
    choices: chosen,
    language,
    server: home?.address ?? "",
    maySend: await maySend(),
    domains: own,
    sites: await sites(),
    named: (await kept("named")) ?? [],
    senders: await senders(),
    mark: await ownMark(),
    shares: await shares(),
    levels: /** @type {State["levels"]} */ (Object.fromEntries(LEVELS.map((level) => [level, levelWord(level, language)]))),
  };
}

async function sites() {
  return webmails(await granted(), (await kept("named")) ?? []);
}

/** What is being done about hosts: one after another, or two would each register. */
let following = Promise.resolve();

function followSites() {
  following = following.then(async () => runIn(await sites(), CONTENT)).catch((error) => console.warn(error));
  return following;
}
