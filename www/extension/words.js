//! The words of the extension's own pages, in each language; those of banners come from the core.
// @ts-check

/**
 * @typedef {import("./messages.js").Language} Language
 * @typedef {keyof typeof ENGLISH} Word
 */

const ENGLISH = {
  options: "Options",
  optionsTitle: "Threat Banner – options",
  webmails: "Your webmails",
  webmailsMore:
    "Banners appear in the webmails that you switch on here, and nowhere else. The browser asks you once for each of them.",
  switchOn: "Switch on",
  switchOff: "Switch off",
  on: "on",
  off: "off",
  unverified: "Tried on pages that imitate {name}, not yet on the real one.",
  own: "Webmail on another address",
  ownMore: "Works with {names}. Nextcloud Mail was tried on pages that imitate it, not yet on a real one.",
  ownAddress: "Its address",
  add: "Add",
  remove: "Remove",
  ownWrong: "That is no address of a webmail. It should look like https://mail.acme.example.",
  notGranted: "The browser did not grant access, so nothing was changed.",
  organisation: "Your organisation",
  organisationMore:
    "Without a server, everything works too: mail is judged by what comes with the extension, and your answers stay on this computer. Mail is never sent in either case.",
  server: "Address of the server",
  code: "Code from your administrator",
  codeMore: "It can be used once, in one browser.",
  connect: "Connect",
  connecting: "Connecting …",
  disconnect: "Disconnect",
  connected: "Connected to {server}",
  connectedFor: "Connected to {server} for {domains}",
  withheld: "Nothing is sent there now: your browser’s settings for this extension do not allow it.",
  connectedNow: "Connected. Answers that were kept are being sent.",
  disconnected: "Disconnected. New answers stay on this computer.",
  wrongAddress: "That is no address of a server. It should look like https://verdict.acme.example.",
  wrongCode: "The server does not accept this code: it was used before, is too old, or is mistyped. Ask for another one.",
  serverAway: "The server cannot be reached at this address.",
  look: "Look",
  language: "Language",
  theme: "Colours",
  links: "Suspicious links in a mail",
  linksMarked: "Mark, and ask before opening",
  linksPlain: "Leave as they are",
  asBrowser: "As the browser",
  asSystem: "As the system",
  light: "Light",
  dark: "Dark",
  privacy: "What may leave this computer",
  gradeSignals:
    "Your answers, if you give any: which checks found something, the level and probability that were shown, the version of the model, a code that stands for the message, and what you choose or write yourself. No text of the mail, no addresses. With a server, it is also told how many banners of each level were shown and which checks found something in them, which levels a model on trial would have given, but not in which messages, and it is asked at most once an hour for the organisation's settings, its model, its list of harmful addresses, and what became of your answers.",
  gradeNothing: "Nothing. Answers are kept on this computer and not sent, and the server is asked for nothing.",
  saved: "Saved.",
  version: "Version {version}",
  messageHere: "The open message",
  judgedNone: "No warning",
  judgedNoneMore: "Nothing in this message gave cause for a warning. That is no promise that it is harmless.",
  why: "Why?",
  whyNone: "Why is there no banner?",
  found: "What speaks against it, but too little for a warning:",
  foundNothing: "Nothing was found that speaks against it.",
  speaksFor: "What speaks for it:",
  noMessage: "No message is open here.",
  noMessageMore: "Open a message, and its banner stands above it.",
  left: "This webmail shows banners of its own, so the extension stays out of it.",
  noPage: "This page is no webmail that you switched on.",
  noPageMore: "Switch it on in the options, or load the page again if you have just done so.",
  showHere: "Show banners on {host}",
  problem: "The open message could not be judged.",
  sent: "What was sent",
  sentNone: "You have not answered any banner yet.",
  accurate: "You said: accurate",
  notAccurate: "You said: not accurate",
  fateSent: "sent to {server}",
  fateQueued: "kept on this computer, not sent",
  fateRefused: "refused by the server",
  exactly: "Exactly this",
  clear: "Clear what was sent",
};

/** @type {Record<Word, string>} */
const CHINESE = {
  options: "设置",
  optionsTitle: "Threat Banner – 设置",
  webmails: "您的网页邮箱",
  webmailsMore: "只有在这里开启的网页邮箱才会显示提示。开启每一个时，浏览器会询问您一次。",
  switchOn: "开启",
  switchOff: "关闭",
  on: "已开启",
  off: "未开启",
  unverified: "只在模仿 {name} 的页面上试过，还没有在真正的页面上验证。",
  own: "其他地址的网页邮箱",
  ownMore: "支持 {names}。其中 Nextcloud Mail 只在模仿它的页面上试过，尚未在真实环境中验证。",
  ownAddress: "邮箱网址",
  add: "添加",
  remove: "移除",
  ownWrong: "这不是网页邮箱的网址。应当像 https://mail.acme.example 这样。",
  notGranted: "浏览器没有授予访问权限，所以什么都没有改变。",
  organisation: "您的单位",
  organisationMore: "没有服务器也能用：邮件由扩展自带的模型判断，您的回答留在这台电脑上。无论哪种情况，邮件都不会被发送出去。",
  server: "服务器地址",
  code: "管理员给您的代码",
  codeMore: "只能在一个浏览器中使用一次。",
  connect: "连接",
  connecting: "正在连接……",
  disconnect: "断开",
  connected: "已连接到 {server}",
  connectedFor: "已连接到 {server}（{domains}）",
  withheld: "目前不会向它发送任何内容：浏览器中此扩展的设置不允许。",
  connectedNow: "已连接。之前保留的回答正在发送。",
  disconnected: "已断开。新的回答会留在这台电脑上。",
  wrongAddress: "这不是服务器的地址。应当像 https://verdict.acme.example 这样。",
  wrongCode: "服务器不接受这个代码：它已经用过、已过期，或者输入有误。请再要一个。",
  serverAway: "这个地址的服务器无法连接。",
  look: "外观",
  language: "语言",
  theme: "颜色",
  links: "邮件中的可疑链接",
  linksMarked: "标出，打开前询问",
  linksPlain: "保持原样",
  asBrowser: "跟随浏览器",
  asSystem: "跟随系统",
  light: "浅色",
  dark: "深色",
  privacy: "哪些内容可以离开这台电脑",
  gradeSignals: "您给出的回答：哪些检查有发现、显示的级别和概率、模型版本、一个代表该邮件的代码，以及您自己选择或写下的内容。不含邮件正文和地址。连接服务器后，还会告知各级别的提示显示了多少次、其中哪些检查有发现、试用中的模型会给出什么级别，但不说明是哪些邮件；并且最多每小时向服务器查询一次单位的设置、模型、有害地址名单，以及您的回答的核实结果。",
  gradeNothing: "什么都不离开。回答保留在这台电脑上，不会发送，也不会向服务器查询任何内容。",
  saved: "已保存。",
  version: "版本 {version}",
  messageHere: "打开的邮件",
  judgedNone: "没有警告",
  judgedNoneMore: "这封邮件中没有值得警告的内容。但这并不保证它无害。",
  why: "为什么？",
  whyNone: "为什么没有提示？",
  found: "对它不利、但不足以警告的内容：",
  foundNothing: "没有发现对它不利的内容。",
  speaksFor: "对它有利的内容：",
  noMessage: "这里没有打开的邮件。",
  noMessageMore: "打开一封邮件，提示就会显示在它上方。",
  left: "这个网页邮箱会显示自己的提示，所以扩展不再重复显示。",
  noPage: "这个页面不是您已开启的网页邮箱。",
  noPageMore: "请在设置中开启它；如果刚刚开启，请重新加载页面。",
  showHere: "在 {host} 上显示提示",
  problem: "打开的邮件无法判断。",
  sent: "发送过的内容",
  sentNone: "您还没有回答过任何提示。",
  accurate: "您的回答：准确",
  notAccurate: "您的回答：不准确",
  fateSent: "已发送到 {server}",
  fateQueued: "保留在这台电脑上，没有发送",
  fateRefused: "被服务器拒绝",
  exactly: "完整内容",
  clear: "清除已发送的记录",
};

/**
 * @param {Language} language
 * @param {Word} word
 * @param {Record<string, string>} [values] for what stands in braces
 */
export function say(language, word, values = {}) {
  const text = (language === "zh-Hans" ? CHINESE : ENGLISH)[word];
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * Gives a page of the extension's own the reader's language and colours.
 * @param {Document} page
 * @param {import("./messages.js").State} state
 */
export function dress(page, { language, choices: { theme } }) {
  fillWords(page, language);
  const root = page.documentElement;
  if (theme === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", theme);
}

/**
 * Fills every element that names its word in `data-word`, and says of which language the page is now.
 * @param {Document} page
 * @param {Language} language
 */
function fillWords(page, language) {
  page.documentElement.lang = language;
  for (const element of page.querySelectorAll("[data-word]")) {
    const word = /** @type {Word} */ (element.getAttribute("data-word"));
    element.textContent = say(language, word);
  }
}
