//! Draws a banner on paper from what happened to it so far, and gives what the last of it changed.
// @ts-check

import { surfaceIn } from "../shared/wasm.js";
import { Paper, takePaper } from "./paper.js";

/**
 * One thing that happened to a banner: it was to be shown, a reader used a control, or it became known what became of the answer.
 * `quiet`: it is not read aloud.
 * @typedef {{ show: BannerView, quiet?: boolean }
 *   | { act: string, correction?: string, comment?: string }
 *   | { answered: import("../shared/report.js").Fate }} Happening
 * @typedef {import("../pkg/banner_wasm.js").BannerView} BannerView
 * @typedef {import("../pkg/banner_wasm.js").ReaderAnswer} ReaderAnswer
 * @typedef {{ steps: import("./paper.js").Step[], answer: ReaderAnswer | undefined }} Drawn
 */

takePaper();

/** The style sheet of banners. The wasm must have been started. */
export function style() {
  const paper = new Paper();
  surfaceIn(rootOf(paper), () => {});
  return paper.style;
}

/**
 * @param {Happening[]} history all that happened to one banner
 * @param {number} from how much of it stands in the page already
 * @returns {Drawn}
 */
export function drawn(history, from) {
  const paper = new Paper();
  /** @type {ReaderAnswer | undefined} */
  let answer;
  const surface = surfaceIn(rootOf(paper), (given) => {
    answer = given;
  });
  history.forEach((happening, place) => {
    if (place === from && from > 0) {
      paper.steps = [];
      answer = undefined;
    }
    if ("show" in happening) {
      paper.root.host.quiet = happening.quiet === true;
      if (place === 0) surface.show(happening.show);
      else surface.refine(happening.show);
    } else if ("answered" in happening) {
      surface.answered(happening.answered);
    } else {
      use(paper, happening);
    }
  });
  return { steps: paper.steps, answer };
}

/**
 * @param {Paper} paper
 * @param {{ act: string, correction?: string, comment?: string }} used
 */
function use(paper, { act, correction, comment }) {
  const { root } = paper;
  for (const value of ["phishing", "spam", "legitimate", "unsure"]) {
    const choice = root.getElementById(`correction-${value}`);
    if (choice) choice.checked = value === correction;
  }
  const field = root.getElementById("comment");
  if (field) field.value = comment ?? "";
  const control = root.find((element) => element.getAttribute("data-act") === act);
  if (control) root.clicked({ target: control });
}

/** @param {Paper} paper */
function rootOf(paper) {
  return /** @type {ShadowRoot} */ (/** @type {unknown} */ (paper.root));
}
