//! The script that a webmail's page names: `<script type="module" src="https://SERVER/embed.js" data-…></script>`.
// @ts-check

import { baseOf, select } from "../shared/reach.js";
import { ADAPTERS } from "../adapters/registry.js";
import { configure, end, show, version, watch } from "./api.js";
import { readOptions } from "./options.js";
import { say } from "./said.js";

const NAME = "ThreatBanner";

if (Object.hasOwn(globalThis, NAME)) {
  // Two would draw two banners.
  console.info("Threat Banner: this page has it already");
} else {
  const value = Object.freeze({ configure, end, show, version });
  Object.defineProperty(globalThis, NAME, { value, configurable: true });
  begin();
}

function begin() {
  const { origin } = new URL(import.meta.url);
  const attributes = ownElement(origin)?.dataset ?? {};
  const { adapter: chosen, ...options } = readOptions(attributes, { base: baseOf(document), origin, say });
  configure(options);
  if (chosen === "none") return;
  const adapter = ADAPTERS.find((known) => (chosen ? known.name.toLowerCase() === chosen : known.fits(document)));
  if (adapter) watch(document, adapter);
  else say("this page is of no webmail that is known; ThreatBanner.show(container, rawMessage) shows a banner in it");
}

/**
 * The element that brought this script: a module is not told which.
 * @param {string} origin
 */
function ownElement(origin) {
  const scripts = select(document, "script[src][type=module]").map((script) => /** @type {HTMLScriptElement} */ (script));
  // The first, since modules run in their order: of two that name this script, the second does nothing.
  return scripts.find(({ src }) => {
    const url = new URL(src);
    return url.href === import.meta.url || (url.origin === origin && url.pathname.endsWith("/embed.js"));
  });
}
