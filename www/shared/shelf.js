//! Where answers are kept: IndexedDB, or memory where the browser grants no storage.
// @ts-check

/**
 * @typedef {import("../pkg/banner_wasm.js").FeedbackReport} FeedbackReport
 * @typedef {object} Shelf
 * @property {(report: FeedbackReport) => Promise<void>} put
 * @property {() => Promise<FeedbackReport[]>} all in the order of their ids, so the oldest first
 * @property {(id: string) => Promise<void>} remove
 */

const NAME = "threat-banner";
const STORE = "reports";

/** @returns {Shelf} */
export function openShelf() {
  const memory = memoryShelf();
  const opened = openDatabase().then(databaseShelf, () => memory);
  return {
    put: async (report) => (await opened).put(report).catch(() => memory.put(report)),
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

/** @returns {Shelf} */
function memoryShelf() {
  /** @type {Map<string, FeedbackReport>} */
  const reports = new Map();
  return {
    put: async (report) => void reports.set(report.id, report),
    all: async () => [...reports.values()],
    remove: async (id) => void reports.delete(id),
  };
}

/**
 * @param {IDBDatabase} database
 * @returns {Shelf}
 */
function databaseShelf(database) {
  /** @param {IDBTransactionMode} mode */
  const store = (mode) => database.transaction(STORE, mode).objectStore(STORE);
  return {
    put: async (report) => void (await settled(store("readwrite").put(report))),
    all: () => settled(store("readonly").getAll()),
    remove: async (id) => void (await settled(store("readwrite").delete(id))),
  };
}

/** @returns {Promise<IDBDatabase>} */
async function openDatabase() {
  const request = indexedDB.open(NAME, 1);
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
