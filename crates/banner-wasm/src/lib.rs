//! The same core in a page.
