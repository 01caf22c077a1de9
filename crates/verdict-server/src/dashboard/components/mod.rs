//! Parts of pages. Plain functions: values in, view out.

pub(super) mod answer_table;
pub(super) mod level_mark;
pub(super) mod level_table;
pub(super) mod number;
pub(super) mod tile;
