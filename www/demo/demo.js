//! A small webmail: shows what the banner does in a mailbox of a few thousand messages.
// @ts-check

import { Exposures } from "../shared/exposures.js";
import { wordsLearnt } from "../shared/learning.js";
import { Organisations } from "../shared/organisation.js";
import { Outcomes } from "../shared/outcomes.js";
import { Reports } from "../shared/report.js";
import { ScorerClient } from "../shared/scorer-client.js";
import { Server } from "../shared/server.js";
import { languageFor, Settings } from "../shared/settings.js";
import { PackageMismatch, started } from "../shared/wasm.js";
import { readerParts } from "../reader/companions.js";
import { Composer } from "./compose.js";
import { Filters } from "./filters.js";
import { prepareDates } from "./format.js";
import { List } from "./list.js";
import { messages, organisation, TokenWanted } from "./mailbox.js";
import { iconOf, LEVELS, levelWord, Marks } from "./marks.js";
import { Pane } from "./pane.js";
import { fillWords, say } from "./words.js";

/**
 * @typedef {import("./mailbox.js").Summary} Summary
 * @typedef {import("../shared/settings.js").Theme} Theme
 */

const settings = new Settings();
const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const mailboxTrouble = part("mailbox-trouble");

dress();
choices();
mailboxTrouble.querySelector("button")?.addEventListener("click", () => location.reload());
begin().catch((error) => {
  console.error(error);
  const text = mailboxTrouble.querySelector("p");
  mailboxTrouble.hidden = false;
  if (text) text.textContent = say(settings.language, wordFor(error));
});

/**
 * @param {unknown} error
 * @returns {import("./words.js").Word}
 */
function wordFor(error) {
  if (error instanceof PackageMismatch) return "packageMisfit";
  return error instanceof TokenWanted ? "tokenWanted" : "mailboxAway";
}

async function begin() {
  const pages = messages();
  const first = pages.next();
  // What follows asks for it; a failure until then must not count as unhandled.
  first.catch(() => {});
  const server = new Server(location.origin);
  const problem = (/** @type {string} */ sentence) => console.warn(`Threat Banner: ${sentence}`);
  const [known] = await Promise.all([
    // What is wrong is said by who asks for the organisation alone.
    new Organisations(server, { problem }).now().catch(async (error) => {
      await organisation();
      throw error;
    }),
    started().then(() => wordsLearnt(settings.language)),
    prepareDates(settings.language),
  ]);
  // What is put below a banner later than it would move the page under the reader's hand: here there is time to have it early.
  import("../reader/beyond.js").catch(() => {});
  await turn();
  const { context, intelligence } = known;
  const client = new ScorerClient(known);
  const reader = readerParts({
    page: document,
    judge: client,
    settings,
    knowledge: () => ({ context: client.context, hasList: intelligence !== undefined }),
    // Links of a mail open nowhere here: whoever looks at a mailbox of lures wants none of them opened.
    follow: (address) => announce(say(settings.language, "opensNothing").replace("{address}", () => address.href)),
    load: () => import("../reader/beyond.js"),
  });
  client.context = reader.known.with(context);
  client.prepare();
  const reports = new Reports("/api/v1/feedback");
  reports.outcomes = new Outcomes((path) => fetch(path));
  const exposures = new Exposures(server);
  client.addEventListener("beside", (event) => exposures.beside(/** @type {CustomEvent} */ (event).detail));
  const marks = new Marks(client);
  const search = /** @type {HTMLInputElement} */ (part("search"));
  const filters = new Filters(part("levels"), search, marks, settings);
  const list = new List(part("list"), part("rows"), marks, settings);
  await turn();
  const pane = new Pane(document, { marks, client, reports, exposures, settings, ...reader });
  reader.known.addEventListener("change", () => {
    client.context = reader.known.with(context);
    pane.refresh();
  });
  const composer = new Composer({ settings, companions: reader.companions, said: () => announce(say(settings.language, "sendsNothing")) });
  part("choices").addEventListener("click", () => reader.choose());
  /** @type {Summary[]} */
  const all = [];
  let loaded = false;

  const choose = () => {
    const chosen = filters.choose(all);
    list.show(chosen);
    const word = all.length === 0 ? "noMail" : "nothingFound";
    part("empty").textContent = loaded && chosen.length === 0 ? say(settings.language, word) : "";
  };
  const follow = () => {
    const id = opened();
    const message = all.find((other) => other.id === id);
    list.opened = id;
    document.body.classList.toggle("reading", message !== undefined);
    document.title = message?.subject ? `${message.subject} – Threat Banner` : "Threat Banner";
    if (message) pane.open(message);
    else pane.close();
    composer.show(message);
  };

  filters.addEventListener("change", choose);
  // Under a filter by level, a new mark may add a row. A row that fits no longer stays until the
  // choice is made anew, so that nothing moves under the reader's hand for nothing.
  let count = -1;
  marks.addEventListener("change", () => {
    progress(marks);
    const checked = all.length - marks.count("waiting");
    if (filters.byLevel && checked !== count) choose();
    count = checked;
  });
  list.addEventListener("open", (event) => {
    const id = /** @type {CustomEvent<string>} */ (event).detail;
    if (id === opened()) follow();
    else location.hash = `#${encodeURIComponent(id)}`;
    part("pane").focus({ preventScroll: true });
  });
  part("back").addEventListener("click", () => {
    location.hash = "";
    list.focus();
  });
  addEventListener("hashchange", follow);
  settings.addEventListener("change", () => {
    dress();
    legend();
    progress(marks);
    choose();
  });

  legend();
  for (let next = await first; !next.done; next = await pages.next()) {
    const page = next.value;
    all.push(...page);
    marks.add(page.map((message) => message.id));
    choose();
    if (page.some((message) => message.id === opened())) follow();
  }
  loaded = true;
  choose();
}

/**
 * Lets the browser answer the reader and draw before the work goes on.
 * @returns {Promise<void>}
 */
function turn() {
  return new Promise((done) => setTimeout(done));
}

/** The id of the message that the address names, if it names one. */
function opened() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || undefined;
  } catch {
    return undefined;
  }
}

function dress() {
  const { language, theme } = settings;
  document.documentElement.lang = language;
  document.documentElement.dataset.theme = theme;
  fillWords(document, language);
}

function choices() {
  const language = /** @type {HTMLSelectElement} */ (part("language"));
  const theme = /** @type {HTMLSelectElement} */ (part("theme"));
  language.value = settings.language;
  theme.value = settings.theme;
  language.addEventListener("change", async () => {
    const chosen = languageFor(language.value);
    await started().then(() => wordsLearnt(chosen)).catch(console.warn);
    // Another may have been chosen meanwhile.
    if (chosen === languageFor(language.value)) settings.language = chosen;
  });
  theme.addEventListener("change", () => (settings.theme = /** @type {Theme} */ (theme.value)));
}

/** @param {string} text what the demo does in place of a webmail */
function announce(text) {
  part("said").textContent = text;
}

/** @param {Marks} marks */
function progress(marks) {
  const [waiting, failed] = [marks.count("waiting"), marks.count("failed")];
  const place = part("progress");
  if (waiting > 0) place.textContent = say(settings.language, "checking", waiting);
  else if (failed > 0) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say(settings.language, "again");
    button.addEventListener("click", () => marks.retry());
    place.replaceChildren(say(settings.language, "unchecked", failed), " ", button);
  } else place.textContent = "";
}

function legend() {
  part("legend").replaceChildren(
    ...LEVELS.flatMap((level) => {
      const icon = iconOf(level);
      if (!icon) return [];
      const item = document.createElement("li");
      item.append(icon, levelWord(level, settings.language));
      return [item];
    }),
  );
}
