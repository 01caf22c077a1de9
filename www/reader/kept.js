//! What is kept on this device only, each thing under a name of its own; memory where the browser grants no storage.
// @ts-check

/**
 * Where it is kept: a page's own storage, or an extension's.
 * @typedef {object} Keep
 * @property {(name: string) => unknown} read nothing, if nothing was written or it cannot be read
 * @property {(name: string, value: unknown) => void} write
 */

const PREFIX = "threat-banner-";

/**
 * The storage of the page's origin.
 * @param {string} [reader] what tells this reader from others who use the same browser
 * @returns {Keep}
 */
export function pageKeep(reader = "") {
  const own = reader === "" ? PREFIX : `${PREFIX}${reader}-`;
  /** @type {Map<string, unknown>} */
  const memory = new Map();
  return {
    read(name) {
      if (memory.has(name)) return memory.get(name);
      try {
        return JSON.parse(localStorage.getItem(own + name) ?? "null") ?? undefined;
      } catch {
        // Nothing stored, not by this version, or no storage granted.
        return undefined;
      }
    },
    write(name, value) {
      try {
        localStorage.setItem(own + name, JSON.stringify(value));
        memory.delete(name);
      } catch {
        memory.set(name, value);
      }
    },
  };
}
