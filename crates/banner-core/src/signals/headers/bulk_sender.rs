//! A newsletter whose sender is proven and has signed that the reader can leave it with one click
//! (RFC 8058).
//!
//! Why: large receivers ask this of those who send to many; a proven sender who lets people go is
//! known there and loses much by fraud.
//!
//! Wrong when: a swindler sets up a mailing service properly with a domain of their own, so it
//! counts little. Silent when nothing proves the sender, when the fields are not covered by the
//! signature that passed, and at hosts where anybody can have an address.
use crate::authentication::Standing;
use crate::message::ResultCode;
use crate::names::{Domain, hosting};
use crate::signals::{Direction, Examination, Finding, Group, Signal};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.bulk_sender",
    group: Group::Headers,
    direction: Direction::Reassurance,
    threats: &[],
    evidence: &["domain"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let assessment = examination.authentication();
    let headers = message.headers();
    let one_click = headers.get("List-Unsubscribe-Post").is_some_and(|post| {
        post.value
            .trim()
            .eq_ignore_ascii_case("List-Unsubscribe=One-Click")
    });
    let leave = headers.get("List-Unsubscribe")?;
    if assessment.standing() != Standing::Proven
        || !one_click
        || !leave.value.to_ascii_lowercase().contains("<https://")
    {
        return None;
    }
    let domain = message.from_domain()?;
    if hosting::is_freemail(domain)
        || hosting::is_free_hosting(domain)
        || examination.sender_imitation().is_some()
    {
        return None;
    }
    let passed = |signer: &str| {
        Domain::parse(signer).is_some_and(|signer| {
            assessment.dkim.iter().any(|checked| {
                checked.result == ResultCode::Pass && checked.domain.as_ref() == Some(&signer)
            })
        })
    };
    let signatures = message.authentication().dkim_signatures.iter().take(20);
    let mut covering = signatures.filter(|signature| {
        ["list-unsubscribe", "list-unsubscribe-post"]
            .iter()
            .all(|name| signature.signed_headers.iter().any(|signed| signed == name))
    });
    covering
        .any(|signature| passed(&signature.domain))
        .then(|| SIGNAL.found().with("domain", domain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const SIGNED: &str = "v=1; a=rsa-sha256; d=sender.example; s=k; h=From:Subject:List-Unsubscribe:List-Unsubscribe-Post; bh=YWJj; b=YWJj";

    fn newsletter() -> Mail {
        Mail::any()
            .results("dkim=pass header.d=sender.example")
            .header("DKIM-Signature", SIGNED)
            .header(
                "List-Unsubscribe",
                "<https://news.sender.example/u/17>, <mailto:u@sender.example>",
            )
            .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    }

    #[test]
    fn fires_on_a_newsletter_that_is_signed_for() {
        assert_fact(
            &assert_fires(&SIGNAL, newsletter()),
            "domain",
            "sender.example",
        );
    }

    #[test]
    fn silent_on_fields_that_the_signature_does_not_cover() {
        let mail = newsletter().header(
            "DKIM-Signature",
            "v=1; a=rsa-sha256; d=sender.example; s=k; h=From:Subject; bh=YWJj; b=YWJj",
        );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_sender_who_is_not_proven() {
        let mail = newsletter().header(
            "Authentication-Results",
            "mx.acme.example; dkim=fail header.d=sender.example",
        );
        assert_silent(&SIGNAL, mail);
        assert_silent(
            &SIGNAL,
            newsletter().context(|context| context.organisation.authserv_ids.clear()),
        );
    }

    #[test]
    fn silent_without_one_click_or_a_page() {
        assert_silent(&SIGNAL, newsletter().header("List-Unsubscribe-Post", ""));
        assert_silent(
            &SIGNAL,
            newsletter().header("List-Unsubscribe", "<mailto:u@sender.example>"),
        );
    }

    #[test]
    fn silent_on_a_domain_that_passes_for_another() {
        let mail = Mail::from("Acme <news@acrne.example>")
            .results("dkim=pass header.d=acrne.example")
            .header(
                "DKIM-Signature",
                &SIGNED.replace("sender.example", "acrne.example"),
            )
            .header("List-Unsubscribe", "<https://acrne.example/u>")
            .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        assert_silent(&SIGNAL, mail);
    }
}
