//! Bodies chosen and decoded as a reader sees them.
