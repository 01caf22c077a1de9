//! The scoring worker as one file, with the reader of parts in it: what a worker loads later may be refused by the page's policy.
// @ts-check

import * as reader from "../pkg-parts/part_reader_wasm.js";
import { readWith } from "../shared/parts.js";
import "../shared/worker.js";

readWith(reader);
