//! What no single crate can prove: see README.md beside this file.
