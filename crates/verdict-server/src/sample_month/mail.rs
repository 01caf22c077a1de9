//! The kinds of mail that come to the invented organisation, by what is found in them.

use banner_core::Correction;

/// A kind of mail.
pub(super) struct Kind {
    /// What it really is.
    pub label: Correction,
    /// How many messages come on a working day, in tenths.
    pub per_day: u64,
    /// How many readers a message comes to at most.
    pub readers: usize,
    /// From which day of the month on, counted from 0.
    pub from_day: i64,
    /// What is found, with its strength in hundredths.
    pub findings: &'static [(&'static str, u8)],
    /// What readers who answer may write.
    pub comments: &'static [&'static str],
}

use Correction::{Legitimate, Phishing, Spam};

macro_rules! kind {
    ($label:ident, $per_day:literal, $readers:literal, $from:literal, [$($id:literal $strength:literal),* $(,)?], [$($comment:literal),* $(,)?]) => {
        Kind {
            label: $label,
            per_day: $per_day,
            readers: $readers,
            from_day: $from,
            findings: &[$(($id, $strength)),*],
            comments: &[$($comment),*],
        }
    };
}

/// All kinds.
pub(super) const KINDS: &[Kind] = &[
    kind!(Phishing, 36, 9, 0, ["content.mailbox_lure" 100, "links.text_target_mismatch" 100, "sender.brand_in_display_name" 100, "sender.first_contact" 100], [
        "My mailbox is not full.",
        "Asked for my webmail password.",
        "邮箱容量通知是假的。",
    ]),
    kind!(Phishing, 24, 14, 0, ["content.parcel_lure" 100, "links.shortener" 100, "sender.first_contact" 100], [
        "I expect no parcel.",
        "我没有买东西。",
    ]),
    kind!(Phishing, 12, 4, 0, ["sender.protected_person" 100, "sender.freemail_as_organisation" 50, "content.gift_card" 100, "content.pressure" 50], [
        "That is not Tobias, his address is another one.",
        "“Are you at your desk?” and then gift cards.",
    ]),
    kind!(Phishing, 9, 3, 0, ["content.payment_change" 100, "sender.reply_to_elsewhere" 100, "authentication.not_aligned" 100], [
        "The supplier says that they have not changed banks.",
        "IBAN does not match our records.",
    ]),
    kind!(Phishing, 9, 6, 0, ["attachments.html_page" 100, "attachments.html_sign_in" 100, "sender.first_contact" 100], []),
    // What is new in the last third of the month, and comes to many.
    kind!(Phishing, 66, 16, 20, ["links.qr_code" 100, "content.document_lure" 50, "sender.first_contact" 100, "content.pressure" 50], [
        "A QR code for “new payroll portal”.",
        "HR says that they have no such portal.",
        "扫码领取补贴，肯定是骗局。",
    ]),
    kind!(Phishing, 6, 5, 0, ["content.extortion" 100, "content.wallet_address" 100], ["Old password of mine in it."]),
    kind!(Spam, 54, 8, 0, ["domain.cheap_suffix" 50, "sender.return_path_elsewhere" 100, "sender.first_contact" 100], ["Just advertising."]),
    kind!(Spam, 30, 5, 0, ["content.investment_lure" 50, "sender.first_contact" 100], []),
    // What is right and looks wrong.
    kind!(Legitimate, 30, 22, 0, ["links.redirector" 100, "headers.bulk_sender" 100], [
        "Our own newsletter, sent by the agency.",
        "I subscribed to this.",
    ]),
    kind!(Legitimate, 18, 4, 0, ["sender.reply_to_elsewhere" 100, "authentication.aligned_pass" 100], [
        "Ticket system of our supplier, always looks like this.",
        "供应商的工单系统，一直是这样。",
    ]),
    kind!(Legitimate, 15, 3, 0, ["content.invoice_lure" 50, "sender.first_contact" 100, "links.file_share" 50], ["This invoice is real."]),
    kind!(Legitimate, 12, 12, 0, ["links.online_document" 100, "content.document_lure" 50, "authentication.aligned_pass" 100], ["Shared by a colleague at the town hall."]),
    kind!(Legitimate, 480, 2, 0, ["sender.first_contact" 100], []),
    kind!(Legitimate, 60, 2, 0, ["content.sensitive_data" 50], []),
];

/// Names of the readers are not needed, but of the administrators are.
pub(super) const DECIDER: &str = "Mira Holm";

/// The organisation's profile.
pub(super) const PROFILE: &str = r#"{
  "own_domains": ["nordquell.example", "nordquell-netz.example"],
  "authserv_ids": ["mx.nordquell.example"],
  "own_mail_hosts": ["mx.nordquell.example"],
  "departments": ["Payroll", "IT Helpdesk", "财务部"],
  "trusted_domains": ["stadtwerke-verbund.example"],
  "protected_people": [
    {"name": "Tobias Rennert", "addresses": ["t.rennert@nordquell.example"]},
    {"name": "Julia Sommer", "addresses": ["j.sommer@nordquell.example"]}
  ],
  "protected_brands": [{"name": "Nordquell Bank", "domains": ["nordquell-bank.example"]}]
}"#;

#[cfg(test)]
mod tests {
    use banner_core::{Level, Model, Organisation, ReportedFinding, registry};

    use super::*;
    use crate::aggregates::rejudging::rejudge;

    #[test]
    fn every_finding_is_a_signal_of_this_version() {
        for kind in KINDS {
            for (id, strength) in kind.findings {
                assert!(registry().iter().any(|signal| signal.id == *id), "{id}");
                assert!((1..=100).contains(strength), "{id}");
            }
        }
    }

    #[test]
    fn all_levels_occur() {
        let model = Model::built_in().unwrap();
        let levels: Vec<Level> = KINDS
            .iter()
            .map(|kind| {
                let found = kind.findings.iter().map(|(id, strength)| ReportedFinding {
                    id: (*id).to_owned(),
                    strength: f32::from(*strength) / 100.0,
                });
                rejudge(&model, &found.collect::<Vec<_>>()).level
            })
            .collect();
        for level in [
            Level::Notice,
            Level::Caution,
            Level::Suspicious,
            Level::Danger,
        ] {
            assert!(levels.contains(&level), "{level:?}: {levels:?}");
        }
    }

    #[test]
    fn the_profile_is_one() {
        serde_json::from_str::<Organisation>(PROFILE).unwrap();
    }
}
