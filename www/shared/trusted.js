//! The one Trusted Types policy of these scripts: it lets the scoring worker be started, no more.
// @ts-check

/**
 * @typedef {{ createScriptURL(address: string): string }} Policy
 * @typedef {{ createPolicy(name: string, rules: Policy): Policy }} Factory
 */

/** The address that is being started, which only this file knows to be the worker's. */
let allowed = "";

/**
 * @param {string} address of the scoring worker
 * @returns {Worker}
 */
export function startWorker(address) {
  const factory = /** @type {{ trustedTypes?: Factory }} */ (globalThis).trustedTypes;
  policy ??= factory?.createPolicy("threat-banner", {
    createScriptURL(asked) {
      if (asked !== allowed) throw new TypeError("Only the scoring worker may be started.");
      return asked;
    },
  });
  allowed = address;
  try {
    return new Worker(policy ? policy.createScriptURL(address) : address, { type: "module" });
  } finally {
    allowed = "";
  }
}

/** @type {Policy | undefined} */
let policy;
