//! Lists the senders that the reader vouched for, each of whom can be taken back.
// @ts-check

import { make } from "./draw.js";
import { say } from "./words.js";

/** The style of what is listed. */
export const KNOWN_STYLE = `
.known ul { padding: 0; }
.known li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 0.75rem; padding-block: 0.1875rem; }
.known p { color: var(--soft); font-size: 0.875rem; }
`;

/**
 * @param {Pick<import("./known-senders.js").KnownSenders, "all" | "remove">} known
 * @param {import("../pkg/banner_wasm.js").Language} language
 * @returns {HTMLElement}
 */
export function knownList(known, language) {
  const senders = known.all.toReversed().map((address) =>
    make(
      "li",
      {},
      make("bdi", { dir: "ltr" }, address),
      make("button", { type: "button", click: () => known.remove(address) }, say(language, "knowUndo")),
    ),
  );
  return make(
    "section",
    { class: "known" },
    make("h2", {}, say(language, "knownTitle")),
    senders.length > 0 ? make("ul", {}, ...senders) : make("p", {}, say(language, "knownNone")),
  );
}
