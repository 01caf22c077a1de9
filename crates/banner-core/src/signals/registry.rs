//! The list of all signals, in the order of their ids, and its completeness test.

use super::{Examination, Finding, Signal, carried};

macro_rules! signals {
    ($($group:ident::{$($name:ident),+ $(,)?}),+ $(,)?) => {
        static REGISTRY: &[&Signal] = &[$($(&super::$group::$name::SIGNAL,)+)+];
    };
}

signals! {
    attachments::{
        auto_macro, bomb, dde, disk_image, double_extension, embedded_file, executable,
        external_content, html_page, html_sign_in, html_smuggling, launch_action, locked,
        macro_document, open_action, packed_program, password_in_body, pdf_form, remote_object,
        remote_template, script_in_document, script_or_shortcut, shortcut_command, svg_script,
        type_mismatch,
    },
    authentication::{
        aligned_pass, composite_fail, dkim_fail, dmarc_fail, forged_results, not_aligned,
        not_verified, own_domain_unproven, spf_fail,
    },
    content::{
        advance_fee, authenticator_code, benefit_lure, callback_number, credential_request,
        document_lure, drawn_banner, extortion, freemail_bill, gift_card, greeted_by_address, hidden_text, hijacked_thread,
        identity_request, image_only, inside_account_lure, investment_lure, invoice_lure, job_offer,
        mailbox_lure, obfuscated_text, official_demand, parcel_lure, payment_change, payment_code,
        pressure, prize, purchase_order, secrecy, sensitive_data, staff_data, subscription_lure,
        wallet_address, wording,
    },
    domain::{
        brand_in_name, cheap_suffix, disposable, free_hosting, lookalike, mixed_script,
    },
    headers::{
        bulk_sender, date_far_off, duplicate_field, filter_found_danger, filter_found_spam,
        mailer_mismatch, mailing_list, malformed_from, malformed_message_id, marked_junk,
        marked_phishing, message_id_elsewhere, missing_required, received_backwards,
        received_gap, received_in_our_name, received_loop, several_from,
    },
    links::{
        base_elsewhere, brand_in_host, brand_in_path, concealed_host, dangerous_scheme,
        deny_listed, dynamic_dns, file_share, form_in_mail, free_hosting, ip_host, ipfs_gateway,
        known_bad, leads_away, lookalike_host, meta_refresh, mixed_script_host, odd_port, online_document,
        qr_code, reader_address_in_link, redirector, shortener, text_target_mismatch, userinfo,
    },
    sender::{
        address_in_display_name, allow_listed, brand_in_display_name, brand_in_subject, deny_listed, department_name,
        encoding_trick, first_contact, freemail_as_organisation, hidden_characters,
        known_address_imitated, known_correspondent, no_address, own_organisation_name,
        protected_person, readers_own_name, reply_to_elsewhere, reply_to_lookalike,
        return_path_elsewhere,
    },
}

/// All signals, in the order of their ids.
pub fn registry() -> &'static [&'static Signal] {
    REGISTRY
}

/// The signal of that id.
pub fn find(id: &str) -> Option<&'static Signal> {
    let index = REGISTRY
        .binary_search_by_key(&id, |signal| signal.id)
        .ok()?;
    REGISTRY.get(index).copied()
}

/// Runs every signal; at most one finding each, in the order of the registry.
pub(crate) fn inspect_all(examination: &Examination<'_>) -> (Vec<Finding>, Vec<&'static str>) {
    let mut findings = outer(examination);
    let mut lacking = Vec::new();
    carried::examine(examination, &mut findings, &mut lacking);
    lacking.extend(examination.lacking());
    (findings, lacking)
}

/// What is found in the message itself, whatever it carries.
pub(super) fn outer(examination: &Examination<'_>) -> Vec<Finding> {
    let found = REGISTRY.iter();
    found
        .filter_map(|signal| (signal.inspect)(examination))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::signals::Group;
    use crate::signals::catalogue::files;

    #[test]
    fn every_file_is_listed_under_the_id_that_its_path_says() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/signals");
        let on_disk: BTreeSet<String> = files(&root).into_iter().map(|(id, _)| id).collect();
        let listed: BTreeSet<String> = REGISTRY.iter().map(|signal| signal.id.to_owned()).collect();
        assert!(!on_disk.is_empty());
        assert_eq!(
            on_disk, listed,
            "left: files below src/signals, right: registry.rs"
        );
    }

    #[test]
    fn ids_are_unique_sorted_and_begin_with_their_group() {
        assert!(REGISTRY.is_sorted_by_key(|signal| signal.id));
        let unique: BTreeSet<_> = REGISTRY.iter().map(|signal| signal.id).collect();
        assert_eq!(unique.len(), REGISTRY.len());
        for signal in REGISTRY {
            let group = signal.id.split('.').next().unwrap();
            assert_eq!(group, signal.group.name(), "{}", signal.id);
        }
    }

    #[test]
    fn every_group_has_a_signal() {
        for group in Group::ALL {
            assert!(
                REGISTRY.iter().any(|signal| signal.group == group),
                "{group:?}"
            );
        }
    }

    #[test]
    fn every_signal_is_found_by_its_id() {
        for signal in REGISTRY {
            assert_eq!(find(signal.id).unwrap().id, signal.id);
        }
        assert!(find("links.nothing").is_none());
    }
}
