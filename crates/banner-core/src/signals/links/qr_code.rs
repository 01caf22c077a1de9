//! A code in a picture (QR) leads to a web address.
//!
//! Why: the reader scans it with a telephone, which no filter of the mail system watches and where the address is hardly
//! seen. Nothing forces a sender who writes to a screen to hide an address in a picture.
//!
//! Wrong when: tickets, invoices, posters and newsletters carry codes for their printed form. Silent for a code that leads to
//! the sender's own proven domain or one that the organisation trusts, a hint for one to the site of a known brand (the
//! sender's account at a messenger, an app store); half strength without words that lure. Codes that hold a contact, a network
//! or a text lead nowhere; those for payments and authenticators have signals of their own.
use banner_unicode::lowercased;

use crate::authentication::Standing;
use crate::lexicon::Topic;
use crate::message::{Host, Link};
use crate::names::{brands, hosting};
use crate::signals::strongest::strongest;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.qr_code",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::QrPhishing, Threat::CredentialPhishing],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

/// What those speak of who want a code scanned.
const LURES: [Topic; 6] = [
    Topic::BenefitLure,
    Topic::CredentialRequest,
    Topic::DocumentLure,
    Topic::MailboxLure,
    Topic::ParcelLure,
    Topic::Pressure,
];

/// Words of an address behind which a sign-in waits.
const SIGN_IN: [&str; 8] = [
    "login", "signin", "sign-in", "verify", "account", "password", "mfa", "2fa",
];

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (link, strength) = strongest(examination.code_links().filter_map(|link| {
        let strength = strength(link, examination)?;
        Some((link, strength))
    }))?;
    let host = link.target.host.as_ref()?;
    Some(SIGNAL.found().with("host", host).at(strength))
}

/// How clearly a code leads to a trap; none when it leads home.
fn strength(link: &Link, examination: &Examination<'_>) -> Option<Strength> {
    let standing = examination.authentication().standing();
    let Host::Domain(domain) = link.target.host.as_ref()? else {
        return Some(Strength::FULL);
    };
    let is_anybodys = hosting::is_free_hosting(domain) || hosting::is_shortener(domain);
    let is_home = examination.is_senders(domain)
        && standing == Standing::Proven
        && !examination.is_from_freemail();
    if !is_anybodys && is_home || examination.context.organisation.trusts(domain) {
        return None;
    }
    let lures = LURES
        .iter()
        .any(|topic| examination.mention(*topic).is_some());
    let address = lowercased(&link.href);
    let reader = examination.context.organisation.reader.address.as_deref();
    let names_reader = reader.is_some_and(|reader| {
        let reader = lowercased(reader);
        let encoded = reader.replace('@', "%40");
        address.contains(&reader) || address.contains(&encoded)
    });
    let is_known = !is_anybodys && brands::owner_of(domain).is_some();
    Some(match (is_known, lures) {
        _ if names_reader => Strength::FULL,
        (true, true) => Strength::HALF,
        (true, false) => Strength::WEAK,
        (false, true) => Strength::FULL,
        (false, false) if is_anybodys || SIGN_IN.iter().any(|word| address.contains(word)) => {
            Strength::FULL
        }
        (false, false) if standing == Standing::Failed => Strength::FULL,
        (false, false) => Strength::HALF,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const PROVEN: &str = "spf=pass smtp.mailfrom=sender.example; dkim=pass header.d=sender.example; dmarc=pass header.from=sender.example";

    #[test]
    fn fires_on_a_code_that_leads_elsewhere() {
        let finding = assert_fires(&SIGNAL, Mail::any().code("https://quibusdam.example/x7"));
        assert_fact(&finding, "host", "quibusdam.example");
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_fully_beside_a_lure() {
        let mail = Mail::any()
            .subject("Verify your account")
            .text("Scan the code with your phone to verify your account.")
            .code("https://quibusdam.example/x7");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_fully_on_a_chinese_subsidy() {
        let mail = Mail::any()
            .subject("关于2026年个人劳动补贴申领通知")
            .text("请使用手机微信扫描二维码领取补贴。")
            .code("http://wx.quibusdam.example/bt");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_fully_on_the_readers_address_a_short_link_a_number_and_a_sign_in() {
        for code in [
            "https://quibusdam.example/#julia@acme.example",
            "https://quibusdam.example/?e=JULIA%40acme.example",
            "https://bit.ly/3abc",
            "http://192.0.2.7/",
            "https://quibusdam.example/mfa-renewal",
        ] {
            assert_eq!(
                assert_fires(&SIGNAL, Mail::any().code(code)).strength,
                Strength::FULL,
                "{code}"
            );
        }
    }

    #[test]
    fn fires_on_a_forged_sender_whose_code_leads_to_the_name_in_from() {
        let mail = Mail::any()
            .results("spf=fail smtp.mailfrom=sender.example; dmarc=fail header.from=sender.example")
            .code("https://www.sender.example/");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_weakly_on_the_site_of_a_known_brand() {
        let mail = Mail::any().code("https://apps.apple.com/app/id1");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn silent_on_a_code_to_the_senders_own_proven_domain() {
        let mail = Mail::any()
            .results(PROVEN)
            .code("https://tickets.sender.example/t/1");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_code_to_the_readers_own_organisation_or_a_partner() {
        assert_silent(&SIGNAL, Mail::any().code("https://wiki.acme.example/"));
        assert_silent(&SIGNAL, Mail::any().code("https://partner.example/x"));
    }

    #[test]
    fn silent_on_codes_that_lead_nowhere() {
        for code in [
            "WIFI:T:WPA;S:guest;P:secret;;",
            "BEGIN:VCARD\nN:Berg;Anna\nEND:VCARD",
            "otpauth://totp/x?secret=ABC",
            "BCD\n002\n1\nSCT\n",
            "Seat 14 C",
        ] {
            assert_silent(&SIGNAL, Mail::any().code(code));
        }
        assert_silent(&SIGNAL, Mail::any());
    }
}
