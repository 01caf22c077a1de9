//! Each rule with invented mail, and what holds for any bytes.

use super::*;
