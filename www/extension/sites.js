//! The webmails whose pages the extension may look at: none until the reader names one, and each by itself.
// @ts-check

/**
 * `verified` is false where an adapter was tried on pages that imitate the webmail's, but not yet on the webmail itself.
 * @typedef {{ id: string, name: string, patterns: string[], verified: boolean }} Site
 */

/** Webmails with hosts of their own. Each host stands in the manifest too, under `optional_host_permissions`. @type {Site[]} */
export const SITES = [
  { id: "gmail", name: "Gmail", patterns: ["https://mail.google.com/*"], verified: false },
  {
    id: "outlook",
    name: "Outlook",
    patterns: [
      "https://outlook.live.com/*",
      "https://outlook.office.com/*",
      "https://outlook.office365.com/*",
      "https://outlook.cloud.microsoft/*",
    ],
    verified: false,
  },
];

/** Webmails that an organisation has on a host of its own. */
export const SELF_HOSTED = ["Roundcube", "SOGo", "Nextcloud Mail"];

/**
 * The match pattern of a host that the reader wrote: an address, or a host name alone.
 * @param {string} written
 * @returns {string | undefined} nothing if it names no host that can be asked for
 */
export function patternOf(written) {
  const text = written.trim();
  const address = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  if (!address || !address.hostname || address.hostname.includes("*")) return undefined;
  const local = ["localhost", "127.0.0.1"].includes(address.hostname);
  if (address.protocol !== "https:" && !(local && address.protocol === "http:")) return undefined;
  // Without the port, which Firefox takes in no pattern; such a pattern is of all ports.
  return `${address.protocol}//${address.hostname}/*`;
}

/**
 * The hosts among all that the reader has granted whose pages are webmails: not that of the server.
 * @param {string[]} granted match patterns
 * @param {string[]} named patterns of hosts that the reader named as webmails
 */
export function webmails(granted, named) {
  const known = [...SITES.flatMap((site) => site.patterns), ...named];
  return granted.filter((pattern) => known.includes(pattern));
}
