//! Shows the banner budget: how many of the reader's messages got each level.
// @ts-check

import { createDrawn } from "../shared/reach.js";
import { make, shade } from "./draw.js";
import { LEVELS } from "./budget.js";
import { say } from "./words.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Level} Level
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {import("../shared/settings.js").Settings} Settings
 */

const STYLE = `
section { display: grid; gap: 0.5rem; }
h2 { font-size: 1.0625rem; }
.more { color: var(--soft); font-size: 0.875rem; }
table { inline-size: 100%; border-collapse: collapse; font-size: 0.875rem; }
th, td { padding: 0.1875rem 0.5rem 0.1875rem 0; text-align: start; vertical-align: middle; }
th { font-weight: 550; white-space: nowrap; }
td:last-child { inline-size: 45%; }
td { font-variant-numeric: tabular-nums; }
.unseen { position: absolute; clip-path: inset(50%); }
[data-level="notice"] { --edge: light-dark(#2566a8, #7fb2ee); }
[data-level="none"] { --edge: light-dark(#7a8591, #8a94a1); }
.bar { display: block; inline-size: 100%; block-size: 0.625rem; border-radius: 0.3125rem; background: var(--line); }
.bar rect { fill: var(--edge); }
@media (forced-colors: active) { .bar rect { fill: CanvasText; } }
`;

/**
 * @param {import("./budget.js").Budget} budget
 * @param {Settings} settings
 * @param {(level: Level, language: Language) => string} levelWord the banner's word for a level
 * @returns {HTMLElement} with a closed root
 */
export function budgetPanel(budget, settings, levelWord) {
  const { host, root } = shade(STYLE, settings);
  const { language } = settings;
  const { counts, total } = budget.shares();
  const row = (/** @type {Level} */ level) => {
    const part = total > 0 ? counts[level] / total : 0;
    const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(part);
    return make(
      "tr",
      { "data-level": level },
      make("th", { scope: "row" }, levelWord(level, language)),
      make("td", {}, say(language, "budgetCount", { count: String(counts[level]), total: String(total), share })),
      make("td", { "aria-hidden": "true" }, bar(part)),
    );
  };
  root.append(
    make(
      "section",
      { "aria-labelledby": "budget" },
      make("h2", { id: "budget" }, say(language, "budgetTitle")),
      make("p", { class: "more" }, say(language, total > 0 ? "budgetMore" : "budgetNone")),
      total > 0 &&
        make(
          "table",
          {},
          make(
            "thead",
            { class: "unseen" },
            make("tr", {}, make("th", { scope: "col" }, say(language, "level")), make("th", { scope: "col" }, say(language, "share"))),
          ),
          make("tbody", {}, ...LEVELS.map(row)),
        ),
    ),
  );
  return host;
}

/** @param {number} part from 0 to 1 */
function bar(part) {
  const svg = createDrawn("svg");
  const rect = createDrawn("rect");
  for (const [name, value] of [["class", "bar"], ["viewBox", "0 0 100 10"], ["preserveAspectRatio", "none"]])
    svg.setAttribute(name ?? "", value ?? "");
  rect.setAttribute("width", String(Math.round(part * 100)));
  rect.setAttribute("height", "10");
  svg.append(rect);
  return svg;
}
