//! By the stamps of the servers on its way, the message travelled back in time by more than a day.
//!
//! Why: lines at the bottom were written by the sender, to make the message look as if it had come
//! from elsewhere, and their dates were copied or made up.
//!
//! Wrong when: the clock of one server on the way is wrong. Clocks that are off by hours are common,
//! by more than a day they are not: one legitimate message in nine thousand.
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};

const DAY: i64 = 86_400;

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.received_backwards",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["days"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut later: Option<i64> = None;
    let mut most = 0;
    for date in examination
        .message
        .received()
        .iter()
        .filter_map(|hop| hop.date)
    {
        // The list begins with the last hop, so that each must be older than the one before.
        if let Some(later) = later {
            most = most.max(date.saturating_sub(later));
        }
        later = Some(date);
    }
    let days = u32::try_from(most / DAY).unwrap_or(u32::MAX);
    (days > 0).then(|| SIGNAL.found().with("days", days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    /// A message that our server received on 2 November 2026 at nine.
    fn earlier_hop(date: &str) -> Mail {
        Mail::any().at_bottom(
            "Received",
            &format!("from pc by mail.sender.example; {date}"),
        )
    }

    #[test]
    fn fires_on_a_hop_that_was_passed_after_the_next() {
        let mail = earlier_hop("Thu, 5 Nov 2026 10:00:00 +0000");
        assert_fact(&assert_fires(&SIGNAL, mail), "days", "3");
    }

    #[test]
    fn silent_on_clocks_and_time_zones_that_are_off_by_hours() {
        assert_silent(&SIGNAL, earlier_hop("Mon, 2 Nov 2026 21:00:00 +0000"));
        assert_silent(&SIGNAL, earlier_hop("Tue, 3 Nov 2026 08:00:00 +0000"));
    }

    #[test]
    fn silent_on_a_message_that_waited() {
        assert_silent(&SIGNAL, earlier_hop("Thu, 1 Oct 2026 09:00:00 +0000"));
    }

    #[test]
    fn silent_on_hops_without_date() {
        assert_silent(&SIGNAL, earlier_hop("soon"));
        assert_silent(&SIGNAL, Mail::any().header("Received", ""));
    }
}
