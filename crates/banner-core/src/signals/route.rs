//! How the message reached the reader: over a mailing list, a forwarder, from inside or outside.

use super::Examination;
use crate::authentication::{Standing, is_microsofts, is_public, own_hops};
use crate::message::{Message, ReceivedHop, ResultCode};
use crate::names::Domain;
use crate::readings::Readings;

/// How much of a returned letter is read, for its header.
const MAX_HEAD: usize = 64 * 1024;

/// Whether a list or a forwarder passed the message on, which breaks SPF and often DKIM.
///
/// Anybody can write list fields. They count only when the list is also who sent the message: by a check that passed, or, where
/// our servers checked nothing, in the envelope or in Sender.
pub(super) fn is_redistributed(examination: &Examination<'_>) -> bool {
    is_forwarded(examination.message) || is_from_list(examination)
}

/// A server's name as others know it; none for addresses, bare names and names inside a network (RFC 6762, appendix G).
pub(super) fn public_name(host: &str) -> Option<Domain> {
    const INSIDE: &[&str] = &[
        "corp",
        "home",
        "internal",
        "intranet",
        "lan",
        "local",
        "localdomain",
        "private",
    ];
    let name = Domain::parse(host)?;
    let (_, top) = name.ascii().rsplit_once('.')?;
    (!INSIDE.contains(&top)).then_some(name)
}

/// Whether the envelope sender was rewritten by a forwarder: SRS, once or twice, or the forms that
/// Gmail and Exchange Online use.
pub(super) fn is_forwarded(message: &Message<'_>) -> bool {
    message.return_path().is_some_and(|path| {
        let local = path.local.to_ascii_lowercase();
        let is_srs = ["srs0", "srs1"].iter().any(|tag| {
            // The separator after the tag is "=", and "+" or "-" as the author of SRS allows.
            local
                .strip_prefix(tag)
                .is_some_and(|rest| rest.starts_with(['=', '+', '-']))
        });
        is_srs || local.contains("+caf_=") || local.contains("+srs=")
    })
}

fn is_from_list(examination: &Examination<'_>) -> bool {
    let message = examination.message;
    if !message.is_list() {
        return false;
    }
    let assessment = examination.authentication();
    // Where our servers checked, the envelope and Sender are claims as the list fields are.
    let is_checked = matches!(
        assessment.standing(),
        Standing::Failed | Standing::NotProven
    );
    let passed = assessment
        .spf
        .iter()
        .chain(&assessment.dkim)
        .filter(|checked| checked.result == ResultCode::Pass);
    let envelope = message.return_path().into_iter().chain(message.sender());
    let envelope = envelope.filter(|_| !is_checked);
    let senders: Vec<&Domain> = passed
        .filter_map(|checked| checked.domain.as_ref())
        .chain(envelope.filter_map(|mailbox| mailbox.domain.as_ref()))
        .take(10)
        .collect();
    // Without any of them, nothing contradicts the list fields.
    senders.is_empty() && !is_checked
        || list_domains(message)
            .iter()
            .any(|list| senders.iter().any(|sender| sender.same_organisation(list)))
}

/// The domains in List-Id and List-Post (RFC 2919, RFC 2369).
pub(super) fn list_domains(message: &Message<'_>) -> Vec<Domain> {
    ["List-Id", "List-Post", "X-BeenThere", "Mailing-List"]
        .iter()
        .filter_map(|name| message.headers().get(name))
        .filter_map(|header| {
            let words = header
                .value
                .split(['<', '>', ' ', ';', ',', '?'])
                .filter(|word| word.contains('.'));
            words
                .take(20)
                .filter_map(|word| {
                    Domain::parse(word.rsplit_once('@').map_or(word, |(_, host)| host))
                })
                .last()
        })
        .collect()
}

/// Whether the organisation has said whose authentication results count, so that a message
/// without any stands out.
pub(super) fn expects_results(examination: &Examination<'_>) -> bool {
    examination.context.organisation.expects_results()
}

/// Whether the message came in from outside the organisation, as far as can be known.
///
/// Our own servers check what comes from outside, so results that count say so. Without results,
/// the lowest of our own Received lines must name a public address that is not ours. Mail that a
/// user submitted with a password is from inside, wherever the user was. Where Exchange Online
/// delivers, it says itself.
pub(super) fn is_from_outside(examination: &Examination<'_>) -> bool {
    let entry = entry(examination);
    let by_exchange = authenticated_as(examination);
    let has_failed = examination.authentication().standing() == Standing::Failed;
    if by_exchange == Some(Origin::Inside) && !has_failed
        || by_exchange.is_none() && entry.is_some_and(is_authenticated)
    {
        return false;
    }
    match examination.authentication().standing() {
        Standing::Failed | Standing::NotProven | Standing::Inconclusive => true,
        Standing::Proven => false,
        Standing::NotVerified if by_exchange.is_some() => true,
        Standing::NotVerified => entry.is_some_and(|hop| {
            let organisation = &examination.context.organisation;
            let named = hop.proven_rdns().and_then(|name| Domain::parse(name));
            let is_own = named.is_some_and(|host| organisation.owns(&host));
            hop.ip.is_some_and(is_public) && !is_own
        }),
    }
}

/// On which side of an organisation's border a message began.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Inside,
    Outside,
}

/// What Exchange Online wrote of who handed the message in. It takes such fields from mail that comes in, so that those of mail
/// which it delivered are its own; `None` where it did not deliver, or the organisation does not say that it does.
fn authenticated_as(examination: &Examination<'_>) -> Option<Origin> {
    let message = examination.message;
    // With servers of its own before it, what they were sent may carry such fields past it.
    let by = Domain::parse(entry(examination)?.by.as_deref()?)?;
    if !examination.context.organisation.microsoft365 || !is_microsofts(&by) {
        return None;
    }
    // Whoever got a second one past it did so from outside.
    let mut fields = message.headers().all("X-MS-Exchange-Organization-AuthAs");
    let is_inside =
        fields.next()?.value.eq_ignore_ascii_case("Internal") && fields.next().is_none();
    Some(if is_inside {
        Origin::Inside
    } else {
        Origin::Outside
    })
}

/// Whether a server of ours reports that a letter could not be delivered (RFC 3464), and returns one that began inside: what
/// stands in it is then our own.
///
/// Anybody can send a report with anything attached, and our servers also return what strangers sent in our name. So both the
/// report and the letter must have passed no servers but ours, by lines that our servers wrote.
pub(super) fn returns_a_letter_of_ours(examination: &Examination<'_>) -> bool {
    let message = examination.message;
    if !is_delivery_report(message) || !began_inside(examination) {
        return false;
    }
    let mut attached = message.attachments().iter();
    let original = attached.find(|part| part.declared == "message/rfc822" && part.within.is_none());
    original.is_some_and(|original| {
        let head = original.head(MAX_HEAD);
        let original = Message::parse(&head);
        let readings = Readings::default();
        began_inside(&Examination::new(&original, &readings, examination.context))
    })
}

/// Whether the message says that it is a mail server's report about the delivery of another (RFC 3464).
pub(super) fn is_delivery_report(message: &Message<'_>) -> bool {
    message.headers().get("Content-Type").is_some_and(|header| {
        let value = header.value.to_ascii_lowercase();
        value.trim_start().starts_with("multipart/report") && value.contains("delivery-status")
    })
}

/// Whether all of the message's hops are our own, as far as is known.
fn began_inside(examination: &Examination<'_>) -> bool {
    let received = examination.message.received();
    let own = own_hops(examination.message, &examination.context.organisation);
    !own.is_empty() && own.len() == received.len() && !is_from_outside(examination)
}

/// The hop at which the message entered our own servers.
fn entry<'e>(examination: &Examination<'e>) -> Option<&'e ReceivedHop> {
    let organisation = &examination.context.organisation;
    own_hops(examination.message, organisation).last().copied()
}

/// Submitted with SMTP AUTH (RFC 3848), or over an interface that asks for a password.
fn is_authenticated(hop: &ReceivedHop) -> bool {
    hop.with.as_deref().is_some_and(|with| {
        let with = with.to_ascii_uppercase();
        matches!(
            with.as_str(),
            "ESMTPA"
                | "ESMTPSA"
                | "LMTPA"
                | "LMTPSA"
                | "UTF8SMTPA"
                | "UTF8SMTPSA"
                | "HTTP"
                | "HTTPS"
                | "MAPI"
                | "ASMTP"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::acme;

    #[track_caller]
    fn examine<T>(headers: &str, question: impl FnOnce(&Examination<'_>) -> T) -> T {
        let raw = format!("{headers}\nFrom: a@sender.example\nSubject: x\n\nHello\n")
            .replace('\n', "\r\n");
        let message = Message::parse(raw.as_bytes());
        let context = acme();
        question(&Examination::new(&message, &Readings::default(), &context))
    }

    #[test]
    fn list_fields_count_when_the_envelope_agrees() {
        let list =
            "List-Id: Friends <friends.lists.example>\nList-Post: <mailto:friends@lists.example>";
        assert!(examine(
            &format!("Return-Path: <friends-bounces@lists.example>\n{list}"),
            is_redistributed
        ));
        assert!(examine(list, is_redistributed));
        assert!(!examine(
            &format!("Return-Path: <x@evil.example>\n{list}"),
            is_redistributed
        ));
    }

    #[test]
    fn list_fields_count_only_with_a_pass_of_the_list_where_our_servers_checked() {
        let mail = |results: &str| {
            format!(
                "Authentication-Results: mx.acme.example; {results}\nReceived: from x (x [198.51.100.7]) by mx.acme.example; Mon, 2 Nov 2026 09:00:07 +0000\n\
                 Return-Path: <friends-bounces@lists.example>\nList-Id: Friends <friends.lists.example>"
            )
        };
        for results in [
            "spf=pass smtp.mailfrom=lists.example; dmarc=fail header.from=sender.example",
            "dkim=pass header.d=lists.example; dmarc=none",
            // What could not be checked proves nothing wrong.
            "spf=temperror smtp.mailfrom=lists.example",
        ] {
            assert!(examine(&mail(results), is_redistributed), "{results}");
        }
        for results in [
            "dmarc=fail header.from=sender.example",
            "spf=softfail smtp.mailfrom=lists.example; dkim=none",
            "spf=pass smtp.mailfrom=evil.example; dmarc=fail header.from=sender.example",
        ] {
            assert!(!examine(&mail(results), is_redistributed), "{results}");
        }
    }

    #[test]
    fn forwarders_are_known_by_the_envelope_sender_they_write() {
        assert!(examine(
            "Return-Path: <SRS0=abcd=AB=sender.example=anna@forward.example>",
            is_redistributed
        ));
        assert!(examine(
            "Return-Path: <julia+caf_=julia=acme.example@forward.example>",
            is_redistributed
        ));
        for path in [
            "SRS1=HHH=forward.example==KKK=TT=sender.example=anna@other.example",
            "srs0+abcd=AB=sender.example=anna@forward.example",
            "bounces+SRS=ab1Cd=XY@forward.example",
        ] {
            assert!(
                examine(&format!("Return-Path: <{path}>"), is_redistributed),
                "{path}"
            );
        }
        for path in ["anna@sender.example", "srs0@sender.example"] {
            assert!(
                !examine(&format!("Return-Path: <{path}>"), is_redistributed),
                "{path}"
            );
        }
    }

    #[test]
    fn a_public_address_at_our_border_is_outside() {
        let by = |peer: &str, with: &str| {
            format!(
                "Received: from {peer} by mx.acme.example with {with}; Mon, 2 Nov 2026 09:00:07 +0000"
            )
        };
        assert!(examine(
            &by("x.example (x.example [198.51.100.7])", "ESMTP"),
            is_from_outside
        ));
        assert!(!examine(
            &by("x.example (x.example [198.51.100.7])", "ESMTPSA"),
            is_from_outside
        ));
        assert!(!examine(
            &by("pc7 (pc7 [10.0.0.7])", "ESMTP"),
            is_from_outside
        ));
        assert!(!examine("X-Nothing: known", is_from_outside));
    }

    #[test]
    fn knows_addresses_for_local_use() {
        for text in [
            "10.1.2.3",
            "192.168.0.1",
            "127.0.0.1",
            "100.64.0.1",
            "fe80::1",
            "fd00::1",
            "::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in ["198.51.100.7", "100.128.0.1", "2001:db8::1"] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    /// A report of our own server that returns a letter with `line` above its other headers.
    fn report(report: &str, line: &str) -> Vec<u8> {
        format!(
            "{report}\nFrom: MAILER-DAEMON@mx.acme.example\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=f\n\n\
             --f\n\nNot delivered.\n--f\nContent-Type: message/delivery-status\n\nAction: failed\n\
             --f\nContent-Type: message/rfc822\n\n{line}\nFrom: julia@acme.example\nSubject: x\n\n\
             See https://bit.ly/x\n--f--\n"
        )
        .replace('\n', "\r\n")
        .into()
    }

    const BY_US: &str =
        "Received: by mx.acme.example (Postfix) id 4F; Mon, 2 Nov 2026 09:00:00 +0000";
    const SUBMITTED: &str = "Received: from pc7 (dsl.isp.test [198.51.100.7]) by mx.acme.example with ESMTPSA; Mon, 2 Nov 2026 08:59:00 +0000";
    const FROM_OUTSIDE: &str = "Received: from evil.test (evil.test [198.51.100.9]) by mx.acme.example with ESMTP; Mon, 2 Nov 2026 08:59:00 +0000";

    #[track_caller]
    fn links_of_returned(hop: &str, line: &str) -> usize {
        let raw = report(hop, line);
        let message = Message::parse(&raw);
        let context = acme();
        let readings = Readings::default();
        Examination::new(&message, &readings, &context)
            .links()
            .count()
    }

    #[test]
    fn links_of_our_own_letter_do_not_count_when_our_server_returns_it() {
        assert_eq!(links_of_returned(BY_US, SUBMITTED), 0);
    }

    #[test]
    fn links_of_a_strangers_letter_count_when_our_server_returns_it() {
        assert_eq!(links_of_returned(BY_US, FROM_OUTSIDE), 1);
        assert_eq!(links_of_returned(BY_US, "X-A: b"), 1);
    }

    #[test]
    fn links_count_in_a_report_from_outside() {
        assert_eq!(links_of_returned(FROM_OUTSIDE, SUBMITTED), 1);
        let both = format!("{FROM_OUTSIDE}\n{BY_US}");
        assert_eq!(links_of_returned(&both, SUBMITTED), 1);
    }
}
