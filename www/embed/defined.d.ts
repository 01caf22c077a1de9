//! What the bundler puts in: the hashes of the files that this version may load, and its version.

/** By path below the folder of the version, as `integrity` names a hash. */
declare const EMBED_FILES: Record<string, string>;
/** The version of the bundle. */
declare const EMBED_VERSION: string;
