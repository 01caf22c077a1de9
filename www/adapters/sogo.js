//! SOGo 5: all that is known of its page, from the templates and scripts that Debian ships (5.8).
//!
//! - The mail module is an AngularJS application; the body names it in `ng-app`, `SOGo.MailerUI` (`UIxPageFrame.wox`).
//! - The address names what is open: `…/Mail/view#!/Mail/ACCOUNT/MAILBOX/UID`, with the path of the mailbox as one part, encoded
//!   twice where it has slashes (`Mailer.app.js`); a window of its own has `…/Mail/ACCOUNT/folderMAILBOX/UID/popupview`.
//! - `.msg-body` holds what is the mail's (`UIxMailViewTemplate.wox`). It is there before the message is, and stays when the next one
//!   is opened in its place; each message's parts are `.mailer_mailcontent`.
//! - "Download message" asks for `…/Mail/ACCOUNT/folderMAILBOX/UID/export`: the bytes as they came. Each part of the mailbox's path is
//!   written as `String.asCSSIdentifier` in `Common.js` does. Without the value of the cookie `XSRF-TOKEN` as a header, SOGo answers 500.
// @ts-check

import { bytesAt, look } from "./looking.js";

/** What SOGo writes for the characters that its paths do not take, in this order. */
const WRITTEN = [
  ["_", "_U_"],
  [".", "_D_"],
  ["#", "_H_"],
  ["@", "_A_"],
  ["*", "_S_"],
  [":", "_C_"],
  [",", "_CO_"],
  [" ", "_SP_"],
  ["'", "_SQ_"],
  ["&", "_AM_"],
  ["+", "_P_"],
];

/** @type {import("./adapter.js").Adapter} */
export const sogo = {
  name: "SOGo",

  fits(page) {
    return page.querySelector('[ng-app="SOGo.MailerUI"]') !== null;
  },

  watch(page, seen) {
    return look(page, seen, function* () {
      const place = page.querySelector(".msg-body");
      if (!place?.querySelector(".mailer_mailcontent")) return;
      const id = pathIn(page.location);
      if (!id) throw new Error("A message is open in SOGo, but the address does not name it.");
      yield { id, place, raw: () => original(page, id), content: () => place };
    });
  },
};

/**
 * The path of the open message below `Mail/`.
 * @param {Location} location
 */
function pathIn(location) {
  const [, alone] = /\/Mail\/(\d+\/folder.+\/\d+)\/popupview$/.exec(location.pathname) ?? [];
  if (alone) return alone;
  const [, account, mailbox, uid] = /^#!\/Mail\/(\d+)\/([^/]+)\/(\d+)$/.exec(location.hash) ?? [];
  if (!mailbox) return undefined;
  const folders = decoded(decoded(mailbox)).split("/").map(written);
  return `${account}/${folders.join("/")}/${uid}`;
}

/**
 * @param {Document} page
 * @param {string} id
 */
function original(page, id) {
  const home = page.location.pathname.replace(/\/Mail\/.*$/, "");
  const [, token = ""] = /(?:^|;\s*)XSRF-TOKEN=([^;]*)/.exec(page.cookie) ?? [];
  return bytesAt(page, `${home}/Mail/${id}/export`, { headers: { "x-xsrf-token": decoded(token) } });
}

/** @param {string} folder */
function written(folder) {
  let text = folder;
  for (const [character = "", instead = ""] of WRITTEN) text = text.replaceAll(character, instead);
  text = text.replace(/[^\x00-\x7F]/g, "");
  return `folder${/^\d/.test(text) ? "_" : ""}${text}`;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
