//! Where the files of this package are, and what each must hold: the one door to all that is loaded after the scripts.
// @ts-check

/**
 * Where a bundle's files are. `integrity` has the hash of each that may be loaded, by path, as pages name it (`sha384-…`).
 * @typedef {{ base: string, integrity: Record<string, string> }} Place
 */

/** @type {Place | undefined} */
let place;

/**
 * From now on files come from there. Scripts that are not bundled find theirs beside themselves.
 * @param {Place} known
 */
export function filesAt(known) {
  place = known;
}

/** Where the files of a bundle are; nothing where scripts are not bundled. */
export function filesPlace() {
  return place;
}

/** @param {string} path below `www/`, or below the base of the bundle */
export function addressOf(path) {
  return place ? new URL(path, place.base) : new URL(`../${path}`, import.meta.url);
}

/**
 * Loads a file. Of a bundle, only what has the hash that was known when it was built.
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>} rejected when the file cannot be had
 */
export async function load(path, signal) {
  const integrity = place?.integrity[path];
  if (place && integrity === undefined) throw new Error(`${path} is no file of this package`);
  const init = { signal: signal ?? null, ...(integrity === undefined ? {} : { integrity }) };
  let response;
  try {
    response = await fetch(addressOf(path), init);
  } catch (error) {
    if (!place || signal?.aborted || typeof document === "undefined") throw error;
    // A page's policy may let scripts come from here and nothing else (connect-src); then a file comes as one.
    return await asScript(path, place.integrity[`${path}.js`]).catch(() => Promise.reject(error));
  }
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  return response;
}

/**
 * Loads a script of the bundle as a module. Of browsers that check hashes of modules, only what has the hash that was known.
 * @param {string} path
 * @returns {Promise<any>} what it exports
 */
export async function script(path) {
  const integrity = place?.integrity[path];
  if (integrity === undefined) throw new Error(`${path} is no file of this package`);
  const address = addressOf(path).href;
  if (canCheck()) await checked(address, integrity);
  return import(address);
}

/**
 * @param {string} path
 * @param {string | undefined} integrity of the script
 * @returns {Promise<Response>}
 */
async function asScript(path, integrity) {
  if (integrity === undefined) throw new Error("no such script");
  const address = addressOf(`${path}.js`).href;
  await checked(address, integrity);
  const { default: base64 } = await import(address);
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const type = path.endsWith(".wasm") ? "application/wasm" : "text/plain; charset=utf-8";
  return new Response(bytes, { headers: { "content-type": type } });
}

/** Made without names that a mail in the page may have taken. */
function newLink() {
  return /** @type {HTMLLinkElement} */ (Document.prototype.createElement.call(document, "link"));
}

function canCheck() {
  return newLink().relList.supports("modulepreload");
}

/**
 * Loads a module's file and holds it to its hash.
 * @param {string} address
 * @param {string} integrity
 */
async function checked(address, integrity) {
  if (!canCheck()) throw new Error("this browser checks no hashes of modules");
  const link = newLink();
  // `import()` takes no hash. What was loaded with one before is what it gives.
  link.rel = "modulepreload";
  link.crossOrigin = "anonymous";
  link.integrity = integrity;
  link.href = address;
  try {
    await new Promise((done, fail) => {
      link.addEventListener("load", done);
      link.addEventListener("error", fail);
      Document.prototype.querySelector.call(document, "head")?.append(link);
    });
  } finally {
    link.remove();
  }
}
