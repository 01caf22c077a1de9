//! The Date field is far from the time at which the message arrived.
//!
//! Why: senders of bulk fraud set a date ahead so that the message stays on top of the list, or use
//! programs that write none of their own time.
//!
//! Wrong when: the sender's clock is broken, or a message waited for weeks in an outbox: up to 30
//! days late and 7 days early is taken as that. A server that held it says so in its line. Old mail that is read today is not late: without a
//! Received date, only dates after the present count.
use crate::message::Message;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

const DAY: i64 = 86_400;
const MOST_AFTER: i64 = 7 * DAY;
const MOST_BEFORE: i64 = 30 * DAY;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.date_far_off",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["days"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let date = message.date()?;
    let arrived = message.received().iter().find_map(|hop| hop.date);
    let off = match (arrived, examination.context.now) {
        (Some(arrived), _) => date.saturating_sub(if date < arrived {
            nearest(date, message)?
        } else {
            arrived
        }),
        (None, Some(now)) => date.saturating_sub(now).max(0),
        (None, None) => return None,
    };
    if (-MOST_BEFORE..=MOST_AFTER).contains(&off) {
        return None;
    }
    let days = u32::try_from((off / DAY).unsigned_abs()).unwrap_or(u32::MAX);
    // Late is mostly a queue or a clock that lost its battery; early is mostly meant.
    let strength = if off > 0 {
        Strength::FULL
    } else {
        Strength::HALF
    };
    Some(SIGNAL.found().with("days", days).at(strength))
}

/// The Received date that is nearest to `date`: a message that some server held for months was
/// dated rightly when it set out.
fn nearest(date: i64, message: &Message<'_>) -> Option<i64> {
    message
        .received()
        .iter()
        .filter_map(|hop| hop.date)
        .min_by_key(|hop| date.abs_diff(*hop))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_a_date_ahead_of_arrival() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().header("Date", "Wed, 2 Dec 2026 09:00:07 +0000"),
        );
        assert_fact(&finding, "days", "30");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_a_date_long_before_arrival() {
        let finding = assert_fires(
            &SIGNAL,
            Mail::any().header("Date", "Thu, 1 Jan 1970 00:00:00 +0000"),
        );
        assert_eq!(finding.strength, Strength::HALF);
    }

    #[test]
    fn fires_on_a_date_ahead_of_the_present_when_no_hop_is_dated() {
        let mail = Mail::any()
            .header("Received", "")
            .header("Date", "Wed, 2 Dec 2026 09:00:07 +0000");
        assert_fact(&assert_fires(&SIGNAL, mail), "days", "30");
    }

    #[test]
    fn fires_beyond_a_week_early_and_thirty_days_late_only() {
        // The message arrived on 2 November at nine, seven seconds past.
        for (date, fires) in [
            ("Mon, 9 Nov 2026 09:00:07 +0000", false),
            ("Mon, 9 Nov 2026 09:00:08 +0000", true),
            ("Sat, 3 Oct 2026 09:00:07 +0000", false),
            ("Sat, 3 Oct 2026 09:00:06 +0000", true),
        ] {
            let mail = Mail::any().header("Date", date);
            match fires {
                true => drop(assert_fires(&SIGNAL, mail)),
                false => assert_silent(&SIGNAL, mail),
            }
        }
    }

    #[test]
    fn silent_on_a_slow_queue_and_a_wrong_time_zone() {
        assert_silent(
            &SIGNAL,
            Mail::any().header("Date", "Tue, 6 Oct 2026 09:00:00 +0000"),
        );
        assert_silent(
            &SIGNAL,
            Mail::any().header("Date", "Tue, 3 Nov 2026 09:00:00 +1400"),
        );
    }

    #[test]
    fn silent_on_mail_that_a_server_held_for_months() {
        let mail = Mail::any()
            .header("Date", "Mon, 2 Feb 2026 09:00:00 +0000")
            .at_bottom(
                "Received",
                "from pc by mail.sender.example; Mon, 2 Feb 2026 09:00:04 +0000",
            );
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_old_mail_read_today() {
        let mail = Mail::any()
            .header("Received", "")
            .header("Date", "Tue, 6 Oct 2009 09:00:00 +0000");
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_missing_or_unreadable_date() {
        assert_silent(&SIGNAL, Mail::any().header("Date", ""));
        assert_silent(&SIGNAL, Mail::any().header("Date", "soon"));
    }

    #[test]
    fn silent_on_a_future_date_when_the_present_is_unknown() {
        let mail = Mail::any()
            .header("Received", "")
            .header("Date", "Wed, 2 Dec 2099 09:00:07 +0000");
        assert_silent(&SIGNAL, mail.context(|context| context.now = None));
    }
}
