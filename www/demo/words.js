//! The words of the demo itself, in each language; the banner's words come from the core.
// @ts-check

import { number } from "./format.js";

/**
 * @typedef {import("../pkg/banner_wasm.js").Language} Language
 * @typedef {keyof typeof ENGLISH} Word
 */

const ENGLISH = {
  mailbox: "demo mailbox",
  language: "Language",
  theme: "Colours",
  themeSystem: "As the system",
  themeLight: "Light",
  themeDark: "Dark",
  messages: "Messages",
  message: "Message",
  search: "Search sender or subject",
  byLevel: "Show only one level",
  all: "All",
  checking: "{count} still being checked",
  unchecked: "{count} could not be checked",
  notChecked: "Could not be checked",
  nothingFound: "No message matches.",
  noMail: "There are no messages in this mailbox.",
  noSubject: "(no subject)",
  noSender: "(no sender)",
  hasAttachment: "with attachment",
  welcome: "Choose a message",
  welcomeMore:
    "Every message is judged here in the browser; none of it is sent anywhere. The marks in the list mean:",
  noMark: "A message without a mark gave no cause for a warning. That is no promise that it is harmless.",
  back: "Back to the list",
  to: "To",
  attachments: "Attachments",
  bodyTitle: "Text of the message",
  again: "Try again",
  mailboxAway: "The mailbox cannot be reached. Is the server running?",
  tokenWanted:
    "This server has the key of a webmail, so it wants a reader's token, which the demo does not have. Run the demo on a server without keys: verdict-server serve --demo --data-dir demo-data",
  packageMisfit:
    "The package for the browser is missing or does not fit these pages. Run “cargo xtask wasm”, then try again.",
  messageAway: "This message cannot be loaded. Is the server running?",
  scoringAway: "This message has not been checked, because it could not be fetched from the server.",
  reply: "Reply",
  forward: "Forward",
  subject: "Subject",
  text: "Text",
  send: "Send",
  discard: "Discard",
  choices: "Your choices",
  sendsNothing: "The demo sends nothing. A webmail would have sent this now.",
  opensNothing: "The demo opens no links. A webmail would now open {address}",
  scoringFailed: "This message has not been checked, because the check failed. Be careful with it.",
};

/** @type {Record<Word, string>} */
const CHINESE = {
  mailbox: "演示邮箱",
  language: "语言",
  theme: "颜色",
  themeSystem: "跟随系统",
  themeLight: "浅色",
  themeDark: "深色",
  messages: "邮件列表",
  message: "邮件",
  search: "搜索发件人或主题",
  byLevel: "只看某一级别",
  all: "全部",
  checking: "还有 {count} 封正在检查",
  unchecked: "有 {count} 封未能检查",
  notChecked: "未能检查",
  nothingFound: "没有符合条件的邮件。",
  noMail: "邮箱里没有邮件。",
  noSubject: "（无主题）",
  noSender: "（无发件人）",
  hasAttachment: "有附件",
  welcome: "请选择一封邮件",
  welcomeMore: "邮件只在您的浏览器里判断，不会发送到别处。列表中的标记含义如下：",
  noMark: "没有标记，表示没有发现需要提醒的地方，但不等于保证安全。",
  back: "返回列表",
  to: "收件人",
  attachments: "附件",
  bodyTitle: "邮件正文",
  again: "重试",
  mailboxAway: "无法连接邮箱，请确认服务器正在运行。",
  tokenWanted:
    "本服务器已有邮件系统的密钥，因此要求收件人令牌，而演示邮箱没有令牌。请在没有密钥的服务器上运行演示：verdict-server serve --demo --data-dir demo-data",
  packageMisfit: "浏览器程序包缺失，或与页面版本不符。请先运行 cargo xtask wasm，再重试。",
  messageAway: "无法加载这封邮件，请确认服务器正在运行。",
  scoringAway: "无法从服务器取得这封邮件，还没有检查。",
  reply: "回复",
  forward: "转发",
  subject: "主题",
  text: "正文",
  send: "发送",
  discard: "放弃",
  choices: "个人选项",
  sendsNothing: "演示不会真的发送。在真正的网页邮箱里，这封邮件现在就发出了。",
  opensNothing: "演示不会打开任何链接。在真正的网页邮箱里，现在会打开 {address}",
  scoringFailed: "检查出错，这封邮件还没有得到判断，请小心对待。",
};

/**
 * @param {Language} language
 * @param {Word} word
 * @param {number} [count] put in the place of `{count}`
 */
export function say(language, word, count) {
  const text = (language === "zh-Hans" ? CHINESE : ENGLISH)[word];
  if (count === undefined) return text;
  return text.replace("{count}", number(count));
}

/**
 * Fills `data-word` (text), `data-label` (accessible name) and `data-hint` (placeholder).
 * @param {ParentNode} page
 * @param {Language} language
 */
export function fillWords(page, language) {
  /** @param {string} name @param {(element: Element, text: string) => void} fill */
  const each = (name, fill) => {
    for (const element of page.querySelectorAll(`[${name}]`)) {
      fill(element, say(language, /** @type {Word} */ (element.getAttribute(name))));
    }
  };
  each("data-word", (element, text) => (element.textContent = text));
  each("data-label", (element, text) => element.setAttribute("aria-label", text));
  each("data-hint", (element, text) => element.setAttribute("placeholder", text));
}
