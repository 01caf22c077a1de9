//! Gmail: all that is known of its page. Tried on pages that imitate it, not yet on the real one.
//!
//! - An opened message is `div.adn` with `data-legacy-message-id`, sixteen hexadecimal digits, which old links and the API know it
//!   by; collapsed messages of a conversation have another class (seen alike in InboxSDK and gmail.js, both used widely for years).
//! - A message that the reader has just sent has no such id until Gmail's time for taking it back is over (gmail.js #531).
//! - `.ii.gt` holds the mail as it is shown; before it stands Gmail's own.
//! - "Download original" is `?view=att&th=ID&attid=0&disp=comp&safe=1&zw` on the page's own address, for each account
//!   (`/mail/u/0/`): the bytes as they came. What comes with another type is a page that asks to sign in.
// @ts-check

import { bytesAt, look } from "./looking.js";

/** @type {import("./adapter.js").Adapter} */
export const gmail = {
  name: "Gmail",

  fits(page) {
    // Its many frames are no pages of mail.
    if (page.defaultView?.top !== page.defaultView) return false;
    const name = page.querySelector('meta[name="application-name"]')?.getAttribute("content");
    return page.location.hostname === "mail.google.com" || name === "Gmail";
  },

  watch(page, seen) {
    return look(page, seen, function* () {
      let unnamed = false;
      for (const message of page.querySelectorAll("div.adn")) {
        const id = message.getAttribute("data-legacy-message-id") ?? "";
        const place = message.querySelector(".ii.gt");
        if (!/^[0-9a-f]{1,16}$/i.test(id)) unnamed ||= place !== null && !message.hasAttribute("data-message-id");
        else if (place)
          yield { id, place, raw: () => original(page, id), content: () => place.querySelector(".a3s") ?? undefined };
      }
      if (unnamed) throw new Error("A message is open in Gmail, but its number is not where it used to be.");
    });
  },
};

/**
 * @param {Document} page
 * @param {string} id
 */
async function original(page, id) {
  const address = `${page.location.pathname}?view=att&th=${id}&attid=0&disp=comp&safe=1&zw`;
  const raw = await bytesAt(page, address);
  const start = new TextDecoder("latin1").decode(raw.slice(0, 64));
  if (/^\s*<(?:!doctype|html)/i.test(start)) throw new Error("Gmail gave a page instead of the message.");
  return raw;
}
