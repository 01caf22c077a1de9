//! Facts about host names; knows nothing of mail.
