//! The one door to the browser's interface for extensions: nothing else names `chrome` or `browser`.
// @ts-check

/**
 * Of that interface, what is used here (Manifest V3; both browsers give promises).
 * @typedef {{ addListener(listener: (...given: any[]) => any): void, removeListener(listener: (...given: any[]) => any): void }} Event
 * @typedef {object} Port
 * @property {string} name
 * @property {Sender} [sender]
 * @property {(message: object) => void} postMessage
 * @property {() => void} disconnect
 * @property {Event} onMessage
 * @property {Event} onDisconnect
 * @typedef {{ id?: string, url?: string, origin?: string, tab?: Tab }} Sender
 * @typedef {{ id?: number, url?: string, active?: boolean, lastAccessed?: number }} Tab
 * @typedef {{ version: string,
 *     browser_specific_settings?: { gecko?: { data_collection_permissions?: { optional?: string[] } } } }} Manifest
 * @typedef {object} Api
 * @property {{ id: string, getURL(path: string): string, sendMessage(message: object): Promise<any>, connect(given: { name: string }): Port,
 *     openOptionsPage(): Promise<void>, getManifest(): Manifest, onMessage: Event, onConnect: Event, onInstalled: Event, onStartup: Event }} runtime
 * @property {{ local: { get(key: string): Promise<Record<string, any>>, set(items: object): Promise<void>, remove(key: string): Promise<void>,
 *     setAccessLevel?(given: { accessLevel: "TRUSTED_CONTEXTS" }): Promise<void> } }} storage
 * @property {{ query(given: object): Promise<Tab[]>, getCurrent(): Promise<Tab | undefined>, sendMessage(tab: number, message: object): Promise<any>,
 *     connect(tab: number, given: { name: string }): Port }} tabs
 * @property {{ request(given: { origins: string[], data_collection?: string[] }): Promise<boolean>,
 *     remove(given: { origins: string[] }): Promise<boolean>, getAll(): Promise<{ origins?: string[], data_collection?: string[] }>, onAdded: Event, onRemoved: Event }} permissions
 * @property {{ registerContentScripts(scripts: object[]): Promise<void>, unregisterContentScripts(): Promise<void>,
 *     executeScript(given: { target: { tabId: number }, files: string[] }): Promise<unknown> }} scripting
 */

const known = /** @type {{ browser?: Api, chrome?: Api }} */ (/** @type {unknown} */ (globalThis));
const api = /** @type {Api} */ (known.browser?.runtime ? known.browser : known.chrome);

/**
 * Answers what is asked in a message. Nobody but this extension can ask: web pages are not let connect.
 * @param {(message: unknown, own: boolean) => Promise<object> | undefined} answer `own`: a page of the extension asks, and no
 *     content script; nothing when that message is not for this listener
 */
export function answerMessages(answer) {
  api.runtime.onMessage.addListener((message, /** @type {Sender} */ sender, reply) => {
    if (sender.id !== api.runtime.id) return false;
    const answered = answer(message, isOwnPage(sender));
    if (!answered) return false;
    answered.then(reply, (error) => reply({ failed: error instanceof Error ? error.message : String(error) }));
    // The answer comes later.
    return true;
  });
}

/** @param {Sender} sender */
function isOwnPage(sender) {
  return sender.url?.startsWith(api.runtime.getURL("")) ?? false;
}

/** @param {(message: unknown) => void} take */
export function listen(take) {
  const listener = (/** @type {unknown} */ message, /** @type {Sender} */ sender) => {
    if (sender.id === api.runtime.id) take(message);
    return false;
  };
  api.runtime.onMessage.addListener(listener);
  return () => api.runtime.onMessage.removeListener(listener);
}

/**
 * @param {string} name
 * @param {(port: Port) => void} take
 */
export function takePorts(name, take) {
  api.runtime.onConnect.addListener((/** @type {Port} */ port) => {
    if (port.name === name && port.sender?.id === api.runtime.id) take(port);
  });
}

/**
 * Asks the worker, which starts for it if it has ended.
 * @param {object} message
 * @returns {Promise<any>}
 */
export async function ask(message) {
  const reply = await api.runtime.sendMessage(message);
  if (typeof reply?.failed === "string") throw new Error(reply.failed);
  return reply;
}

/** @param {string} name @returns {Port} */
export function connect(name) {
  return api.runtime.connect({ name });
}

/** @param {number} tab @param {string} name @returns {Port} */
export function connectTo(tab, name) {
  return api.tabs.connect(tab, { name });
}

/** Whether this script still belongs to an extension: it does not after an update, and no one answers it any more. */
export function isAlive() {
  return Boolean(api.runtime?.id);
}

/**
 * The tab that the reader looks at, or looked at last: on a phone the popup is a tab of its own.
 * @returns {Promise<Tab | undefined>}
 */
export async function seenTab() {
  const own = await api.tabs.getCurrent();
  const tabs = await api.tabs.query({ currentWindow: true });
  const others = tabs.filter((tab) => tab.id !== own?.id);
  return others.find((tab) => tab.active) ?? others.sort((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0))[0];
}

/**
 * Tells the content scripts in all tabs of these hosts.
 * @param {string[]} patterns
 * @param {object} message
 */
export async function tell(patterns, message) {
  for (const tab of await tabsOf(patterns)) {
    // A tab without our script has no ears.
    if (tab.id !== undefined) await api.tabs.sendMessage(tab.id, message).catch(() => {});
  }
}

/** @param {string[]} patterns @returns {Promise<Tab[]>} */
async function tabsOf(patterns) {
  return patterns.length > 0 ? api.tabs.query({ url: patterns }) : [];
}

/** @param {string} key @returns {Promise<any>} */
export async function kept(key) {
  return (await api.storage.local.get(key))[key];
}

/** @param {string} key @param {unknown} value */
export async function keep(key, value) {
  if (value === undefined) await api.storage.local.remove(key);
  else await api.storage.local.set({ [key]: value });
}

/** Keeps what is stored, a token among it, from content scripts, where the browser can. */
export function guardStorage() {
  void api.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" })?.catch(() => {});
}

/** @returns {Promise<string[]>} the hosts that the reader has granted, as match patterns */
export async function granted() {
  return (await api.permissions.getAll()).origins ?? [];
}

/** Must be called in the reader's click itself. @param {string[]} patterns */
export function request(patterns) {
  return api.permissions.request({ origins: patterns });
}

/**
 * Must be called in the reader's click itself. Asks for a server's host, and where the browser has a permission for it (Firefox),
 * for what is sent there.
 * @param {string[]} patterns
 */
export function requestServer(patterns) {
  const kinds = collected();
  return api.permissions.request(kinds.length > 0 ? { origins: patterns, data_collection: kinds } : { origins: patterns });
}

/** Whether the browser lets the extension send what it asked for; the reader can take that back in the browser's settings. */
export async function maySend() {
  const kinds = collected();
  if (kinds.length === 0) return true;
  const granted = (await api.permissions.getAll()).data_collection ?? [];
  return kinds.every((kind) => granted.includes(kind));
}

/** The kinds of data that leave this computer, by Firefox's names for them; none in browsers that have no names. */
function collected() {
  return api.runtime.getManifest().browser_specific_settings?.gecko?.data_collection_permissions?.optional ?? [];
}

/** What an administrator's policy grants cannot be given back. @param {string[]} patterns */
export function renounce(patterns) {
  return api.permissions.remove({ origins: patterns }).catch(() => false);
}

/** @param {() => void} changed called whenever the browser starts, the extension is new, or a host is granted or taken back */
export function onHosts(changed) {
  for (const event of [api.permissions.onAdded, api.permissions.onRemoved, api.runtime.onInstalled, api.runtime.onStartup])
    event.addListener(() => changed());
}

/**
 * Has the content script run in pages of these hosts and no others, and begin in those that are open.
 * @param {string[]} patterns
 * @param {string} file
 */
export async function runIn(patterns, file) {
  await api.scripting.unregisterContentScripts();
  if (patterns.length === 0) return;
  await api.scripting.registerContentScripts([
    { id: "webmail", matches: patterns, js: [file], runAt: "document_idle" },
  ]);
  for (const tab of await tabsOf(patterns)) {
    if (tab.id === undefined) continue;
    // A tab that is being closed, or shows an error of the browser's own, takes none.
    await api.scripting.executeScript({ target: { tabId: tab.id }, files: [file] }).catch(() => {});
  }
}

export function openOptions() {
  return api.runtime.openOptionsPage();
}

export function version() {
  return api.runtime.getManifest().version;
}
