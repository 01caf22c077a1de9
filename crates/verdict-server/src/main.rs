//! The verdict server.
fn main() {}
