//! Why a message could not be judged, in the reader's language. Problems come as English sentences, which the console shows too.
// @ts-check

/** @typedef {import("./messages.js").Language} Language */

/** Each sentence that a webmail's adapter or the extension itself says; `{}` stands for what differs. @type {[string, string][]} */
const CHINESE = [
  ["A message is open in Outlook, but the address does not name it. Open it from the list.", "Outlook 中打开了一封邮件，但网址中没有它的编号。请从邮件列表中打开它。"],
  ["Outlook shows several messages of a conversation at once; none of them is judged.", "Outlook 同时显示了一个会话中的多封邮件，因此都没有判断。"],
  ["Outlook did not give out the message.", "Outlook 没有给出这封邮件的原文。"],
  ["The conversation has several messages, and Outlook does not say which one is open.", "这个会话中有多封邮件，而 Outlook 没有说明打开的是哪一封。"],
  ["A message is open in Nextcloud Mail, but its number is not where it used to be.", "Nextcloud Mail 中打开了一封邮件，但在原来的位置找不到它的编号。"],
  ["A message is open in Gmail, but its number is not where it used to be.", "Gmail 中打开了一封邮件，但在原来的位置找不到它的编号。"],
  ["Gmail gave a page instead of the message.", "Gmail 返回的是网页，而不是邮件原文。"],
  ["A message is open in SOGo, but the address does not name it.", "SOGo 中打开了一封邮件，但网址中没有它的编号。"],
  ["The message is not on the webmail's own origin.", "这封邮件不在网页邮箱自己的网站上。"],
  ["The webmail answered {} when asked for the message.", "向网页邮箱索取邮件原文时，它回答了 {}。"],
  ["Roundcube does not say who reads; the session may have ended", "Roundcube 没有说明读者是谁，可能登录已经过期。"],
  ["Roundcube's page shows a message, and its body was not found", "Roundcube 页面中有一封邮件，但没有找到它的正文。"],
  ["Roundcube does not give the message; the session may have ended", "Roundcube 没有给出这封邮件，可能登录已经过期。"],
  ["Roundcube does not set the keyword {}", "Roundcube 没有设置关键词 {}。"],
  ["The message is too long to be judged.", "邮件太大，无法判断。"],
  ["The message could not be judged: the extension's worker ended.", "无法判断这封邮件：扩展的后台进程已经结束。"],
  ["Judging broke down; it begins anew when the browser has ended the extension's worker.", "判断过程出错；浏览器结束扩展的后台进程后会重新开始。"],
  ["A message came in a form that is not known.", "收到的邮件格式无法识别。"],
  ["A second message came where one is taken.", "本应只有一封邮件，却收到了第二封。"],
  ["A message is longer than it was said to be.", "邮件比预先说明的更长。"],
  ["The extension was changed. Load the page again.", "扩展已更新。请重新加载页面。"],
];

/**
 * The problem in that language, and in which it is: what is not known, such as a browser's own words, stays as it came.
 * @param {Language} language
 * @param {string} problem
 * @returns {{ text: string, language: Language }}
 */
export function problemIn(language, problem) {
  if (language !== "zh-Hans") return { text: problem, language: "en" };
  for (const [english, chinese] of CHINESE) {
    const [before = "", after] = english.split("{}");
    if (after === undefined ? problem !== english : !(problem.startsWith(before) && problem.endsWith(after))) continue;
    const differs = after === undefined ? "" : problem.slice(before.length, problem.length - after.length);
    return { text: chinese.replace("{}", () => differs), language };
  }
  return { text: problem, language: "en" };
}
