//! Answers on their way from this device. Those for a server wait on a shelf of its own, so that none reaches another organisation;
//! those that were given without a server go to the one that the reader connects to next.
// @ts-check

import { Reports } from "../shared/report.js";
import { openShelf } from "../shared/shelf.js";
import { post } from "./server.js";
import { choices, server } from "./store.js";

/**
 * @typedef {import("../shared/report.js").Fate} Fate
 * @typedef {import("../pkg/banner_wasm.js").FeedbackReport} FeedbackReport
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
    return this.#to((await server())?.address ?? "").send(report);
  }

  /** Sends what waits and may go. */
  async flush() {
    const home = await server();
    await this.#to("").flush();
    if (home) await this.#to(home.address).flush();
  }

  /** @param {string} address */
  #to(address) {
    const known = this.#reports.get(address);
    if (known) return known;
    const shelf = address === "" ? openShelf() : openShelf(`threat-banner ${address}`);
    const reports = new Reports("/api/v1/feedback", shelf, async (path, given) => {
      if ((await choices()).grade === "nothing") throw new Error("The reader lets nothing leave this device.");
      if (address !== "" && (await server())?.address !== address) throw new Error("This device no longer belongs to that server.");
      return post(path, given);
    });
    reports.addEventListener("fate", (event) => {
      const { id, fate } = /** @type {CustomEvent<{ id: string, fate: Fate }>} */ (event).detail;
      this.#arrived(id, fate);
    });
    this.#reports.set(address, reports);
    return reports;
  }
}
