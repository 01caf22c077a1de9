//! What is attached.

pub(super) mod disk_image;
pub(super) mod double_extension;
pub(super) mod executable;
pub(super) mod html_page;
pub(super) mod macro_document;
pub(super) mod script_or_shortcut;
pub(super) mod type_mismatch;
