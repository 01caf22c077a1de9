//! The header as a whole.

pub(super) mod bulk_sender;
pub(super) mod date_far_off;
pub(super) mod duplicate_field;
pub(super) mod filter_found_danger;
pub(super) mod filter_found_spam;
pub(super) mod mailer_mismatch;
pub(super) mod mailing_list;
pub(super) mod malformed_from;
pub(super) mod malformed_message_id;
pub(super) mod marked_junk;
pub(super) mod marked_phishing;
pub(super) mod message_id_elsewhere;
pub(super) mod missing_required;
pub(super) mod received_backwards;
pub(super) mod received_gap;
pub(super) mod received_in_our_name;
pub(super) mod received_loop;
pub(super) mod several_from;
