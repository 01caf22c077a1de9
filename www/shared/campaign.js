//! A keyed hash by which answers on messages of one campaign are counted together, without telling which campaign it is.
// @ts-check

const LONGEST_HEADER = 64 * 1024;
/** What stands before the subject of an answer or a forwarded message, in the languages that readers have. */
const PREFIX = /^(?:re|fw|fwd|aw|wg|sv|vs|tr|rv|res|enc|antw|回复|答复|转发|转寄|回覆|轉寄)\s*(?:\[\d+\])?\s*[:：]\s*/u;
/** The finding that the sender's domain answers for the message. */
const PROVEN = "authentication.aligned_pass";
const WORD = /=\?([\w.-]+)(?:\*[\w-]*)?\?([bq])\?([^?\s]*)\?=/giu;

/**
 * HMAC-SHA-256 of the normalised subject, the sender's domain and whether it is proven, under the organisation's key: 64
 * hexadecimal digits. Nothing where a message has too little of either, or the browser has no cryptography for the page. What is
 * proven and what only says so are never of one campaign: a forged invoice would be settled together with the true ones.
 * @param {Uint8Array} raw
 * @param {{ sender_domain?: string | undefined, findings: { id: string }[] }} verdict
 * @param {string} keyHex
 * @returns {Promise<string | undefined>}
 */
export async function campaignKey(raw, verdict, keyHex) {
  const domain = verdict.sender_domain;
  const subject = normalised(subjectOf(raw));
  const letters = subject.match(/\p{L}/gu)?.length ?? 0;
  if (!domain || letters < 3 || !globalThis.crypto?.subtle) return undefined;
  const bytes = Uint8Array.from(keyHex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  const proof = provenDomain(verdict) === undefined ? "claimed" : "proven";
  const text = new TextEncoder().encode(`campaign\0${domain.toLowerCase()}\0${proof}\0${subject}`);
  const hash = new Uint8Array(await crypto.subtle.sign("HMAC", key, text));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The sender's domain, where it is proven that it sent the message.
 * @param {{ sender_domain?: string | undefined, findings: { id: string }[] }} verdict
 */
export function provenDomain({ sender_domain: domain, findings }) {
  return findings.some(({ id }) => id === PROVEN) ? domain?.toLowerCase() : undefined;
}

/**
 * The subject without what differs between the copies of one campaign: answer marks, numbers, case and spaces.
 * @param {string} subject
 */
export function normalised(subject) {
  let text = subject.normalize("NFKC").toLowerCase().trim();
  while (PREFIX.test(text)) text = text.replace(PREFIX, "");
  return text
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*/gu, "0")
    .replace(/[\s\p{P}\p{S}]+/gu, " ")
    .trim()
    .slice(0, 200);
}

/**
 * The Subject field, decoded (RFC 2047).
 * @param {Uint8Array} raw
 */
export function subjectOf(raw) {
  const head = new TextDecoder().decode(raw.subarray(0, LONGEST_HEADER));
  const [fields = ""] = head.split(/\r?\n\r?\n/, 1);
  const field = /(?:^|\n)subject[ \t]*:(.*(?:\r?\n[ \t].*)*)/iu.exec(fields)?.[1] ?? "";
  return field
    .replace(/\r?\n(?=[ \t])/gu, "")
    .replace(/(\?=)\s+(?==\?)/gu, "$1")
    .replace(WORD, (whole, charset, kind, text) => decoded(charset, kind, text) ?? whole)
    .trim();
}

/**
 * @param {string} charset
 * @param {string} kind
 * @param {string} text
 * @returns {string | undefined}
 */
function decoded(charset, kind, text) {
  try {
    const binary =
      kind.toLowerCase() === "b"
        ? atob(text)
        : text
            .replace(/_/gu, " ")
            .replace(/=([0-9a-f]{2})/giu, (_, pair) => String.fromCharCode(Number.parseInt(pair, 16)));
    return new TextDecoder(charset).decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
