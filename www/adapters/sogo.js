//! SOGo 5: all that is known of its page, from its templates and scripts as Debian ships them.
// @ts-check

import { bytesAt, look } from "./looking.js";

/** @type {import("./adapter.js").Adapter} */
export const sogo = {
  name: "SOGo",

  fits(page) {
    return page.querySelector('[ng-app="SOGo.MailerUI"]') !== null;
  },

  watch(page, seen) {
    return look(page, seen, function* () {});
  },
};
void bytesAt;
