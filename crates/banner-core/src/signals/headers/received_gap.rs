//! The way that the message claims is torn: a line names a server which the next one did not get the message from, and more
//! than a day lies between the two.
//!
//! Why: the lines below the tear were written by the sender, or copied from an older message, to make this one look as if it
//! had come from elsewhere.
//!
//! Wrong when: a message waited for more than a day behind a relay that goes by other names inside and outside. Either by itself
//! is common (names differ on one legitimate message in five, one in a hundred waits for days) and does not count; both at once
//! were seen on none of nine thousand. Silent on what was fetched from a mailbox, on what somebody sent on as it was (Resent), and
//! on a rented machine whose name holds the address by which the next one knows it.
use crate::message::ReceivedHop;
use crate::signals::imitation::same_owner;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, route};

const DAY: i64 = 86_400;
/// No more hops than these are looked at.
const MOST_HOPS: usize = 30;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.received_gap",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["server", "days"],
    since: "0.2.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let hops = message.received();
    let (server, days) = hops
        .iter()
        .zip(hops.iter().skip(1))
        .take(MOST_HOPS)
        .find_map(|(later, earlier)| gap(later, earlier))?;
    if message.headers().get("Resent-From").is_some() {
        return None;
    }
    Some(SIGNAL.found().with("server", server).with("days", days))
}

/// The server of the earlier hop and the days since, where the later one had the message from another.
fn gap<'h>(later: &ReceivedHop, earlier: &'h ReceivedHop) -> Option<(&'h str, u32)> {
    let days = later.date?.saturating_sub(earlier.date?) / DAY;
    if days < 1 {
        return None;
    }
    // Fetched from a mailbox, where it may lie for years, or handed in by a program.
    let is_fetched = later.with.as_deref().is_some_and(|with| {
        let with = with.to_ascii_lowercase();
        ["pop", "imap", "http", "local"]
            .iter()
            .any(|start| with.starts_with(start))
    });
    if is_fetched {
        return None;
    }
    let by = earlier.by.as_deref()?;
    let server = route::public_name(by)?;
    // A rented machine's name holds its address, by which the later one knows it.
    let address = later.ip.map(|ip| ip.to_string().replace('.', "-"));
    let around = address.and_then(|address| by.split_once(&address));
    let is_digit = |c: char| c.is_ascii_digit();
    if around
        .is_some_and(|(before, after)| !before.ends_with(is_digit) && !after.starts_with(is_digit))
    {
        return None;
    }
    let mut is_named = false;
    for name in [&later.helo, &later.rdns].into_iter().flatten() {
        if let Some(name) = route::public_name(name) {
            is_named = true;
            if same_owner(&name, &server) {
                return None;
            }
        }
    }
    is_named.then_some((by, u32::try_from(days).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    /// A message that our server had from mail.sender.example on 2 November 2026, and this line below.
    fn below(line: &str) -> Mail {
        Mail::any().at_bottom("Received", line)
    }

    const OLD: &str = "from pc7 by mail.other.test with ESMTP; Tue, 27 Oct 2026 09:00:00 +0000";

    #[test]
    fn fires_on_a_line_of_another_server_days_before() {
        let finding = assert_fires(&SIGNAL, below(OLD));
        assert_fact(&finding, "server", "mail.other.test");
        assert_fact(&finding, "days", "6");
    }

    #[test]
    fn fires_on_a_machine_whose_name_holds_another_address() {
        for name in ["vmi192-0-2-251", "vmi1192-0-2-25"] {
            let line = OLD.replace("mail.other", &[name, ".rented"].concat());
            assert_fires(&SIGNAL, below(&line));
        }
    }

    #[test]
    fn fires_on_a_tear_further_down() {
        let mail = below("from smtp.other.test by smtp.sender.example with ESMTP; Mon, 2 Nov 2026 08:59:00 +0000")
            .at_bottom(
                "Received",
                "from pc7 by mail.third.test with ESMTP; Sat, 31 Oct 2026 08:00:00 +0000",
            );
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "server", "mail.third.test");
        assert_fact(&finding, "days", "2");
    }

    #[test]
    fn silent_on_a_message_that_waited_for_less_than_a_day() {
        assert_silent(
            &SIGNAL,
            below("from pc7 by mail.other.test with ESMTP; Sun, 1 Nov 2026 09:00:08 +0000"),
        );
    }

    #[test]
    fn silent_on_other_names_at_about_the_same_time() {
        assert_silent(
            &SIGNAL,
            below("from pc7 by mail.other.test with ESMTP; Mon, 2 Nov 2026 08:59:00 +0000"),
        );
    }

    #[test]
    fn silent_on_a_message_that_waited_at_the_server_it_came_from() {
        assert_silent(
            &SIGNAL,
            below("from pc7 by smtp.sender.example with ESMTP; Tue, 27 Oct 2026 09:00:00 +0000"),
        );
        // The address of mail.sender.example.
        let rented =
            "from pc7 by vmi192-0-2-25.rented.test with ESMTP; Tue, 27 Oct 2026 09:00:00 +0000";
        assert_silent(&SIGNAL, below(rented));
        for inside in ["localhost", "queue.sender.local", "10.1.2.3"] {
            let line = format!("from pc7 by {inside} with ESMTP; Tue, 27 Oct 2026 09:00:00 +0000");
            assert_silent(&SIGNAL, below(&line));
        }
    }

    #[test]
    fn silent_on_a_message_that_was_fetched_or_sent_on() {
        let fetched = Mail::any()
            .header(
                "Received",
                "from pop.sender.example by mx.acme.example with POP3 (fetchmail-6.4); Mon, 2 Nov 2026 09:00:07 +0000",
            )
            .at_bottom("Received", OLD);
        assert_silent(&SIGNAL, fetched);
        assert_silent(
            &SIGNAL,
            below(OLD).header("Resent-From", "anna@sender.example"),
        );
    }

    #[test]
    fn silent_on_lines_without_date_or_server() {
        assert_silent(&SIGNAL, below("from pc7 by mail.other.test with ESMTP"));
        assert_silent(
            &SIGNAL,
            below("by 0 with SMTP; Tue, 27 Oct 2026 09:00:00 +0000"),
        );
    }
}
