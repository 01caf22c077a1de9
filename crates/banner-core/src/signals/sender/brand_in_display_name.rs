//! The name in From is a brand's, the address is not.
//!
//! Why: the name is what readers look at, and anybody can write any name.
//!
//! Wrong when: a person names their employer in brackets (a hint only), a list or service passes a
//! brand's mail on (`PayPal via Dockets`, silent), a known brand names another beside itself (`Amazon Benefits at Fidelity`,
//! silent), a brand sends through a mailing service under
//! that service's address but signs itself (silent), or has a domain that the list of brands lacks:
//! its country's domain is left alone when the brand trades worldwide. Half when links lead to the brand's own site and to
//! nobody else's but the sender's, a hint only when all of them lead to the brand's. A hint only, too, when the brand is
//! software that the sender seems to run (Jira, GitLab).
use crate::authentication::Standing;
use crate::lexicon::folded as simplified;
use crate::names::brands;
use crate::names::confusable::folded;
use crate::names::{Domain, hosting};
use crate::signals::brand_sender::{is_from_brand, is_run_by_sender};
use crate::signals::display_name::{
    NamedSender, mentions, named_sender, shown_address, without_brackets, words,
};
use crate::signals::followed::{Followed, followed, holds};
use crate::signals::tenant::is_customers;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.brand_in_display_name",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::CredentialPhishing],
    evidence: &["brand", "domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let sender = named_sender(examination.message)?;
    let organisation = &examination.context.organisation;
    if organisation.trusts(sender.domain)
        || sender.is_passed_on_by_host(examination.message)
        || names_itself_too(&sender, examination)
    {
        return None;
    }
    let brand = organisation
        .protected_brands
        .iter()
        .find(|brand| mentions(&sender.name, &brand.name))
        .filter(|brand| !holds(brand, sender.domain))
        .map(|brand| brand.name.as_str())
        .or_else(|| built_in(&sender, examination))?;
    // The address said again is no name; whose it is, the signals on domains say.
    if shown_address(&sender.name)
        .is_some_and(|(_, domain)| domain.same_organisation(sender.domain))
    {
        return None;
    }
    let all = brands::all().iter();
    let is_run = |name: &str| {
        let mut same = all.clone().filter(|known| known.name == name);
        same.any(|known| is_run_by_sender(known, examination))
    };
    let followed = followed(sender.domain, brand, examination);
    let strength =
        if is_employers_name(&sender, brand) || followed == Followed::Brand || is_run(brand) {
            Strength::WEAK
        } else if followed == Followed::BrandAndSender || has_brands_letters(sender.domain, brand) {
            Strength::HALF
        } else {
            Strength::FULL
        };
    Some(
        SIGNAL
            .found()
            .with("brand", brand)
            .with("domain", sender.host())
            .at(strength),
    )
}

/// Whether the name holds the sender's own brand as well: `Globex Benefits at Fidelity`, from Fidelity.
fn names_itself_too(sender: &NamedSender<'_>, examination: &Examination<'_>) -> bool {
    let is_failed = examination.authentication().standing() == Standing::Failed;
    let owner = brands::owner_of(sender.domain).filter(|_| {
        !is_failed
            && !hosting::is_freemail(sender.domain)
            && !hosting::is_free_hosting(sender.domain)
            && !is_customers(sender.domain)
    });
    owner.is_some_and(|owner| mentions(&sender.name, owner.name))
}

/// The built-in brand in the name, unless the address or a signature is the brand's own.
fn built_in(sender: &NamedSender<'_>, examination: &Examination<'_>) -> Option<&'static str> {
    // Programs that drop the marks of direction show the name as it is written.
    let written = sender.mailbox.name.as_deref().unwrap_or_default();
    let brand = brands::named_in(&sender.name)
        .or_else(|| brands::named_in(written))
        .or_else(|| brands::named_in(&simplified(&sender.name)))
        .or_else(|| brands::misspelt_in(&sender.name))?;
    let is_listed = examination
        .context
        .organisation
        .protected_brands
        .iter()
        .any(|own| holds(own, sender.domain));
    let silent = is_listed || is_from_brand(brand, sender.mailbox, sender.domain, examination);
    (!silent).then_some(brand.name)
}

/// Whether the registered name holds the brand's: it may be a shop or a product of the brand, and
/// if it is not, the signals on domains say so.
fn has_brands_letters(domain: &Domain, brand: &str) -> bool {
    let brand = words(brand).concat();
    brand.chars().count() >= 4 && folded(&domain.main_label_unicode()).contains(&brand)
}

/// `Anna Berg (Microsoft)`: the brand stands in brackets behind a person's name that the address
/// bears out.
fn is_employers_name(sender: &NamedSender<'_>, brand: &str) -> bool {
    let rest = without_brackets(&sender.name);
    let person = words(&rest);
    let local = folded(&sender.mailbox.local);
    let in_address = person.iter().any(|word| {
        let beginning: String = word.chars().take(4).collect();
        beginning.chars().count() >= 3 && local.contains(&beginning)
    });
    person.len() >= 2 && in_address && rest.len() < sender.name.len() && !mentions(&rest, brand)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_brand_at_a_foreign_address() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("\"PayPal Service\" <service@quibusdam.example>"),
        );
        assert_fact(&finding, "brand", "PayPal");
        assert_fact(&finding, "domain", "quibusdam.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_brand_with_gaps_or_a_slip() {
        for (name, brand) in [
            ("M i c r o s o f t", "Microsoft"),
            ("D.H.L", "DHL"),
            ("Microsft", "Microsoft"),
            ("Amazzon Kundenservice", "Amazon"),
        ] {
            let mail = Mail::from(&format!("{name} <x@evil.example>"));
            assert_fact(&assert_fires(&SIGNAL, mail), "brand", brand);
        }
    }

    #[test]
    fn fires_on_a_chinese_brand_and_on_look_alike_letters() {
        assert_fires(
            &SIGNAL,
            Mail::from("=?utf-8?B?5pSv5LuY5a6d5a6J5YWo5Lit5b+D?= <x@evil.example>"),
        );
        assert_fires(
            &SIGNAL,
            Mail::from("=?utf-8?Q?P=D0=B0yP=D0=B0l?= <x@evil.example>"),
        );
    }

    #[test]
    fn fires_on_a_chinese_brand_in_traditional_characters() {
        for name in ["中國工商銀行", "中國農業銀行", "順豐速運", "支付寶"] {
            let mail = Mail::from(&format!("{name} <x@quellhof.example>"));
            assert_eq!(
                assert_fires(&SIGNAL, mail).strength,
                Strength::FULL,
                "{name}"
            );
        }
        assert_silent(&SIGNAL, Mail::from("中國工商銀行 <webmaster@icbc.com.cn>"));
    }

    #[test]
    fn fires_on_a_brand_at_its_own_free_mail_service() {
        assert_fires(
            &SIGNAL,
            Mail::from("Microsoft Account Team <account.team.2211@outlook.com>"),
        );
    }

    #[test]
    fn fires_on_a_brand_whose_sender_chose_his_local_part_to_match() {
        let mail = Mail::from("\"PayPal (Support)\" <support@evil.example>");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
    }

    #[test]
    fn fires_on_a_brand_written_backwards_under_an_override() {
        // `\u{202e}moc.lapyap`
        let from = "=?utf-8?Q?=E2=80=AEmoc.lapyap?= <x@evil.example>";
        assert_fact(&assert_fires(&SIGNAL, Mail::from(from)), "brand", "PayPal");
    }

    #[test]
    fn fires_on_a_brand_that_the_organisation_has_added() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("NORDQUELL Bank Service <x@evil.example>"),
        );
        assert_fact(&finding, "brand", "Nordquell Bank");
    }

    #[test]
    fn fires_weakly_on_a_person_who_names_an_employer() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("\"Anna Berg (Microsoft)\" <anna.berg@sender.example>"),
        );
        assert_eq!(finding.strength, Strength::WEAK);
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("\"Account Team (PayPal)\" <x@evil.example>"),
        );
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_registered_name_that_holds_the_brands() {
        let finding = assert_fires(&SIGNAL, Mail::from("PayPal <info@paypal-partners.example>"));
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_less_on_a_mailing_service_whose_links_lead_to_the_brand() {
        let mail = |links: &str| Mail::from("PayPal <paypal@mailer.example>").html(links);
        let own = "<a href='https://www.paypal.com/x'>Open</a> <a href='https://click.mailer.example/u'>Leave</a>";
        assert_eq!(assert_fires(&SIGNAL, mail(own)).strength, Strength::HALF);
        let brands = "<a href='https://www.paypal.com/x'>Open</a>";
        assert_eq!(assert_fires(&SIGNAL, mail(brands)).strength, Strength::WEAK);
        for stranger in [
            "https://quibusdam.example/",
            "http://192.0.2.7/",
            "https://bit.ly/x",
            "https://x.weebly.com/",
            "mailto:x@gmail.com",
        ] {
            let both = format!("{own} <a href='{stranger}'>Sign in</a>");
            assert_eq!(
                assert_fires(&SIGNAL, mail(&both)).strength,
                Strength::FULL,
                "{stranger}"
            );
        }
        let firm = format!("{own} Roofs by Anna, www.roofs.example");
        assert_eq!(assert_fires(&SIGNAL, mail(&firm)).strength, Strength::HALF);
        let sender_alone = "<a href='https://click.mailer.example/u'>Sign in</a>";
        assert_eq!(
            assert_fires(&SIGNAL, mail(sender_alone)).strength,
            Strength::FULL
        );
    }

    #[test]
    fn silent_on_an_address_written_twice() {
        assert_silent(
            &SIGNAL,
            Mail::from("\"anna@paypal-users.example\" <anna@paypal-users.example>"),
        );
    }

    #[test]
    fn silent_on_the_brands_own_domains() {
        assert_silent(
            &SIGNAL,
            Mail::from("Apple Card Support <no_reply@post.applecard.apple>"),
        );
        assert_silent(&SIGNAL, Mail::from("PayPal <service@mail.paypal.com>"));
        assert_silent(
            &SIGNAL,
            Mail::from("Microsoft Outlook <postmaster@outlook.com>"),
        );
        assert_silent(
            &SIGNAL,
            Mail::from("Nordquell Bank <service@nordquell-bank.example>"),
        );
        assert_silent(&SIGNAL, Mail::from("Anna via PayPal <service@paypal.com>"));
        assert_silent(
            &SIGNAL,
            Mail::from("\"Anna Berg (Google Docs)\" <comments-noreply@docs.google.com>"),
        );
    }

    #[test]
    fn silent_on_a_worldwide_brands_country() {
        assert_silent(&SIGNAL, Mail::from("PayPal <service@paypal.com.tr>"));
        for sold in ["paypal.cc", "paypal.tk"] {
            assert_fires(&SIGNAL, Mail::from(&format!("PayPal <service@{sold}>")));
        }
    }

    #[test]
    fn silent_on_a_mailing_service_when_the_brand_has_signed() {
        let mail = Mail::from("PayPal <paypal@mailer.example>");
        assert_silent(
            &SIGNAL,
            mail.results("dkim=pass header.d=mailer.example; dkim=pass header.d=paypal.com"),
        );
    }

    #[test]
    fn silent_on_a_list_and_on_partners() {
        assert_silent(
            &SIGNAL,
            Mail::from("PayPal via Listhost <friends@listhost.example>")
                .header("List-Id", "<friends.listhost.example>"),
        );
        assert_silent(
            &SIGNAL,
            Mail::from("PayPal Team <integration@partner.example>"),
        );
    }

    #[test]
    fn silent_on_people() {
        assert_silent(&SIGNAL, Mail::any());
        assert_silent(&SIGNAL, Mail::from("Chase Miller <chase@sender.example>"));
    }

    #[test]
    fn fires_on_a_provider_named_by_its_customer() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::from("Microsoft 365 <a@cvbn17.onmicrosoft.com>"),
        );
        assert_fact(&finding, "brand", "Microsoft");
    }

    #[test]
    fn silent_on_a_providers_report_in_its_customers_name() {
        let report = |from: &str, text: &str| {
            Mail::from(from).text(text).attach(
                "details.txt",
                "message/delivery-status",
                b"Action: failed",
            )
        };
        let robot = "Microsoft Outlook <MicrosoftExchange329e71ec@cvbn17.onmicrosoft.com>";
        assert_silent(&SIGNAL, report(robot, "Your message was not delivered."));
        let help = "Not delivered. See https://go.microsoft.com/fwlink/?LinkID=389361";
        assert_silent(&SIGNAL, report(robot, help));
        let lure = "Release it at https://alibi.example/login";
        assert_fires(&SIGNAL, report(robot, lure));
        let person = "Microsoft 365 <a@cvbn17.onmicrosoft.com>";
        assert_fires(&SIGNAL, report(person, "Your message was not delivered."));
        let named = Mail::from(robot).on_top(
            "Content-Type",
            "multipart/report; report-type=delivery-status; boundary=frontier",
        );
        assert_fires(&SIGNAL, named);
        let program =
            report(robot, "Not delivered.").attach("a.exe", "application/octet-stream", b"MZ");
        assert_fires(&SIGNAL, program);
    }

    #[test]
    fn fires_weakly_on_software_that_the_sender_runs() {
        let mail = |html: &str| Mail::from("Jira <jira@tools.widgetworks.example>").html(html);
        let own = "<a href='https://tools.widgetworks.example/browse/WID-1'>WID-1</a>";
        assert_eq!(assert_fires(&SIGNAL, mail(own)).strength, Strength::WEAK);
        let lure = format!("Please verify your account. {own}");
        assert_eq!(assert_fires(&SIGNAL, mail(&lure)).strength, Strength::FULL);
        let away = "<a href='https://alibi.example/'>WID-1</a>";
        assert_eq!(assert_fires(&SIGNAL, mail(away)).strength, Strength::FULL);
    }

    #[test]
    fn silent_on_a_brand_that_names_another_beside_itself() {
        let from = "Amazon Benefits at Fidelity <plan@mail.fidelity.com>";
        assert_silent(&SIGNAL, Mail::from(from));
        for from in [
            "Amazon Benefits at Fidelity <plan@benefits-desk.example>",
            "PayPal Shopify <store@shopifyemail.com>",
            "PayPal Amazon <a@x.us-east-1.amazonses.com>",
        ] {
            assert_fires(&SIGNAL, Mail::from(from));
        }
    }
}
