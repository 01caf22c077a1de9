//! The one Trusted Types policy of these scripts: it lets the scoring worker be started, no more.
// @ts-check

/**
 * @typedef {{ createScriptURL(address: string): string }} Policy
 * @typedef {{ createPolicy(name: string, rules: Policy): Policy }} Factory
 */

const WORKER = new URL("./worker.js", import.meta.url).href;

/** @returns {Worker} */
export function startWorker() {
  const factory = /** @type {{ trustedTypes?: Factory }} */ (globalThis).trustedTypes;
  policy ??= factory?.createPolicy("threat-banner", {
    createScriptURL(address) {
      if (address !== WORKER) throw new TypeError("Only the scoring worker may be started.");
      return address;
    },
  });
  return new Worker(policy ? policy.createScriptURL(WORKER) : WORKER, { type: "module" });
}

/** @type {Policy | undefined} */
let policy;
