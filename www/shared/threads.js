//! Where messages are judged: in a worker, or in the page's own thread where the page's policy refuses every worker.
// @ts-check

import { Answering } from "./answering.js";
import { addressOf, filesPlace, load } from "./files.js";
import { startWorker } from "./trusted.js";

/**
 * @typedef {import("./protocol.js").Request} Request
 * @typedef {object} Thread
 * @property {(request: Request) => void} postMessage
 * @property {(kind: string, listener: (event: any) => void) => void} addEventListener
 * @property {() => void} terminate
 */

/** The script of a worker from another origin, by an address of the page's own. @type {Promise<string> | undefined} */
let copied;

/** Whether what stands in for a worker would be of use: scripts that are not bundled have their worker beside them. */
export function mayBeRefused() {
  return filesPlace() !== undefined;
}

/**
 * @param {boolean} refused whether workers were refused before
 * @returns {Promise<Thread>}
 */
export async function startThread(refused) {
  const place = filesPlace();
  if (!place) return startWorker(new URL("./worker.js", import.meta.url).href);
  if (refused) return new OwnThread();
  try {
    const address = addressOf("worker.js");
    // Browsers start no worker from another origin.
    return startWorker(address.origin === location.origin ? address.href : await (copied ??= copy()));
  } catch {
    return new OwnThread();
  }
}

async function copy() {
  try {
    const script = await (await load("worker.js")).arrayBuffer();
    return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  } catch (error) {
    copied = undefined;
    throw error;
  }
}

/** So much of a message is judged in the page's own thread, in bytes: what is judged within a frame. */
const MOST = 512 * 1024;

/** Does what a worker does, beside all else that the page does: less thoroughly, so that the page stays quick. */
class OwnThread extends EventTarget {
  #ended = false;
  #answering = new Answering(
    (reply) => {
      if (!this.#ended) this.dispatchEvent(new MessageEvent("message", { data: reply }));
    },
    { owns: true },
  );

  /** @param {Request} request */
  postMessage(request) {
    switch (request.kind) {
      case "load":
        return this.#answering.take(request);
      case "start":
        return this.#answering.take({ ...request, looks: false });
      case "score":
        return this.#answering.take(shortened(request));
    }
  }

  terminate() {
    this.#ended = true;
  }
}

/**
 * A copy, as a worker would get one.
 * @param {import("./protocol.js").Score} request
 * @returns {Request}
 */
function shortened(request) {
  const jobs = request.jobs.map((job) => {
    if (!("raw" in job.source)) return job;
    return { ...job, source: { raw: job.source.raw.slice(0, MOST) } };
  });
  return { ...request, jobs };
}
