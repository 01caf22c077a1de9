//! The line below the banner: "I know this sender" where that is the reason, and where the page has room for it, "Why is there no
//! banner?" where there is none.
// @ts-check

import { absenceNodes } from "./absence.js";
import { createDrawn } from "../shared/reach.js";
import { make, shade } from "./draw.js";
import { offered, vouched } from "./known-senders.js";
import { say } from "./words.js";

/**
 * @typedef {import("../adapters/adapter.js").Opened} Opened
 * @typedef {import("../pkg/banner_wasm.js").Context} Context
 * @typedef {import("../shared/watch.js").Mount} Mount
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("./known-senders.js").KnownSenders} KnownSenders
 */

const STYLE = `
.root { font-size: 0.875rem; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.75rem; color: var(--soft); }
button { min-block-size: 1.875rem; padding: 0.125rem 0.625rem; color: var(--ink); }
button.plain { display: inline-flex; align-items: center; gap: 0.375rem; border-color: transparent; padding-inline: 0.25rem; background: transparent; color: var(--soft); }
button.plain:hover { color: var(--ink); }
.arrow { inline-size: 0.75rem; block-size: 0.75rem; fill: none; stroke: currentColor; stroke-width: 1.75; }
[aria-expanded="true"] .arrow { rotate: 180deg; }
.panel { display: grid; gap: 0.625rem; margin-block-start: 0.375rem; padding: 0.875rem 1rem; border: 1px solid var(--line); border-radius: 0.625rem; background: var(--paper); }
h3 { font-size: 0.875rem; }
ul { padding-inline-start: 1.25rem; }
.promise { font-weight: 600; }
@media (pointer: coarse) { button { min-block-size: 2.75rem; } }
`;

/** A companion of `Watch`. */
export class ReaderLine {
  #settings;
  #known;
  #knowledge;
  #choose;
  #absences;
  /** @type {Map<string, { host: HTMLElement, root: HTMLElement, shown: string, wide: boolean, vouchedFor?: string }>} */
  #open = new Map();

  /**
   * @param {{ settings: Settings, known: Pick<KnownSenders, "has" | "add" | "remove">, absences?: boolean, choose?: () => void,
   *     knowledge?: () => { context: Context, hasList: boolean } }} parts `absences`: a line stands below each header without a
   *     banner, too, which says why by `knowledge`, and opens the reader's choices
   */
  constructor({ settings, known, knowledge = () => ({ context: {}, hasList: false }), choose = () => {}, absences = false }) {
    this.#choose = choose;
    this.#absences = absences;
    this.#settings = settings;
    this.#known = known;
    this.#knowledge = knowledge;
  }

  /**
   * @param {Opened} message
   * @param {Scored} scored
   * @param {Mount} mount
   */
  judged(message, scored, mount) {
    let line = this.#open.get(message.id);
    // The same again is not drawn again: it may be in use.
    const shown = JSON.stringify([scored.verdict, scored.view.language, this.#settings.theme]);
    if (line && line.shown === shown && line.host.isConnected) return;
    const wide = line?.wide ?? false;
    line?.host.remove();
    const next = { ...shade(STYLE, this.#settings, message.place.ownerDocument), shown, wide, vouchedFor: line?.vouchedFor };
    line = /** @type {NonNullable<typeof line>} */ (next);
    this.#open.set(message.id, line);
    const drawn = [...this.#sender(line, scored), ...(this.#absences && scored.verdict.level === "none" ? this.#absence(line, scored) : [])];
    if (drawn.length === 0) return;
    line.root.append(...drawn);
    mount.beneath(line.host);
  }

  /** @param {string} id */
  gone(id) {
    this.#open.get(id)?.host.remove();
    this.#open.delete(id);
  }

  end() {
    for (const id of [...this.#open.keys()]) this.gone(id);
  }

  /**
   * @param {{ vouchedFor?: string }} line
   * @param {Scored} scored
   * @returns {Node[]}
   */
  #sender(line, scored) {
    const { language } = this.#settings;
    const known = vouched(scored, this.#known) ?? (line.vouchedFor && this.#known.has(line.vouchedFor) ? line.vouchedFor : undefined);
    if (known) {
      const undo = () => {
        delete line.vouchedFor;
        this.#known.remove(known);
      };
      return [
        make(
          "div",
          { class: "row", role: "status" },
          make("span", {}, make("bdi", {}, say(language, "known", { address: known }))),
          make("button", { type: "button", click: undo }, say(language, "knowUndo")),
        ),
      ];
    }
    const address = offered(scored);
    if (!address) return [];
    const know = () => {
      line.vouchedFor = address;
      this.#known.add(address);
    };
    return [
      make(
        "div",
        { class: "row" },
        make("button", { type: "button", "aria-describedby": "more", click: know }, say(language, "know")),
        make("span", { id: "more" }, make("bdi", {}, say(language, "knowMore", { address }))),
      ),
    ];
  }

  /**
   * @param {{ wide: boolean }} line
   * @param {Scored} scored
   * @returns {Node[]}
   */
  #absence(line, scored) {
    const { language } = this.#settings;
    const panel = make(
      "div",
      { class: "panel", id: "panel", role: "group", "aria-labelledby": "door", hidden: !line.wide },
      ...absenceNodes(scored, this.#knowledge(), language),
      make("div", {}, make("button", { type: "button", click: this.#choose }, say(language, "choices"))),
    );
    const door = make("button", {
      type: "button",
      id: "door",
      class: "plain",
      "aria-expanded": String(line.wide),
      "aria-controls": "panel",
      click: () => {
        line.wide = !line.wide;
        door.setAttribute("aria-expanded", String(line.wide));
        panel.hidden = !line.wide;
      },
    });
    door.append(say(language, "absence"), arrow());
    return [door, panel];
  }
}

function arrow() {
  const svg = createDrawn("svg");
  for (const [name, value] of [["class", "arrow"], ["viewBox", "0 0 12 12"], ["aria-hidden", "true"]]) svg.setAttribute(name ?? "", value ?? "");
  const path = createDrawn("path");
  path.setAttribute("d", "M2.5 4.5L6 8l3.5-3.5");
  svg.append(path);
  return svg;
}
