//! Dates and sizes as the reader's language writes them.
// @ts-check

/** @typedef {import("../pkg/banner_wasm.js").Language} Language */

/**
 * Making a formatter costs more than using it a thousand times.
 * @type {Map<string, Intl.DateTimeFormat>}
 */
const formats = new Map();

/**
 * @param {Language} language
 * @param {"time" | "day" | "year" | "full"} form
 */
function format(language, form) {
  const key = `${language} ${form}`;
  let found = formats.get(key);
  if (!found) {
    /** @type {Record<typeof form, Intl.DateTimeFormatOptions>} */
    const options = {
      time: { hour: "numeric", minute: "2-digit" },
      day: { month: "short", day: "numeric" },
      year: { year: "numeric", month: "short", day: "numeric" },
      full: { dateStyle: "long", timeStyle: "short" },
    };
    found = new Intl.DateTimeFormat(language, options[form]);
    formats.set(key, found);
  }
  return found;
}

/**
 * Short, for a list: the time today, the day this year. Empty for a message without a date.
 * @param {number | null} seconds since 1970
 * @param {Language} language
 * @param {Date} now
 */
export function shortDate(seconds, language, now) {
  const date = dateOf(seconds);
  if (!date) return "";
  if (date.toDateString() === now.toDateString()) return format(language, "time").format(date);
  const sameYear = date.getFullYear() === now.getFullYear();
  return format(language, sameYear ? "day" : "year").format(date);
}

/**
 * Makes the formatters that a list needs, each in a turn of its own, since one takes as long as a
 * screen of rows.
 * @param {Language} language
 */
export async function prepareDates(language) {
  for (const form of /** @type {const} */ (["day", "year", "time"])) {
    await new Promise((done) => setTimeout(done));
    format(language, form).format(new Date());
  }
}

/**
 * @param {number | null} seconds since 1970
 * @param {Language} language
 */
export function longDate(seconds, language) {
  const date = dateOf(seconds);
  return date ? format(language, "full").format(date) : "";
}

/**
 * A date of a message is the attacker's and may lie beyond what a calendar can write.
 * @param {number | null} seconds since 1970
 */
export function dateOf(seconds) {
  if (!seconds) return undefined;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/**
 * A count with its thousands set apart, which both languages do with a comma. The browser's own
 * formatter takes longer to load than the list of messages.
 * @param {number} count
 */
export function number(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * @param {number} bytes
 * @param {Language} language
 */
export function size(bytes, language) {
  const steps = /** @type {const} */ (["byte", "kilobyte", "megabyte", "gigabyte"]);
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), steps.length - 1);
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: steps[step] ?? "byte",
    // The short word for it knows no plural.
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}
