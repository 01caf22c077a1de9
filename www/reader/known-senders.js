//! "I know this sender": addresses that the reader vouched for, on this device only.
//!
//! They are added to the reader's correspondents of the next verdicts, so that a first contact is one no more. That is all it
//! does: an address is not a proof, and whoever borrows a known one is judged as before (`sender.known_correspondent` asks for
//! a proven sender). It is offered only where being unknown is the reason for the banner, and never where a sender pretends to
//! be somebody.
// @ts-check

import { Listeners } from "../shared/listeners.js";

/**
 * @typedef {import("../shared/protocol.js").Context} Context
 * @typedef {import("../shared/protocol.js").Scored} Scored
 * @typedef {import("./kept.js").Keep} Keep
 */

const NAME = "known-senders";
/** The oldest go first. */
const MOST = 500;
const LONGEST = 320;
/** That the sender is unknown. */
const FIRST = "sender.first_contact";
/** Groups whose findings say that the sender is not who it seems, beside which the offer would help the wrong one. */
const PRETENDING = /^(domain\.(lookalike|mixed_script|brand_in_name)|sender\.(?!first_contact|known_correspondent|no_address|allow_listed)|authentication\.(dmarc_fail|spf_fail|dkim_fail|composite_fail|own_domain_unproven|forged_results))/;

/** Fires `change` when the list has changed. */
export class KnownSenders extends Listeners {
  #keep;

  /** @param {Keep} keep */
  constructor(keep) {
    super();
    this.#keep = keep;
  }

  /** @returns {string[]} in small letters, the latest last */
  get all() {
    const kept = this.#keep.read(NAME);
    return Array.isArray(kept) ? kept.filter((address) => typeof address === "string" && address.length <= LONGEST) : [];
  }

  /** @param {string} address */
  has(address) {
    return this.all.includes(address.toLowerCase());
  }

  /** @param {string} address */
  add(address) {
    if (address.length > LONGEST) return;
    this.#write([...this.all.filter((other) => other !== address.toLowerCase()), address.toLowerCase()].slice(-MOST));
  }

  /** @param {string} address */
  remove(address) {
    this.#write(this.all.filter((other) => other !== address.toLowerCase()));
  }

  /**
   * The context with these senders among the reader's correspondents. Where no history is known nobody is called a stranger,
   * and that stays so.
   * @param {Context} context
   * @returns {Context}
   */
  with(context) {
    const history = context.organisation?.reader?.known_correspondents;
    if (!history) return context;
    const reader = { ...context.organisation?.reader, known_correspondents: [...history, ...this.all] };
    return { ...context, organisation: { ...context.organisation, reader } };
  }

  /** @param {string[]} addresses */
  #write(addresses) {
    this.#keep.write(NAME, addresses);
    this.fire("change");
  }
}

/**
 * The address that the reader may vouch for; nothing where that would be the wrong answer to the banner.
 * @param {Scored} scored
 * @returns {string | undefined}
 */
export function offered({ verdict }) {
  if (verdict.level !== "notice" && verdict.level !== "caution") return undefined;
  const against = verdict.findings.filter(({ share }) => share > 0);
  if (against.some(({ id }) => PRETENDING.test(id))) return undefined;
  const first = against.find(({ id }) => id === FIRST);
  // Where something else weighs more, that is what the banner is about.
  if (!first || (verdict.level === "caution" && against[0] !== first)) return undefined;
  const address = first.evidence["address"];
  return typeof address === "string" ? address : undefined;
}

/**
 * The address of the message's sender, if the reader is known to have vouched for it.
 * @param {Scored} scored
 * @param {Pick<KnownSenders, "has">} known
 */
export function vouched({ verdict }, known) {
  const address = verdict.findings.find(({ id }) => id === "sender.known_correspondent")?.evidence["address"];
  return typeof address === "string" && known.has(address) ? address : undefined;
}
