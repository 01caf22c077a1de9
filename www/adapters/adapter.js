//! What an adapter is: all that is known of one webmail's page. Nothing else in these scripts knows of any webmail.
// @ts-check

/**
 * A message that stands open in the page.
 * @typedef {object} Opened
 * @property {string} id the webmail's own name for it: the same message opened again has the same
 * @property {() => Promise<ArrayBuffer>} raw its bytes as they came (RFC 5322), from the webmail's own origin and nowhere else
 * @property {Element} place the banner stands right before this element, outside the mail's own HTML
 * @property {() => ParentNode | undefined} content where the mail is shown, if it can be reached: an element, or the
 *     document of a frame; links are marked there
 * @property {() => Promise<import("../shared/protocol.js").Context>} [context] what the webmail knows of this message besides, such
 *     as keywords on it
 * @property {() => Surroundings} [surroundings] what the banner must go with; told again by telling of the message again
 * @property {(keyword: "$Phishing") => Promise<void>} [flag] sets a keyword on the message in the mailbox, so that other clients see it
 */

/**
 * How the page looks around a message.
 * @typedef {object} Surroundings
 * @property {"light" | "dark"} [theme] where the page has colours of its own choice
 * @property {string} [gap] the room below a banner, as a length of CSS, if the page leaves none
 */

/**
 * A message that is being written.
 * @typedef {object} Compose
 * @property {string} id the page's own name for it
 * @property {string | undefined} answers the `id` of the message that it replies to or forwards, if it does
 * @property {() => Promise<ArrayBuffer>} [answered] the bytes of that message, for a page that never showed it: many webmails
 *     write in a document of its own
 * @property {() => string[]} recipients the addresses it goes to as they stand now
 * @property {Element} place a warning stands right before this element
 * @property {(agreed: () => Promise<boolean>) => () => void} hold has `agreed` asked before it is sent, and nothing sent unless
 *     it says yes; what is returned ends that
 */

/**
 * What an adapter tells. Each may be called at any time after `watch`, and again with the same `id` when the page has drawn
 * itself anew: then `place` is another element.
 * @typedef {object} Seen
 * @property {(message: Opened) => void} opened
 * @property {(id: string) => void} closed the message is no longer in the page
 * @property {(compose: Compose) => void} [composing]
 * @property {(id: string) => void} [composed] it was sent, or given up
 * @property {(problem: string) => void} lost a message is open and cannot be found: in English, for the console
 */

/**
 * Whoever reads the mail of a page: a token that the webmail has signed for the server, when it ends (in milliseconds since
 * 1970), and what the webmail knows of the reader.
 * @typedef {object} KnownReader
 * @property {string | undefined} token
 * @property {number} until
 * @property {import("../pkg/banner_wasm.js").Reader} reader
 */

/**
 * One webmail.
 * @typedef {object} Adapter
 * @property {string} name as its makers write it
 * @property {(page: Document) => boolean} fits whether this page is of that webmail
 * @property {(page: Document, seen: Seen) => () => void} watch begins to look, changing nothing in the page; what is returned
 *     ends it and takes every observer and listener away
 * @property {(page: Document) => Promise<KnownReader | undefined>} [reader] with a new token each time
 */

export {};
