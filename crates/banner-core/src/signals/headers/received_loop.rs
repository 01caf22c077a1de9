//! By the lines of the servers on its way, one server had the message three times, and strangers had it in between.
//!
//! Why: a server that gets its own message back a second time stops it (RFC 5321, section 6.3), so that lines which go round
//! and round were copied by the sender, to make the way look longer and more trustworthy than it was.
//!
//! Wrong when: two addresses are forwarded to each other. Once there and back is common, where a reader forwards to himself or
//! a list brings one's own mail back, and does not count; servers of one owner hand messages to and fro as they like.
use crate::names::Domain;
use crate::signals::imitation::same_owner;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, route};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "headers.received_loop",
    group: Group::Headers,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing],
    evidence: &["server", "times"],
    since: "0.2.0",
    inspect,
};

/// No more hops than these are looked at.
const MOST_HOPS: usize = 50;
/// As many visits no forwarding explains.
const VISITS: u32 = 3;

/// A server that had the message.
struct Visited {
    host: Domain,
    /// The last stay in which it had it: hops among servers of one owner are one stay.
    stay: u32,
    visits: u32,
}

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let hops = examination.message.received().iter().take(MOST_HOPS);
    let hosts: Vec<&str> = hops.filter_map(|hop| hop.by.as_deref()).collect();
    // Names are read only where one of them recurs, which is on few messages.
    let recurs = |host: &&str| {
        let same = hosts.iter().filter(|other| *other == host);
        same.count() >= VISITS as usize
    };
    if !hosts.iter().any(recurs) {
        return None;
    }
    let mut visited: Vec<Visited> = Vec::new();
    let mut stay = 0;
    let mut before: Option<Domain> = None;
    for host in hosts.into_iter().filter_map(route::public_name) {
        if before.is_some_and(|before| !same_owner(&before, &host)) {
            stay += 1;
        }
        before = Some(host.clone());
        match visited.iter_mut().find(|known| known.host == host) {
            Some(known) if known.stay == stay => {}
            Some(known) => {
                known.stay = stay;
                known.visits += 1;
            }
            None => visited.push(Visited {
                host,
                stay,
                visits: 1,
            }),
        }
    }
    let most = visited.into_iter().find(|known| known.visits >= VISITS)?;
    let finding = SIGNAL.found().with("server", most.host);
    Some(finding.with("times", most.visits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    /// A message that was passed on by these servers, the last one first, before ours had it.
    fn passed_on_by(servers: &[&str]) -> Mail {
        servers.iter().fold(Mail::any(), |mail, server| {
            mail.at_bottom(
                "Received",
                &format!("from x by {server} with ESMTP id 7; Mon, 2 Nov 2026 09:00:00 +0000"),
            )
        })
    }

    #[test]
    fn fires_on_a_server_that_had_it_three_times() {
        let round = ["a.relay.example", "b.other.test"].repeat(3);
        let finding = assert_fires(&SIGNAL, passed_on_by(&round));
        assert_fact(&finding, "server", "a.relay.example");
        assert_fact(&finding, "times", "3");
    }

    #[test]
    fn fires_on_our_own_server_in_the_round() {
        let round = [
            "b.other.test",
            "mx.acme.example",
            "b.other.test",
            "mx.acme.example",
        ];
        assert_fact(
            &assert_fires(&SIGNAL, passed_on_by(&round)),
            "server",
            "mx.acme.example",
        );
    }

    #[test]
    fn silent_on_forwarding_to_oneself_and_on_ones_own_mail_over_a_list() {
        assert_silent(
            &SIGNAL,
            passed_on_by(&["lists.other.test", "mx.acme.example"]),
        );
        let twice = ["a.relay.example", "b.other.test"].repeat(2);
        assert_silent(&SIGNAL, passed_on_by(&twice));
    }

    #[test]
    fn silent_on_servers_of_one_owner_and_filters_on_one_machine() {
        let inside = ["a.relay.example", "b.relay.example"].repeat(5);
        assert_silent(&SIGNAL, passed_on_by(&inside));
        let filter = ["a.relay.example", "localhost", "filter.local", "10.0.0.2"].repeat(5);
        assert_silent(&SIGNAL, passed_on_by(&filter));
        let microsoft = ["a.prod.outlook.com", "b.outlook.office365.com"].repeat(5);
        assert_silent(&SIGNAL, passed_on_by(&microsoft));
    }
}
