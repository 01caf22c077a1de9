//! Where answers, and what else is kept, are kept: IndexedDB, or memory where the browser grants no storage.
// @ts-check

/**
 * @typedef {import("./report.js").FeedbackReport} FeedbackReport
 */

/**
 * @template {{ id: string }} T
 * @typedef {object} ShelfOf
 * @property {(item: T) => Promise<void>} put in the place of the one with the same id
 * @property {() => Promise<T[]>} all in the order of their ids, so the oldest first
 * @property {(id: string) => Promise<void>} remove
 */

/** @typedef {ShelfOf<FeedbackReport>} Shelf */

const NAME = "threat-banner";
const STORE = "reports";

/**
 * @template {{ id: string }} [T=FeedbackReport]
 * @param {string | Promise<string>} [name] each name is a shelf of its own, such as that of one reader
 * @returns {ShelfOf<T>}
 */
export function openShelf(name = NAME) {
  /** @type {ShelfOf<T>} */
  const memory = memoryShelf();
  /** @type {Promise<ShelfOf<T>>} */
  const opened = Promise.resolve(name)
    .then(openDatabase)
    .then((database) => databaseShelf(database), () => memory);
  return {
    put: async (item) => (await opened).put(item).catch(() => memory.put(item)),
    all: async () => {
      const shelf = await opened;
      const kept = await memory.all();
      return shelf === memory ? kept : [...(await shelf.all().catch(() => [])), ...kept];
    },
    remove: async (id) => {
      await memory.remove(id);
      await (await opened).remove(id).catch(() => undefined);
    },
  };
}

/**
 * @template {{ id: string }} T
 * @returns {ShelfOf<T>}
 */
function memoryShelf() {
  /** @type {Map<string, T>} */
  const items = new Map();
  return {
    put: async (item) => void items.set(item.id, item),
    all: async () => [...items.values()],
    remove: async (id) => void items.delete(id),
  };
}

/**
 * @template {{ id: string }} T
 * @param {IDBDatabase} database
 * @returns {ShelfOf<T>}
 */
function databaseShelf(database) {
  /** @param {IDBTransactionMode} mode */
  const store = (mode) => database.transaction(STORE, mode).objectStore(STORE);
  return {
    put: async (item) => void (await settled(store("readwrite").put(item))),
    all: () => settled(store("readonly").getAll()),
    remove: async (id) => void (await settled(store("readwrite").delete(id))),
  };
}

/**
 * @param {string} name
 * @returns {Promise<IDBDatabase>}
 */
async function openDatabase(name) {
  const request = indexedDB.open(name, 1);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore(STORE, { keyPath: "id" });
  });
  return settled(request);
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((done, fail) => {
    request.addEventListener("success", () => done(request.result));
    request.addEventListener("error", () => fail(request.error));
  });
}
