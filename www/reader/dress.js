//! How a banner looks to this reader beyond what it says: the own mark in it, a quiet notice, and danger in changing looks.
// @ts-check

/**
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("../pkg/banner_wasm.js").ThreatBannerElement} ThreatBannerElement
 */

export class Dress {
  /** What the notice said when it was decided whether it is quiet. @type {WeakMap<ThreatBannerElement, string>} */
  #said = new WeakMap();
  #budget;
  #mark;
  #settings;

  /** @param {{ budget: import("./budget.js").Budget, mark: import("./own-mark.js").OwnMark, settings: Settings }} parts */
  constructor({ budget, mark, settings }) {
    this.#budget = budget;
    this.#mark = mark;
    this.#settings = settings;
  }

  /**
   * Keeps the own mark in a banner.
   * @param {ThreatBannerElement} element
   * @returns {() => void} ends that
   */
  begin(element) {
    const mark = () => (element.own = this.#mark.node(this.#settings.language));
    mark();
    this.#mark.addEventListener("change", mark);
    this.#settings.addEventListener("change", mark);
    return () => {
      this.#mark.removeEventListener("change", mark);
      this.#settings.removeEventListener("change", mark);
    };
  }

  /**
   * Called before a verdict is shown.
   * @param {ThreatBannerElement} element
   * @param {Scored} scored
   * @param {boolean} fresh whether the message was not shown right before
   */
  put(element, scored, fresh) {
    const { level, findings } = scored.verdict;
    const says = findings.map(({ id }) => id).join(" ");
    if (level !== "notice") element.removeAttribute("quiet");
    else if (fresh) element.toggleAttribute("quiet", this.#budget.sawNotice(scored));
    // More became known of the message than was seen before.
    else if (this.#said.get(element) !== says) element.removeAttribute("quiet");
    this.#said.set(element, says);
    if (level !== "danger") element.removeAttribute("look");
    else if (fresh || !element.hasAttribute("look")) element.setAttribute("look", String(this.#budget.nextLook()));
  }
}
