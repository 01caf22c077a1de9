//! A banner of each level on one page, for designers, translators and the accessibility test.
//!
//! `?language=zh-Hans`, `&theme=dark`, `&open` (panels), `&step=correcting|sent|queued|refused`. The shadow
//! roots are open here and nowhere else, because axe-core cannot look into closed ones.
// @ts-check

import { wordsLearnt } from "../shared/learning.js";
import { languageFor } from "../shared/settings.js";
import { Scorer, started, surfaceIn } from "../shared/wasm.js";
import { LEVELS } from "./marks.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").BannerView} BannerView
 * @typedef {import("../pkg/banner_wasm.js").Level} Level
 * @typedef {import("../pkg/banner_wasm.js").Verdict} Verdict
 */

const wanted = new URLSearchParams(location.search);
const language = languageFor(wanted.get("language") ?? "en");
const theme = wanted.get("theme");
const step = wanted.get("step");

document.documentElement.lang = language;
if (theme) document.documentElement.dataset.theme = theme;
await started();
await wordsLearnt(language);
const scorer = new Scorer();
for (const level of LEVELS) draw(level);
document.body.dataset.ready = "";

/** @param {Level} level */
function draw(level) {
  const host = document.createElement("div");
  host.dataset.level = level;
  if (theme) host.setAttribute("theme", theme);
  document.getElementById("gallery")?.append(host);
  const root = host.attachShadow({ mode: "open" });
  const surface = surfaceIn(root, () => surface.answered("sent"));
  surface.show(view(level));
  const click = (/** @type {string} */ act) =>
    /** @type {HTMLElement | null} */ (root.querySelector(`[data-act=${act}]`))?.click();
  if (wanted.has("open")) ["why", "what-to-do"].forEach(click);
  if (step === "correcting") click("not-accurate");
  if (step === "sent" || step === "queued" || step === "refused") surface.answered(step);
}

/**
 * Longer and stranger than most, since a layout breaks on those first.
 * @param {Level} level
 * @returns {BannerView}
 */
function view(level) {
  /** @type {Verdict} */
  const verdict = {
    level,
    probability: 0.5,
    threats: level === "notice" || level === "none" ? [] : ["credential_phishing", "impersonation"],
    findings: [],
    sender_domain: "www.nordquell-bank.example.accounts.sign-in.xn--nordqell-bank-7ob.example",
    model: scorer.model,
  };
  const shown = scorer.banner(verdict, language);
  const long = "a.very.long.host.name.without.any.place.to.break.it.accounts.quibusdam.example";
  const fact = (/** @type {string} */ value) => ({ label: shown.labels.model, value });
  return {
    ...shown,
    // Several banners on one page must be told apart as landmarks.
    labels: { ...shown.labels, region: `${shown.labels.region} (${shown.level_word})` },
    headline: shown.headline || shown.labels.region,
    reasons: [
      { id: "links.text_target_mismatch", text: shown.advice[0] ?? "", share: 3.2, facts: [fact("www.nordquell-bank.example"), fact(long)] },
      { id: "sender.brand_in_display_name", text: "مرحبا Nordquell <b>Bank</b>", share: 1.1, facts: [fact("محمد 123 (quibusdam.example)")] },
    ],
    reassurances: [{ id: "authentication.aligned_pass", text: shown.advice.at(-1) ?? "", share: -1, facts: [] }],
  };
}
