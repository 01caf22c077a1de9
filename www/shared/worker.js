//! The worker that scores, so that no message ever blocks the page.
// @ts-check

import { Answering } from "./answering.js";
import { isRequest } from "./protocol.js";

/** The declared global is a window; here it is a worker's. */
const scope = /** @type {{ postMessage(reply: import("./protocol.js").Reply): void }} */ (/** @type {unknown} */ (self));

const answering = new Answering((reply) => scope.postMessage(reply), { owns: true });
self.addEventListener("message", (event) => {
  if (isRequest(event.data)) answering.take(event.data);
});
