//! What operators ask and change, each in their own organisation.

pub(crate) mod answers;
pub(crate) mod pages;
pub(crate) mod people;
pub(crate) mod session;
