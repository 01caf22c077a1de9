//! What the message asks for, and how it is presented.

pub(super) mod advance_fee;
pub(super) mod authenticator_code;
pub(super) mod benefit_lure;
pub(super) mod callback_number;
pub(super) mod credential_request;
pub(super) mod document_lure;
pub(super) mod drawn_banner;
pub(super) mod extortion;
pub(super) mod gift_card;
pub(super) mod hidden_text;
pub(super) mod image_only;
pub(super) mod mailbox_lure;
pub(super) mod parcel_lure;
pub(super) mod payment_change;
pub(super) mod payment_code;
pub(super) mod pressure;
pub(super) mod prize;
