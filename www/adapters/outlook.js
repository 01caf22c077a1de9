//! Outlook on the web: all that is known of its page. Tried on pages that imitate it, not yet on the real one.
//!
//! - Class names change with each release; `data-app-section` and the id `UniqueMessageBody…` of a mail's own element have stayed.
//! - The address ends in `/id/ID` for an opened message. An id that begins with `AAQk` or `AQQk` is a conversation's; a
//!   message's has `M` in the third place.
//! - `owa/service.svc?action=GetItem` with `IncludeMimeContent` gives the message in Base64. Such a request carries the value of the
//!   cookie `X-OWA-CANARY` as a header. Outlook of Microsoft 365 may ask for a token of its own instead, which we do not touch: then
//!   the message is not found, and the reader is told so.
//! - `GetConversationItems` names the messages of a conversation. Which one of several is shown cannot be seen, so only one that
//!   is alone is judged.
// @ts-check

import { bytesAt, look } from "./looking.js";

const HOSTS = ["outlook.live.com", "outlook.office.com", "outlook.office365.com", "outlook.cloud.microsoft"];

/** @type {import("./adapter.js").Adapter} */
export const outlook = {
  name: "Outlook",

  fits(page) {
    if (page.defaultView?.top !== page.defaultView) return false;
    // An organisation's own Exchange has it below /owa/.
    return HOSTS.includes(page.location.hostname) || page.location.pathname.startsWith("/owa/");
  },

  watch(page, seen) {
    return look(page, seen, function* () {
      const places = page.querySelectorAll('[id^="UniqueMessageBody"]');
      const id = idIn(page.location.pathname);
      const [place] = places;
      if (!place) return;
      if (!id) throw new Error("A message is open in Outlook, but the address does not name it. Open it from the list.");
      if (places.length > 1) throw new Error("Outlook shows several messages of a conversation at once; none of them is judged.");
      yield { id, place, raw: () => original(page, id), content: () => place };
    });
  },
};

/** @param {string} path */
function idIn(path) {
  const [, written] = /\/id\/([^/]+)/.exec(path) ?? [];
  try {
    return written ? decodeURIComponent(written) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Document} page
 * @param {string} id
 */
async function original(page, id) {
  const item = /^A.Q/.test(id) ? await onlyItem(page, id) : id;
  const answer = await service(page, "GetItem", {
    ItemShape: { __type: "ItemResponseShape:#Exchange", BaseShape: "IdOnly", IncludeMimeContent: true },
    ItemIds: [{ __type: "ItemId:#Exchange", Id: item }],
  });
  const content = answer?.Items?.[0]?.MimeContent?.Value;
  if (typeof content !== "string") throw new Error("Outlook did not give out the message.");
  return Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)).buffer;
}

/**
 * @param {Document} page
 * @param {string} id of a conversation
 * @returns {Promise<string>}
 */
async function onlyItem(page, id) {
  const answer = await service(page, "GetConversationItems", {
    Conversations: [
      {
        __type: "ConversationRequestType:#Exchange",
        ConversationId: { __type: "ItemId:#Exchange", Id: id },
        SyncState: "",
      },
    ],
    ItemShape: { __type: "ItemResponseShape:#Exchange", BaseShape: "IdOnly" },
  });
  /** @type {any[]} */
  const nodes = answer?.Conversation?.ConversationNodes ?? [];
  const items = nodes.flatMap((node) => node?.Items ?? []).map((item) => item?.ItemId?.Id);
  const [only] = items;
  if (items.length !== 1 || typeof only !== "string")
    throw new Error("The conversation has several messages, and Outlook does not say which one is open.");
  return only;
}

/**
 * @param {Document} page
 * @param {"GetItem" | "GetConversationItems"} action
 * @param {object} body
 * @returns {Promise<any>}
 */
async function service(page, action, body) {
  const [, canary = ""] = /(?:^|;\s*)X-OWA-CANARY=([^;]*)/.exec(page.cookie) ?? [];
  const bytes = await bytesAt(page, `/owa/service.svc?action=${action}&app=Mail`, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", action, "x-owa-canary": canary },
    body: JSON.stringify({
      __type: `${action}JsonRequest:#Exchange`,
      Header: { __type: "JsonRequestHeaders:#Exchange", RequestServerVersion: "Exchange2013" },
      Body: { __type: `${action}Request:#Exchange`, ...body },
    }),
  });
  const answer = JSON.parse(new TextDecoder().decode(bytes));
  return answer?.Body?.ResponseMessages?.Items?.[0];
}
