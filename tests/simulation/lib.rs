//! Holds nothing: a package has to have a library, and this one is for its test, in `main.rs`.
