//! Reply-To leads to another organisation than From.
//!
//! Why: answers, and money, go to someone the reader did not write to.
//!
//! Wrong when: lists and newsletters collect answers elsewhere (silent when the way to unsubscribe is
//! the sender's own or the answers do not go to a free mailbox), ticket systems take them in for the
//! organisation in From (silent when both vouch for it: the service by a check that it passed, From's organisation by a signature
//! over Reply-To; who has stolen a mailbox there can have such a letter signed, and be silent too), forms on a website pass on what
//! a visitor of ours wrote (silent when answers come to us), services write on behalf of their customers (half strength when the service is a known brand), a firm has one name
//! under several suffixes (silent).
use crate::authentication::{Checked, Standing};
use crate::message::{DkimSignature, Mailbox, Message, ResultCode};
use crate::names::{Domain, brands, hosting};
use crate::signals::tenant;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.reply_to_elsewhere",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Impersonation, Threat::PaymentFraud],
    evidence: &["reply_to", "domain"],
    since: "0.1.0",
    inspect,
};

/// More mailboxes in Reply-To than these are not compared.
const MOST: usize = 10;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let from = message.from_domain()?;
    if examination.is_from_list() {
        return None;
    }
    let organisation = &examination.context.organisation;
    let elsewhere = || {
        let mailboxes = message.reply_to().iter().take(MOST);
        mailboxes
            .filter_map(|mailbox| Some((mailbox, mailbox.domain.as_ref()?)))
            .filter(|(_, domain)| !is_same_house(domain, from) && !organisation.trusts(domain))
    };
    // Of several the one that no newsletter has.
    let (mailbox, domain) = elsewhere()
        .find(|(_, domain)| hosting::is_freemail(domain))
        .or_else(|| elsewhere().next())?;
    let strength = strength(message, mailbox, domain, from);
    if hosting::is_freemail(domain) {
        if is_newsletter_of(from, examination) && !hosting::is_freemail(from) {
            return found(mailbox, from, Strength::WEAK);
        }
    } else if message.headers().get("List-Unsubscribe").is_some()
        || is_newsletter_of(from, examination)
        || is_taken_in(domain, from, examination)
    {
        return None;
    }
    found(mailbox, from, strength)
}

/// Whether a service that sent the message takes in the answers, and From's organisation wants it to, as with ticket systems.
///
/// Numbers in the subject, `Auto-Submitted` and the like are written by anybody, so both must have signed: the service by a
/// check that it passed, and From's organisation with Reply-To under its signature. A second Reply-To would stand outside of it.
/// Where anybody can have an address or write as a service's customer, anybody's letter is signed.
fn is_taken_in(domain: &Domain, from: &Domain, examination: &Examination<'_>) -> bool {
    let assessment = examination.authentication();
    let mut checks = assessment.spf.iter().chain(&assessment.dkim);
    let is_of_service = checks.any(|check| {
        let of = check.domain.as_ref();
        check.result == ResultCode::Pass && of.is_some_and(|of| of.same_organisation(domain))
    });
    let is_signed = assessment.dkim.iter().any(Checked::passes_for_from);
    let signatures = &examination.message.authentication().dkim_signatures;
    // Which of several passed is not told, so all of From's must cover it.
    let is_own = |signature: &&DkimSignature| {
        let signer = Domain::parse(&signature.domain);
        signer.is_some_and(|signer| signer.same_organisation(from))
    };
    let covers = |signature: &DkimSignature| {
        let mut signed = signature.signed_headers.iter();
        signed.any(|name| name == "reply-to")
    };
    is_of_service
        && is_signed
        && assessment.standing() == Standing::Proven
        && signatures.len() <= MOST
        && !hosting::is_freemail(from)
        && !tenant::is_customers(from)
        && brands::owner_of(from).is_none()
        && examination.message.headers().all("Reply-To").count() == 1
        && signatures.iter().any(|signature| is_own(&signature))
        && signatures.iter().filter(is_own).all(covers)
}

fn found(mailbox: &Mailbox, from: &Domain, strength: Strength) -> Option<Finding> {
    Some(
        SIGNAL
            .found()
            .with("reply_to", mailbox.address.as_str())
            .with("domain", from)
            .at(strength),
    )
}

fn strength(message: &Message<'_>, mailbox: &Mailbox, domain: &Domain, from: &Domain) -> Strength {
    match (hosting::is_freemail(domain), hosting::is_freemail(from)) {
        // One person with two mailboxes mostly keeps the name.
        (true, true)
            if message
                .from()
                .first()
                .is_some_and(|sender| sender.local.eq_ignore_ascii_case(&mailbox.local)) =>
        {
            Strength::WEAK
        }
        (true, false) if brands::owner_of(from).is_some() => Strength::HALF,
        (true, _) => Strength::FULL,
        // A service that everybody knows writes for its customers, who answer from where they are.
        (false, false) if brands::owner_of(from).is_some() => Strength::WEAK,
        (false, _) => Strength::HALF,
    }
}

/// Whether two domains belong together as far as names tell: one organisation, one registered name
/// under two suffixes, or two domains of one brand.
fn is_same_house(one: &Domain, other: &Domain) -> bool {
    let owner = |domain| brands::owner_of(domain).map(|brand| brand.name);
    one.same_organisation(other)
        || (one.main_label() == other.main_label() && one.main_label().len() > 2)
        || (owner(one).is_some() && owner(one) == owner(other))
}

/// Whether the sender's own organisation, or who signed for it, is also where to unsubscribe.
fn is_newsletter_of(from: &Domain, examination: &Examination<'_>) -> bool {
    let Some(header) = examination.message.headers().get("List-Unsubscribe") else {
        return false;
    };
    let signers = examination
        .authentication()
        .dkim
        .iter()
        .filter(|check| check.result == ResultCode::Pass);
    let own: Vec<&Domain> = signers
        .filter_map(|check| check.domain.as_ref())
        .take(10)
        .chain([from])
        .collect();
    let hosts = header
        .value
        .split(['<', '>', ',', ' '])
        .filter_map(host)
        .take(10);
    hosts
        .into_iter()
        .any(|host| own.iter().any(|own| own.same_organisation(&host)))
}

/// The host of a link or an address in List-Unsubscribe (RFC 2369).
fn host(uri: &str) -> Option<Domain> {
    let rest = match uri.split_once(':')? {
        (scheme, address) if scheme.eq_ignore_ascii_case("mailto") => address.split_once('@')?.1,
        (_, rest) => rest.trim_start_matches('/'),
    };
    Domain::parse(rest.split(['/', '?', ':', '&']).next()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_free_mailbox_behind_an_organisation() {
        let mail = Mail::any().header("Reply-To", "Anna Berg <anna.berg.771@gmail.com>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "reply_to", "anna.berg.771@gmail.com");
        assert_fact(&finding, "domain", "sender.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_two_free_mailboxes_of_different_names() {
        let mail = Mail::from("Anna <anna@gmail.com>").header("Reply-To", "lawyer.desk@yandex.ru");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::FULL);
        let same =
            Mail::from("Anna <anna.berg@gmail.com>").header("Reply-To", "anna.berg@yandex.ru");
        assert_eq!(assert_fires(&SIGNAL, same).strength, Strength::WEAK);
    }

    #[test]
    fn fires_less_on_another_organisation() {
        let mail = Mail::any().header("Reply-To", "office@evil.example");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn fires_less_on_a_customer_of_a_known_service() {
        let mail = Mail::from("Kestrel via PayPal <service@paypal.com>")
            .header("Reply-To", "kestrel@gmail.com");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
        let mail = Mail::from("Kestrel via PayPal <service@paypal.com>")
            .header("Reply-To", "sales@kestrel.example");
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::WEAK);
    }

    #[test]
    fn fires_on_the_foreign_one_of_two_addresses() {
        let mail = Mail::any().header("Reply-To", "anna@sender.example, x@evil.example");
        assert_fact(&assert_fires(&SIGNAL, mail), "reply_to", "x@evil.example");
        // Behind one that would be passed over, as a newsletter's.
        let mail = Mail::any()
            .header("Reply-To", "news@mailing.example, sender.office@gmail.com")
            .header("List-Unsubscribe", "<https://mailing.example/u>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "reply_to", "sender.office@gmail.com");
    }

    #[test]
    fn silent_on_the_same_organisation_and_its_other_suffixes() {
        for reply_to in ["office@mail.sender.example", "office@sender.de", ""] {
            assert_silent(&SIGNAL, Mail::any().header("Reply-To", reply_to));
        }
        assert_silent(
            &SIGNAL,
            Mail::from("Anna <a@hotmail.com>").header("Reply-To", "b@hotmail.com"),
        );
    }

    #[test]
    fn silent_on_a_mailing_list() {
        let mail = Mail::any()
            .header("Reply-To", "friends@lists.example")
            .header("List-Id", "<friends.lists.example>");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn fires_on_a_list_field_that_the_envelope_contradicts() {
        let mail = Mail::any()
            .on_top("Return-Path", "<anna@sender.example>")
            .header("Reply-To", "anna.berg.771@gmail.com")
            .header("List-Id", "<friends.lists.example>");
        assert_fires(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_newsletter_whose_answers_go_to_the_mailing_service() {
        let mail = Mail::any().header("Reply-To", "reply-fe8@mailer.example");
        assert_silent(
            &SIGNAL,
            mail.header("List-Unsubscribe", "<https://click.mailer.example/u>"),
        );
    }

    const SIGNED: &str =
        "v=1; a=rsa-sha256; d=sender.example; s=gd1; h=date:from:reply-to:to:subject; bh=x; b=y";
    const BOTH: &str = "dkim=pass header.d=sender.example; dkim=pass header.d=granitedesk.example; spf=pass smtp.mailfrom=desk.granitedesk.example; dmarc=pass header.from=sender.example";

    /// A notice of a hosted ticket system in the name of its customer, as Zendesk and Freshdesk send them.
    fn ticket(results: &str, signature: &str) -> Mail {
        Mail::from("Sender Support <support@sender.example>")
            .subject("[Sender] Re: Spindle of the K4 makes a noise")
            .header(
                "Reply-To",
                "Sender Support <support+id88120@sender.granitedesk.example>",
            )
            .header("Auto-Submitted", "auto-generated")
            .header("X-Auto-Response-Suppress", "All")
            .header("DKIM-Signature", signature)
            .results(results)
    }

    #[test]
    fn silent_on_a_ticket_system_that_both_sides_vouch_for() {
        assert_silent(&SIGNAL, ticket(BOTH, SIGNED));
        let by_envelope = BOTH.replace("dkim=pass header.d=granitedesk.example; ", "");
        assert_silent(&SIGNAL, ticket(&by_envelope, SIGNED));
    }

    #[test]
    fn silent_on_ticket_systems_that_answer_at_their_own_name() {
        for (from, reply_to) in [
            // Jira Service Management and GitHub: a host of the service in both.
            (
                "Anna Berg <jira@sender.granitedesk.example>",
                "IT <jira+k7@reply.granitedesk.example>",
            ),
            // Request Tracker and OTRS: the queue of the firm.
            (
                "\"Anna Berg via RT\" <helpdesk@rt.sender.example>",
                "helpdesk@sender.example",
            ),
        ] {
            let mail = Mail::from(from)
                .subject("[Sender #88120] Spindle")
                .header("Reply-To", reply_to);
            assert_silent(&SIGNAL, mail);
        }
    }

    #[test]
    fn fires_on_a_forged_hint_of_a_ticket_system() {
        let unproven = BOTH
            .replace("dkim=pass header.d=sender.example; ", "")
            .replace("dmarc=pass", "dmarc=none");
        let failed = unproven.replace("dmarc=none", "dmarc=fail");
        for results in ["", "spf=none", &unproven, &failed] {
            assert_fires(&SIGNAL, ticket(results, SIGNED));
        }
    }

    #[test]
    fn fires_on_answers_that_only_one_of_both_sides_vouches_for() {
        // A stolen mailbox of From's organisation: its server signs all, and no other took part.
        let stolen = "dkim=pass header.d=sender.example; spf=pass smtp.mailfrom=sender.example; dmarc=pass header.from=sender.example";
        assert_fires(&SIGNAL, ticket(stolen, SIGNED));
        // A true letter, sent once more with another Reply-To, which its signature does not cover.
        let again = SIGNED.replace("reply-to:", "");
        assert_fires(&SIGNAL, ticket(BOTH, &again));
        let both = ticket(BOTH, &again).at_bottom("DKIM-Signature", SIGNED);
        assert_fires(&SIGNAL, both);
        // The same with another one put above it, which no signature over one covers.
        let twice = ticket(BOTH, SIGNED).on_top("Reply-To", "pay@granitedesk.example");
        assert_fires(&SIGNAL, twice);
        // Anybody's letter from a free mailbox is signed.
        let anybodys = ticket(
            &BOTH.replace("sender.example", "gmail.com"),
            &SIGNED.replace("sender.example", "gmail.com"),
        );
        assert_fires(
            &SIGNAL,
            anybodys.header("From", "Support <support.k4@gmail.com>"),
        );
        // So is a letter of any customer of a mail provider, and what a known service writes for anybody.
        for service in ["quibusdam.onmicrosoft.com", "docusign.net"] {
            let anybodys = ticket(
                &BOTH.replace("sender.example", service),
                &SIGNED.replace("sender.example", service),
            );
            assert_fires(
                &SIGNAL,
                anybodys.header("From", &format!("Support <support@{service}>")),
            );
        }
        // A free mailbox is no ticket system, whoever signed.
        let free = ticket(
            &BOTH.replace("desk.granitedesk.example", "gmail.com"),
            SIGNED,
        );
        assert_fires(&SIGNAL, free.header("Reply-To", "sender.support@gmail.com"));
    }

    #[test]
    fn silent_on_a_form_whose_answers_come_to_us() {
        assert_silent(
            &SIGNAL,
            Mail::from("Form <form@website.example>").header("Reply-To", "sales@acme.example"),
        );
        assert_silent(
            &SIGNAL,
            Mail::from("Form <form@website.example>").header("Reply-To", "sales@partner.example"),
        );
    }
}
