//! The senders that the reader vouched for, on this device only: a list for each server, since what is known there differs.
// @ts-check

import { KnownSenders } from "../reader/known-senders.js";
import { keep, kept } from "./platform.js";
import { server } from "./store.js";

/** @typedef {import("../shared/protocol.js").Context} Context */

/** One after another: each reads what the one before has written. @type {Promise<unknown>} */
let turn = Promise.resolve();

/** @returns {Promise<string[]>} in small letters, the latest last */
export async function senders() {
  return of(await kept(await place())).all;
}

/**
 * Takes a sender for known, or no longer.
 * @param {string} address
 * @param {boolean} known
 */
export function know(address, known) {
  const changed = turn.then(async () => {
    const name = await place();
    let list = await kept(name);
    const all = of(list, (value) => (list = value));
    if (known) all.add(address);
    else all.remove(address);
    await keep(name, list);
  });
  turn = changed.catch(() => {});
  return changed;
}

/**
 * What is known of the reader besides, where there is a history that these senders belong to.
 * @param {Context} context what the server said
 * @returns {Promise<Context | undefined>}
 */
export async function vouchedFor(context) {
  const { organisation } = of(await kept(await place())).with(context);
  const reader = organisation?.reader;
  return reader && reader !== context.organisation?.reader ? { organisation: { reader } } : undefined;
}

async function place() {
  return `known-senders ${(await server())?.address ?? ""}`.trim();
}

/**
 * @param {unknown} list
 * @param {(list: unknown) => void} [write]
 */
function of(list, write = () => {}) {
  return new KnownSenders({ read: () => list, write: (_, value) => write(value) });
}
