//! What the extension keeps on this device: the reader's choices, the server it belongs to, and a key of its own.
// @ts-check

import { languageFor } from "../shared/settings.js";
import { keep, kept } from "./platform.js";

/**
 * `grade` is the most that leaves this device: `signals` is which checks fired, `nothing` keeps every answer here.
 * @typedef {object} Choices
 * @property {"system" | "en" | "zh-Hans"} language
 * @property {"system" | "light" | "dark"} theme
 * @property {"signals" | "nothing"} grade
 * @property {"marked" | "plain"} links whether suspicious links are marked, and dangerous ones asked about before they are opened
 */

/**
 * The server that takes answers. `token` is what this device is known by there.
 * @typedef {{ address: string, token: string }} Server
 */

/** What the server said is asked for again after so long, in milliseconds. */
export const FRESH = 3_600_000;

/** @type {{ [Name in keyof Choices]: Choices[Name][] }} The first of each holds until the reader chooses. */
const CHOICES = {
  language: ["system", "en", "zh-Hans"],
  theme: ["system", "light", "dark"],
  grade: ["signals", "nothing"],
  links: ["marked", "plain"],
};

/** @returns {Promise<Choices>} */
export async function choices() {
  return checked((await kept("choices")) ?? {});
}

/** @param {Partial<Choices>} some */
export async function choose(some) {
  await keep("choices", checked({ ...(await choices()), ...some }));
}

/** @param {Choices} chosen @returns {import("./messages.js").Language} */
export function languageOf(chosen) {
  return languageFor(chosen.language === "system" ? navigator.language : chosen.language);
}

/** @returns {Promise<Server | undefined>} */
export function server() {
  return kept("server");
}

/** @param {Server | undefined} value */
export async function keepServer(value) {
  await keep("server", value);
  await keep("asks-next", undefined);
}

/** When the server is to be asked again for what it knows, in milliseconds since 1970. @returns {Promise<number>} */
export async function nextAsk() {
  const next = await kept("asks-next");
  return typeof next === "number" ? next : 0;
}

/** @param {number} at */
export function keepNextAsk(at) {
  return keep("asks-next", at);
}

/** The key of message keys where no organisation has one: made once, and known to nobody else. @returns {Promise<string>} */
export async function ownKey() {
  const known = await kept("key");
  if (typeof known === "string") return known;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const made = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  await keep("key", made);
  return made;
}

/** @param {Record<string, unknown>} given @returns {Choices} */
function checked(given) {
  const one = (/** @type {keyof Choices} */ name) => {
    const known = /** @type {string[]} */ (CHOICES[name]);
    return known.find((value) => value === given[name]) ?? known[0];
  };
  return /** @type {Choices} */ ({ language: one("language"), theme: one("theme"), grade: one("grade"), links: one("links") });
}
