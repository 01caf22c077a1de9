//! The same for bundlers: `import { configure, show, end } from "threat-banner"`.
// @ts-check

export { choices, configure, end, show, version } from "./api.js";

/**
 * @typedef {import("./api.js").Handle} Handle
 * @typedef {import("./options.js").Options} Options
 * @typedef {import("./shown.js").RawMessage} RawMessage
 * @typedef {import("../pkg/banner_wasm.js").Context} Context
 * @typedef {import("../pkg/banner_wasm.js").Verdict} Verdict
 */
