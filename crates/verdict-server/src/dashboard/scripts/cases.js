//! Keys for the pages of cases: each presses a button or follows a link that is there without them too.
// @ts-check

const list = document.querySelector("ol.cases");
const cases = [...document.querySelectorAll("li.case")];
const keys = /** @type {HTMLDetailsElement | null} */ (document.getElementById("keys"));
const all = /** @type {HTMLInputElement | null} */ (document.getElementById("all"));
const settles = new Map([
  ["p", "phishing"],
  ["s", "spam"],
  ["l", "legitimate"],
  ["q", "unsure"],
]);
/** Where the next page goes on after a case was settled. */
const PLACE = "cases-place";
/** The list to which a case leads back: with its search, filters and place. */
const LIST = "cases-list";
/** What an address says was done: to whoever did it, not to whom the link is sent. */
const DONE = ["settled", "undone", "meanwhile", "gone", "none", "withdrawn", "forgotten"];

/** @returns {Element | undefined} the case with the focus */
function focused() {
  return cases.find((item) => item.contains(document.activeElement));
}

/** @returns {Element | undefined} the case with the focus, else the first */
function current() {
  return focused() ?? cases[0];
}

/** @param {Element | undefined} item */
function focus(item) {
  const link = /** @type {HTMLElement | null | undefined} */ (item?.querySelector("a.name"));
  link?.focus();
  item?.scrollIntoView({ block: "nearest" });
}

/** @param {number} by */
function move(by) {
  const at = cases.findIndex((item) => item.contains(document.activeElement));
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), cases.length - 1);
  focus(cases[next]);
}

/** @returns {HTMLInputElement[]} */
function boxes() {
  return cases.flatMap((item) => [...item.querySelectorAll("input")]).filter((box) => box.type === "checkbox");
}

/** @param {string | null | undefined} selector */
function press(selector, within = /** @type {ParentNode} */ (document)) {
  const button = selector ? within.querySelector(selector) : null;
  if (button instanceof HTMLElement) button.click();
}

/** The next page goes on where this one was. */
function remember() {
  const item = current();
  sessionStorage.setItem(PLACE, String(item ? cases.indexOf(item) : 0));
}

/** @param {string} key */
function settle(key) {
  if (!list) {
    press(`#settle [data-key="${key}"]`);
    return;
  }
  const item = focused();
  const isBulk = boxes().some((box) => box.checked);
  if (!isBulk && !item) {
    // Nobody has pointed at a case: the first key shows which one the next would settle.
    focus(cases[0]);
    return;
  }
  remember();
  if (isBulk) press(`.bulk [value="${settles.get(key)}"]`);
  else press(`[data-key="${key}"]`, item);
}

function undo() {
  if (list) remember();
  const latest = document.querySelector("#undo") ?? document.querySelector("#latest-decision");
  if (latest) press("button", latest);
}

function select() {
  const item = current();
  if (!item?.contains(document.activeElement)) focus(item);
  const box = item?.querySelector("input[type=checkbox]");
  if (box instanceof HTMLInputElement) box.checked = !box.checked;
  count();
}

/** @param {boolean} checked */
function selectAll(checked) {
  for (const box of boxes()) box.checked = checked;
  count();
}

function count() {
  if (!all) return;
  const checked = boxes().filter((box) => box.checked).length;
  all.checked = checked > 0 && checked === cases.length;
  all.indeterminate = checked > 0 && checked < cases.length;
}

/** @type {Record<string, () => void>} */
const does = {
  j: () => move(1),
  ArrowDown: () => move(1),
  k: () => move(-1),
  ArrowUp: () => move(-1),
  u: undo,
  x: select,
  a: () => selectAll(!(all?.checked ?? false)),
  b: () => press("#back"),
  "/": () => document.getElementById("q")?.focus(),
  "?": () => {
    if (keys) keys.open = !keys.open;
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target;
  const types = target instanceof HTMLInputElement && target.type !== "checkbox";
  if (types || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return;
  if (settles.has(event.key)) {
    event.preventDefault();
    // A key held down settles one case, not every one that moves into its place.
    if (!event.repeat) settle(event.key);
    return;
  }
  const act = Object.hasOwn(does, event.key) ? does[event.key] : undefined;
  // Where there is no list, the arrow keys scroll.
  if (!act || (!list && event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  act();
});

const address = new URL(location.href);
for (const name of DONE) address.searchParams.delete(name);
if (address.href !== location.href) history.replaceState(history.state, "", address);
const back = /** @type {HTMLAnchorElement | null} */ (document.getElementById("back"));
if (list) sessionStorage.setItem(LIST, address.search);
else if (back) back.search = sessionStorage.getItem(LIST) ?? "";

if (keys) keys.hidden = false;
if (all) {
  all.closest("label")?.removeAttribute("hidden");
  all.addEventListener("change", () => selectAll(all.checked));
  for (const box of boxes()) box.addEventListener("change", count);
}
const place = sessionStorage.getItem(PLACE);
if (list && place !== null) {
  sessionStorage.removeItem(PLACE);
  focus(cases[Math.min(Number(place) || 0, cases.length - 1)]);
}
