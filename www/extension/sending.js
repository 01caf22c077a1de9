//! Answers on their way from this device. Those for a server wait on a shelf of its own, so that none reaches another organisation;
//! those that were given without a server go to the one that the reader connects to next.
// @ts-check

import { Reports } from "../shared/report.js";
import { openShelf } from "../shared/shelf.js";
import { home } from "./server.js";

/**
 * @typedef {import("../shared/report.js").Fate} Fate
 * @typedef {import("../shared/report.js").FeedbackReport} FeedbackReport
 */

export class Sending {
  /** By the server's address; empty for those without one. @type {Map<string, Reports>} */
  #reports = new Map();
  #arrived;

  /** @param {(id: string, fate: Fate) => void} arrived is told what became of an answer that waited */
  constructor(arrived) {
    this.#arrived = arrived;
  }

  /** @param {FeedbackReport} report @returns {Promise<Fate>} */
  async send(report) {
    return this.#to((await home())?.address ?? "").send(report);
  }

  /** Sends what waits and may go. */
  async flush() {
    const now = await home();
    await this.#to("").flush();
    if (now) await this.#to(now.address).flush();
  }

  /** @param {string} address */
  #to(address) {
    const known = this.#reports.get(address);
    if (known) return known;
    const shelf = address === "" ? openShelf() : openShelf(`threat-banner ${address}`);
    const reports = new Reports("/api/v1/feedback", shelf, async (path, given) => {
      const now = await home();
      if (!now) throw new Error("There is no server yet.");
      if (address !== "" && now.address !== address) throw new Error("This device no longer belongs to that server.");
      return now.ask(path, given);
    });
    reports.addEventListener("fate", (event) => {
      const { id, fate } = /** @type {CustomEvent<{ id: string, fate: Fate }>} */ (event).detail;
      this.#arrived(id, fate);
    });
    this.#reports.set(address, reports);
    return reports;
  }
}
