//! What the page has chosen: the attributes of the script's own element, or the same from its authors' scripts, checked.
// @ts-check

import { ADAPTERS } from "../adapters/registry.js";
import { languageFor } from "../shared/settings.js";

/**
 * @typedef {object} Options
 * @property {string | undefined} [server] the address of a verdict-server; without one nothing is asked for and nothing sent
 * @property {import("../shared/server.js").TokenSource | undefined} [token] gives tokens that the webmail's server signs for its reader
 * @property {string | undefined} [reader] what tells this reader from others who use the same browser, such as a hash of the name: under
 *     it the reader's own choices are kept
 * @property {string | undefined} [adapter] the name of an adapter, or `none`; otherwise the one that fits the page
 * @property {import("../shared/settings.js").Language | undefined} [language] otherwise that of the page
 * @property {import("../shared/settings.js").Theme | undefined} [theme] `light`, `dark` or `system`
 */

const THEMES = /** @type {const} */ (["system", "light", "dark"]);

/** What each attribute holds. @type {Record<string, (value: string, base: string) => Options>} */
const READERS = {
  server: (value, base) => (value === "" || value === "none" ? { server: undefined } : { server: address(value, base) }),
  tokenUrl: (value, base) => (value === "" ? {} : { token: tokensFrom(address(value, base)) }),
  adapter: (value) => {
    const names = [...ADAPTERS.map(({ name }) => name.toLowerCase()), "none"];
    if (!names.includes(value.toLowerCase())) throw new Error(`it is one of ${names.join(", ")}`);
    return { adapter: value.toLowerCase() };
  },
  reader: (value) => {
    if (!/^[\w-]{1,64}$/.test(value)) throw new Error("it is 1 to 64 letters and digits");
    return { reader: value };
  },
  language: (value) => {
    if (value === "auto") return {};
    if (!/^(en|zh)(-|$)/i.test(value)) throw new Error("it is auto, en or zh-Hans");
    return { language: languageFor(value) };
  },
  theme: (value) => {
    const theme = THEMES.find((known) => known === value);
    if (!theme) throw new Error(`it is one of ${THEMES.join(", ")}`);
    return { theme };
  },
};

/**
 * @param {DOMStringMap} attributes of the script's element
 * @param {{ base: string, origin: string, say: (problem: string) => void }} page `origin` is that of the script
 * @returns {Options}
 */
export function readOptions(attributes, { base, origin, say }) {
  /** @type {Options} */
  const options = { server: origin };
  for (const [name, value] of Object.entries(attributes)) {
    const attribute = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (!read) {
      say(`${attribute} is no option; there are data-server, data-token-url, data-reader, data-adapter, data-language and data-theme`);
      continue;
    }
    try {
      Object.assign(options, read(value?.trim() ?? "", base));
    } catch (error) {
      say(`${attribute}="${value}" is left out: ${error instanceof Error ? error.message : error}`);
    }
  }
  return options;
}

/**
 * @param {string} value
 * @param {string} base
 */
function address(value, base) {
  const url = URL.canParse(value, base) ? new URL(value, base) : undefined;
  if (!url || !["https:", "http:"].includes(url.protocol)) throw new Error("it is an address that begins with https://");
  return url.href.replace(/\/+$/, "");
}

/**
 * Tokens from an address of the webmail's own: as text, or as JSON with `token`, and perhaps `life` in seconds.
 * @param {string} url
 * @returns {import("../shared/server.js").TokenSource}
 */
function tokensFrom(url) {
  return async () => {
    const response = await fetch(url, { cache: "no-store", credentials: "same-origin" });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const text = (await response.text()).trim();
    if (!text.startsWith("{")) return text;
    const { token, life } = JSON.parse(text);
    return { token, until: Number.isFinite(life) ? Date.now() + life * 1000 : undefined };
  };
}
