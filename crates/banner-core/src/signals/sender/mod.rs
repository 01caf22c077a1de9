//! Who the message says it is from.

pub(super) mod address_in_display_name;
pub(super) mod allow_listed;
pub(super) mod brand_in_display_name;
pub(super) mod deny_listed;
pub(super) mod department_name;
pub(super) mod first_contact;
pub(super) mod freemail_as_organisation;
pub(super) mod known_correspondent;
pub(super) mod protected_person;
pub(super) mod reply_to_elsewhere;
