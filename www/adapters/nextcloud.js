//! Nextcloud Mail: all that is known of its page, from its sources (version 5). Tried on pages that imitate it.
//!
//! - `#content.app-mail`, as every app of Nextcloud has its name there.
//! - Each message of a conversation is `.envelope`, an opened one has `envelope--expanded` too (`ThreadEnvelope.vue`). The link in its
//!   header, `a.left`, leads to `…/thread/ID`; the ID is the message's in the database.
//! - `.mail-message-body` holds what is the mail's; HTML is shown in a frame (`MessageHTMLBody.vue`).
//! - `apps/mail/api/messages/ID/export` gives the bytes as they came; `…/source` gives JSON, which has no place for all bytes.
//! - Below which path Nextcloud lives, and whether that holds `index.php`, the page's own address says.
//! - A request of its own carries the token that stands in the head of the page.
// @ts-check

import { bytesAt, look } from "./looking.js";

/** @type {import("./adapter.js").Adapter} */
export const nextcloud = {
  name: "Nextcloud Mail",

  fits(page) {
    return page.querySelector("#content.app-mail, #content-vue.app-mail") !== null;
  },

  watch(page, seen) {
    return look(page, seen, function* () {
      for (const envelope of page.querySelectorAll(".envelope--expanded")) {
        const place = envelope.querySelector(".mail-message-body");
        // Still loading.
        if (!place) continue;
        const link = envelope.querySelector("a.left")?.getAttribute("href") ?? "";
        const [, id] = /\/thread\/(\d+)/.exec(link) ?? [];
        if (!id) throw new Error("A message is open in Nextcloud Mail, but its number is not where it used to be.");
        yield { id, place, raw: () => original(page, id), content: () => shown(place) };
      }
    });
  },
};

/** @param {Element} place */
function shown(place) {
  const frame = place.querySelector("iframe");
  return frame ? (frame.contentDocument ?? undefined) : place;
}

/**
 * @param {Document} page
 * @param {string} id
 */
function original(page, id) {
  const [base = ""] = page.location.pathname.split("/apps/mail");
  const token = page.head.getAttribute("data-requesttoken") ?? "";
  return bytesAt(page, `${base}/apps/mail/api/messages/${id}/export`, { headers: { requesttoken: token } });
}
