//! The one door to the wasm: compiles it once, and starts it once in each thread.
// @ts-check

import initialise, {
  defineThreatBanner,
  learnWording,
  levelIcon,
  levelWord,
  Scorer,
  surfaceIn,
  wantedWording,
  wireVersion,
} from "../pkg/banner_wasm.js";
import { load } from "./files.js";

export { learnWording, levelIcon, levelWord, Scorer, surfaceIn, wantedWording };

/** The version of what these scripts and the package say to each other; the package names its own. */
const WIRE = 3;

/** The package was built for other scripts than these. */
export class PackageMismatch extends Error {
  /** @param {number} version of the package */
  constructor(version) {
    super(`The package in pkg/ speaks version ${version}, these scripts version ${WIRE}: run \`cargo xtask wasm\`.`);
    this.name = "PackageMismatch";
  }
}

/** Lets a page do what waits, so that no step makes it stand still for long; a worker has nothing else to do. */
async function turn() {
  if (typeof document !== "undefined") await new Promise((done) => setTimeout(done));
}

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiling;
/** @type {Promise<void> | undefined} */
let starting;

/**
 * The compiled module, which the page hands to its worker so that it is downloaded once.
 * A failed download is forgotten, so that the next call tries again.
 * @returns {Promise<WebAssembly.Module>}
 */
export function compiled() {
  compiling ??= WebAssembly.compileStreaming(load("pkg/banner_wasm_bg.wasm")).catch((error) => {
    compiling = undefined;
    throw error;
  });
  return compiling;
}

/**
 * Starts the wasm in this thread, and makes `<threat-banner>` known where there are elements.
 * @param {WebAssembly.Module} [module] compiled elsewhere
 * @returns {Promise<void>}
 */
export function started(module) {
  starting ??= (async () => {
    const code = module ?? (await compiled());
    await turn();
    await initialise({ module_or_path: code });
    await turn();
    if (wireVersion() !== WIRE) throw new PackageMismatch(wireVersion());
    defineThreatBanner();
  })().catch((error) => {
    starting = undefined;
    throw error;
  });
  return starting;
}
