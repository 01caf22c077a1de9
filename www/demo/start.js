//! Starts the webmail, and says what to do when it cannot start because the package is missing or does not fit.
// @ts-check

import { Settings } from "../shared/settings.js";
import { fillWords, say } from "./words.js";

const PACKAGE = new URL("../pkg/banner_wasm.js", import.meta.url);

// By import() and not by `import`, since an export that the package lacks keeps every script above it from running.
import("./demo.js").catch(async (error) => {
  console.error(error);
  const { language } = new Settings();
  const box = document.getElementById("mailbox-trouble");
  const text = box?.querySelector("p");
  fillWords(document, language);
  if (!box || !text) return;
  box.hidden = false;
  box.querySelector("button")?.addEventListener("click", () => location.reload());
  text.textContent = say(language, (await isMisfit(error)) ? "packageMisfit" : "mailboxAway");
});

/**
 * Whether it is the package that keeps the page from starting, and not a server that is away.
 * @param {unknown} error
 */
async function isMisfit(error) {
  if (error instanceof SyntaxError) return true;
  try {
    return !(await fetch(PACKAGE)).ok;
  } catch {
    return false;
  }
}
