//! Whole mails, read through the public view.
