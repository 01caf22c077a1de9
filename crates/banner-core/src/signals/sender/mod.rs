//! Who the message says it is from.

pub(super) mod address_in_display_name;
pub(super) mod allow_listed;
pub(super) mod brand_in_display_name;
pub(super) mod brand_in_subject;
pub(super) mod deny_listed;
pub(super) mod department_name;
pub(super) mod encoding_trick;
pub(super) mod first_contact;
pub(super) mod freemail_as_organisation;
pub(super) mod hidden_characters;
pub(super) mod known_address_imitated;
pub(super) mod known_correspondent;
pub(super) mod no_address;
pub(super) mod own_organisation_name;
pub(super) mod protected_person;
pub(super) mod readers_own_name;
pub(super) mod reply_to_elsewhere;
pub(super) mod reply_to_lookalike;
pub(super) mod return_path_elsewhere;
