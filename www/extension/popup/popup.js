//! The popup: how the open message was judged and why, why there is no banner, and what was sent.
// @ts-check

import { ask, connectTo, openOptions, request, seenTab } from "../platform.js";
import { isPage } from "../messages.js";
import { problemIn } from "../problems.js";
import { patternOf } from "../sites.js";
import { dress, say } from "../words.js";

/**
 * @typedef {import("../messages.js").BannerView} BannerView
 * @typedef {import("../messages.js").Page} Page
 * @typedef {import("../messages.js").State} State
 * @typedef {import("../journal.js").Entry} Entry
 * @typedef {import("../words.js").Word} Word
 */

const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {State} */
const state = await ask({ kind: "state" });
const { language } = state;
const word = (/** @type {Word} */ name, /** @type {Record<string, string>} */ values = {}) => say(language, name, values);
dress(document, state);

part("options").addEventListener("click", () => void openOptions().then(() => close()));
part("clear").addEventListener("click", () => {
  void ask({ kind: "forget" }).then((entries) => {
    showJournal(entries);
    part("sent").querySelector("summary")?.focus();
  });
});
showJournal(await ask({ kind: "journal" }));
document.querySelector("main")?.removeAttribute("inert");
await follow();

/** Shows what the page in the tab tells, at once and whenever it changes. */
async function follow() {
  const tab = await seenTab();
  if (tab?.id === undefined) return noPage(undefined);
  const port = connectTo(tab.id, "popup");
  let shown = "";
  port.onMessage.addListener((page) => {
    const told = JSON.stringify(page);
    // Drawn anew for nothing, it would close what the reader has opened.
    if (told === shown || !isPage(page)) return;
    shown = told;
    showPage(page);
  });
  // Nobody is there, or not any more.
  port.onDisconnect.addListener(() => noPage(tab.url));
}

/** @param {Page} page */
function showPage(page) {
  const cards = page.messages.flatMap(({ view }) => (view ? [card(view)] : []));
  if (page.left) {
    cards.push(made("div", { class: "card" }, mark("none"), made("p", {}, word("left"))));
  } else if (cards.length === 0 && page.problems.length === 0) {
    cards.push(made("div", { class: "card" }, mark("none"), made("p", {}, word("noMessage")), made("p", { class: "soft small" }, word("noMessageMore"))));
  }
  if (page.problems.length > 0) {
    const problems = page.problems.map((problem) => {
      const said = problemIn(language, problem);
      return made("li", { lang: said.language }, said.text);
    });
    cards.push(made("div", { class: "card" }, mark("none"), made("p", {}, word("problem")), details("whyNone", made("ul", {}, ...problems))));
  }
  const now = part("now");
  const open = now.querySelector("details")?.open ?? false;
  const focused = now.contains(document.activeElement);
  now.replaceChildren(...cards);
  // What the reader has opened stays open when more is known, and the keys stay where they were.
  now.querySelector("details")?.toggleAttribute("open", open);
  if (focused) now.querySelector("summary")?.focus();
}

/** @param {BannerView} view */
function card(view) {
  const found = list(view.reasons.map((reason) => reason.text));
  const speaksFor = list(view.reassurances.map((reason) => reason.text));
  const reassured = view.reassurances.length > 0 ? [made("p", {}, word("speaksFor")), speaksFor] : [];
  if (view.level === "none") {
    const against = view.reasons.length > 0 ? [made("p", {}, word("found")), found] : [made("p", {}, word("foundNothing"))];
    return made(
      "div",
      { class: "card", "data-level": "none" },
      mark("none"),
      made("p", {}, made("span", { class: "level" }, word("judgedNone"))),
      made("p", { class: "soft small" }, word("judgedNoneMore")),
      details("whyNone", ...against, ...reassured),
    );
  }
  return made(
    "div",
    { class: "card", "data-level": view.level },
    mark(view.level),
    made("p", {}, made("span", { class: "level" }, view.level_word), " ", view.headline),
    details("why", found, ...reassured),
  );
}

/** @param {string | undefined} address of the page, if the browser tells it */
function noPage(address) {
  const pattern = address?.startsWith("http") ? patternOf(address) : undefined;
  const content = [mark("none"), made("p", {}, word("noPage"))];
  if (pattern && !state.sites.includes(pattern)) {
    const host = URL.parse(String(address))?.hostname ?? "";
    const button = made("button", { type: "button", id: "show-here" }, word("showHere", { host }));
    button.addEventListener("click", () => {
      request([pattern]).then((granted) => {
        if (granted) void ask({ kind: "sites", named: [...new Set([...state.named, pattern])] }).then(() => close());
      });
    });
    content.push(made("p", {}, button));
  } else {
    content.push(made("p", { class: "soft small" }, word("noPageMore")));
  }
  part("now").replaceChildren(made("div", { class: "card" }, ...content));
}

/** @param {Entry[]} entries */
function showJournal(entries) {
  const rows = entries.map(({ at, report, fate, server }) => {
    const where = fate === "sent" ? "fateSent" : fate === "queued" ? "fateQueued" : "fateRefused";
    const when = new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    const said = word(report.answer === "accurate" ? "accurate" : "notAccurate");
    const host = URL.parse(server)?.host ?? "";
    return made(
      "li",
      {},
      made("p", {}, said),
      made("p", { class: "soft small" }, `${when} · ${word(where, { server: host })}`),
      details("exactly", made("pre", { tabindex: "0" }, JSON.stringify(report, null, 1))),
    );
  });
  part("journal").replaceChildren(...(rows.length > 0 ? rows : [made("li", { class: "soft" }, word("sentNone"))]));
  part("clear").hidden = !entries.some((entry) => entry.fate !== "queued");
}

/** @param {Word} title @param {...Node} content */
function details(title, ...content) {
  return made("details", { class: "small" }, made("summary", {}, word(title)), ...content);
}

/** @param {string[]} texts */
function list(texts) {
  return made("ul", {}, ...texts.map((text) => made("li", {}, text)));
}

/** @param {string} level */
function mark(level) {
  return made("span", { class: "mark", "data-level": level, "aria-hidden": "true" });
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} content texts become text nodes
 * @returns {HTMLElement}
 */
function made(name, attributes, ...content) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...content);
  return element;
}
