//! Asks whoever judges about one address: whose host it is on, and whether it looks like one that the reader trusts.
//!
//! There is no other door for these questions than the one that every host of these scripts has: the judge. It is given a
//! message that has nothing but that sender. So page, embed and extension get the same answer as a banner gives, with the
//! reader's own correspondents and organisation considered, and the package needs nothing more.
// @ts-check

/**
 * @typedef {import("../shared/settings.js").Settings} Settings
 * @typedef {import("../shared/watch.js").Judge} Judge
 * @typedef {import("../shared/protocol.js").Scored} Scored
 */

/**
 * A host by its owner: of `paypal.com.secure.quibusdam.example`, the domain is `quibusdam.example`.
 * @typedef {object} Owner
 * @property {string} subdomain with its last dot
 * @property {string} domain in the letters of its owner
 * @property {string | undefined} ascii the domain in ASCII, when it has letters beyond
 */

const HOST = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i;
const NUMBER = /^[0-9.]+$/;
const ADDRESS = /^[^\s<>()[\],;:\\"@]{1,64}@[^\s<>()[\],;:\\"@]{1,253}$/u;
/** Signals that say that an address is taken for another. */
const IMITATING = ["domain.lookalike", "domain.mixed_script", "domain.brand_in_name", "sender.known_address_imitated"];
/** Below this, a resemblance is as likely chance. */
const CLEAR = 0.5;
const MOST_KEPT = 500;

export class Ask {
  #judge;
  #settings;
  /** @type {Map<string, Promise<Scored | undefined>>} */
  #asked = new Map();

  /**
   * @param {Judge} judge
   * @param {Settings} settings
   */
  constructor(judge, settings) {
    this.#judge = judge;
    this.#settings = settings;
    settings.addEventListener("change", () => this.forget());
  }

  /** What was answered may no longer hold. */
  forget() {
    this.#asked.clear();
  }

  /**
   * Whose host it is. A number, or what the judge cannot tell, is its own owner.
   * @param {string} host in ASCII, as `URL` gives it
   * @returns {Promise<Owner>}
   */
  async owner(host) {
    const itself = { subdomain: "", domain: host, ascii: undefined };
    if (!HOST.test(host) || NUMBER.test(host)) return itself;
    const sender = (await this.#sender(`x@${host}`))?.view.sender;
    return sender ? { subdomain: sender.subdomain, domain: sender.domain, ascii: sender.ascii } : itself;
  }

  /**
   * What an address is easily taken for: an address or a domain that the reader trusts, or a name; empty if it cannot be said
   * of what, and nothing if the address is taken for no other.
   * @param {string} address
   * @returns {Promise<string | undefined>}
   */
  async imitation(address) {
    if (!ADDRESS.test(address)) return undefined;
    const findings = (await this.#sender(address))?.verdict.findings ?? [];
    const found = findings.find((finding) => IMITATING.includes(finding.id) && finding.strength >= CLEAR);
    if (!found) return undefined;
    const { known, genuine, brand } = found.evidence;
    return String(known ?? genuine ?? brand ?? "");
  }

  /**
   * @param {string} address without any character that a header gives a meaning
   * @returns {Promise<Scored | undefined>}
   */
  #sender(address) {
    const known = this.#asked.get(address);
    if (known) return known;
    const raw = new TextEncoder().encode(`From: <${address}>\r\n\r\n`).buffer;
    const answer = this.#judge
      .score({ raw }, this.#settings.language, { glimpsed: () => {}, signal: new AbortController().signal, aside: true })
      .catch(() => undefined);
    this.#asked.set(address, answer);
    for (const oldest of this.#asked.keys()) if (this.#asked.size > MOST_KEPT) this.#asked.delete(oldest);
    return answer;
  }
}
