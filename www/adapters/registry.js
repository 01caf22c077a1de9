//! All webmails that are known, in the order in which they are asked whether a page is theirs.
// @ts-check

import { roundcube } from "./roundcube.js";

/** @type {import("./adapter.js").Adapter[]} */
export const ADAPTERS = [roundcube];
