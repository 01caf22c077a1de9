//! What is attached.

pub(super) mod auto_macro;
pub(super) mod bomb;
pub(super) mod dde;
pub(super) mod disk_image;
pub(super) mod double_extension;
pub(super) mod embedded_file;
pub(super) mod executable;
pub(super) mod external_content;
pub(super) mod html_page;
pub(super) mod html_sign_in;
pub(super) mod html_smuggling;
pub(super) mod launch_action;
pub(super) mod locked;
pub(super) mod macro_document;
pub(super) mod open_action;
pub(super) mod packed_program;
pub(super) mod password_in_body;
pub(super) mod pdf_form;
pub(super) mod remote_object;
pub(super) mod remote_template;
pub(super) mod script_in_document;
pub(super) mod script_or_shortcut;
pub(super) mod shortcut_command;
pub(super) mod svg_script;
pub(super) mod type_mismatch;

#[cfg(test)]
pub(crate) use type_mismatch::TERMS;
