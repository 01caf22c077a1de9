//! The options page: which webmails, which server, what may leave the computer, and how it looks.
// @ts-check

import { budgetPanel } from "../../reader/budget-panel.js";
import { shade } from "../../reader/draw.js";
import { KNOWN_STYLE, knownList } from "../../reader/known-list.js";
import { ownMarkChooser } from "../../reader/own-mark-chooser.js";
import { OwnMark } from "../../reader/own-mark.js";
import { ask, renounce, request, requestServer, version } from "../platform.js";
import { patternOf, SELF_HOSTED, SITES } from "../sites.js";
import { dress, say } from "../words.js";

/**
 * @typedef {import("../messages.js").FromOwnPage} FromOwnPage
 * @typedef {import("../messages.js").State} State
 * @typedef {import("../words.js").Word} Word
 */

const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (part(id));

/** @type {State} */
let state = await tell({ kind: "state" });
show();

part("own").addEventListener("submit", (event) => {
  event.preventDefault();
  const pattern = patternOf(field("own-address").value);
  if (!pattern) return outcome("own-outcome", "ownWrong", true);
  // In the very click, or the browser does not ask.
  request([pattern]).then((granted) => void named(pattern, granted));
});

part("connect").addEventListener("submit", (event) => {
  event.preventDefault();
  const written = field("server").value;
  const pattern = patternOf(written);
  if (!pattern) return outcome("connect-outcome", "wrongAddress", true);
  requestServer([pattern]).then((granted) => void connect(written, granted));
});

part("disconnect").addEventListener("click", () => {
  void (async () => {
    state = await tell({ kind: "disconnect" });
    show();
    outcome("connect-outcome", "disconnected", false);
    field("server").focus();
  })();
});

for (const name of /** @type {const} */ (["language", "theme", "links"]))
  part(name).addEventListener("change", () => void choose({ [name]: field(name).value }));
for (const choice of grades()) choice.addEventListener("change", () => void choose({ grade: choice.value }));

// Before, a click would have been for nothing.
document.querySelector("main")?.removeAttribute("inert");

/** @param {string} pattern @param {boolean} granted */
async function named(pattern, granted) {
  if (!granted) return outcome("own-outcome", "notGranted", true);
  const site = SITES.find((site) => site.patterns.includes(pattern));
  const named = site ? state.named : [...new Set([...state.named, pattern])];
  state = await tell({ kind: "sites", named });
  field("own-address").value = "";
  show();
  outcome("own-outcome", "saved", false);
}

/** @param {string} server @param {boolean} granted */
async function connect(server, granted) {
  if (!granted) return outcome("connect-outcome", "notGranted", true);
  const button = /** @type {HTMLButtonElement} */ (part("connect-button"));
  button.disabled = true;
  outcome("connect-outcome", "connecting", false);
  try {
    state = await tell({ kind: "connect", server, code: field("code").value });
    field("code").value = "";
    show();
    outcome("connect-outcome", "connectedNow", false);
    part("disconnect").focus();
  } catch (error) {
    const cause = error instanceof Error ? error.message : "";
    outcome("connect-outcome", cause === "code" ? "wrongCode" : cause === "address" ? "wrongAddress" : "serverAway", true);
  } finally {
    button.disabled = false;
  }
}

/** @param {object} choices */
async function choose(choices) {
  state = await tell({ kind: "choose", choices });
  show();
  outcome("saved", "saved", false);
}

function show() {
  const { language, choices } = state;
  dress(document, state);
  document.title = say(language, "optionsTitle");
  field("language").value = choices.language;
  field("theme").value = choices.theme;
  field("links").value = choices.links;
  for (const choice of grades()) choice.checked = choice.value === choices.grade;
  part("own-more").textContent = say(language, "ownMore", { names: SELF_HOSTED.join(language === "en" ? ", " : "、") });
  part("version").textContent = say(language, "version", { version: version() });
  part("connect").hidden = state.server !== "";
  part("connected").hidden = state.server === "";
  const values = { server: state.server, domains: state.domains.join(", ") };
  part("withheld").hidden = state.server === "" || state.maySend;
  part("connected-to").textContent = say(language, state.domains.length > 0 ? "connectedFor" : "connected", values);
  showOwn();
  const focused = document.activeElement?.id;
  part("sites").replaceChildren(...SITES.map(siteRow), ...state.named.map(namedRow));
  if (focused) document.getElementById(focused)?.focus();
}

/** What these parts were last drawn with: drawn anew for nothing, they would lose the focus. */
let drawnOwn = "";

function showOwn() {
  const { language, choices, mark, senders, shares, levels } = state;
  const now = JSON.stringify([language, choices.theme, mark, senders, shares]);
  if (now === drawnOwn) return;
  drawnOwn = now;
  // All of what they use of the settings of pages.
  const settings = /** @type {any} */ ({ language, theme: choices.theme });
  const own = new OwnMark({ read: () => mark, write: (_, value) => void chooseMark(/** @type {any} */ (value)) });
  part("own-mark").replaceChildren(ownMarkChooser(own, settings));
  const { host, root } = shade(`section { display: grid; gap: 0.5rem; } h2 { font-size: 1.0625rem; } ${KNOWN_STYLE}`, settings);
  root.append(knownList({ all: senders, remove: (address) => void forgetSender(address) }, language));
  part("known").replaceChildren(host);
  const budget = /** @type {any} */ ({ shares: () => shares });
  part("budget").replaceChildren(budgetPanel(budget, settings, (level) => levels[level]));
}

/** @param {import("../messages.js").Mark | null} mark */
async function chooseMark(mark) {
  state = await tell({ kind: "mark", mark });
  show();
  outcome("mark-outcome", "saved", false);
}

/** @param {string} address */
async function forgetSender(address) {
  await ask({ kind: "know", address, known: false });
  state = await tell({ kind: "state" });
  show();
  outcome("known-outcome", "saved", false);
}

/** @param {import("../sites.js").Site} site */
function siteRow(site) {
  const on = site.patterns.some((pattern) => state.sites.includes(pattern));
  const button = document.createElement("button");
  button.textContent = say(state.language, on ? "switchOff" : "switchOn");
  button.addEventListener("click", () => {
    (on ? renounce(site.patterns) : request(site.patterns)).then(async (done) => {
      if (!done) return outcome("own-outcome", "notGranted", true);
      state = await tell({ kind: "sites" });
      show();
      outcome("own-outcome", "saved", false);
    });
  });
  const more = site.verified ? "" : say(state.language, "unverified", { name: site.name });
  return row(site.id, site.name, say(state.language, on ? "on" : "off"), more, button);
}

/** @param {string} pattern */
function namedRow(pattern) {
  const button = document.createElement("button");
  button.textContent = say(state.language, "remove");
  const host = pattern.replace(/\/\*$/, "");
  const on = state.sites.includes(pattern);
  button.addEventListener("click", () => {
    // The server may be on the same host, and is still needed there.
    const needed = state.server !== "" && patternOf(state.server) === pattern;
    (needed ? Promise.resolve(true) : renounce([pattern])).then(async () => {
      state = await tell({ kind: "sites", named: state.named.filter((other) => other !== pattern) });
      show();
      outcome("own-outcome", "saved", false);
      field("own-address").focus();
    });
  });
  return row(`site-${state.named.indexOf(pattern)}`, host, say(state.language, on ? "on" : "off"), "", button);
}

/**
 * @param {string} id
 * @param {string} name
 * @param {string} now
 * @param {string} more
 * @param {HTMLButtonElement} button
 */
function row(id, name, now, more, button) {
  const item = document.createElement("li");
  item.className = "row";
  const what = document.createElement("div");
  what.className = "what";
  const title = document.createElement("p");
  const label = document.createElement("span");
  label.className = "name";
  label.id = `${id}-name`;
  label.textContent = name;
  const stands = document.createElement("span");
  stands.className = "state";
  stands.textContent = now;
  title.append(label, stands);
  what.append(title);
  if (more) {
    const note = document.createElement("p");
    note.className = "soft small";
    note.textContent = more;
    what.append(note);
  }
  button.type = "button";
  button.id = `${id}-button`;
  button.setAttribute("aria-describedby", label.id);
  item.append(what, button);
  return item;
}

/**
 * @param {string} id
 * @param {Word} word
 * @param {boolean} bad
 */
function outcome(id, word, bad) {
  for (const other of document.querySelectorAll(".outcome")) other.textContent = "";
  const place = part(id);
  place.classList.toggle("bad", bad);
  place.textContent = say(state.language, word);
}

/** @returns {HTMLInputElement[]} */
function grades() {
  return [...document.querySelectorAll("input[name=grade]")].map((choice) => /** @type {HTMLInputElement} */ (choice));
}

/** @param {FromOwnPage} message @returns {Promise<State>} */
function tell(message) {
  return ask(message);
}
