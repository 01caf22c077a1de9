//! Parts of pages. Plain functions: values in, view out.

pub(super) mod answer_table;
pub(super) mod data_table;
pub(super) mod form;
pub(super) mod level_mark;
pub(super) mod level_table;
pub(super) mod number;
pub(super) mod state;
pub(super) mod tile;
