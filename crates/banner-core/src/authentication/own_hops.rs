//! The hops of a message through the organisation's own servers.
//!
//! Whoever sends a message can write Received lines in anybody's name below those that our servers
//! add. What is ours therefore ends at our border: the first of our hops, from the top, whose peer
//! our server did not find to be one of us.

use std::net::{IpAddr, Ipv6Addr};

use crate::context::Organisation;
use crate::message::{Message, ReceivedHop};
use crate::names::Domain;

/// No more hops than these are looked at.
const MOST_HOPS: usize = 20;

/// The hops that our own servers recorded, topmost first; the last is the one at our border.
/// Empty when the topmost hop is not ours.
pub(crate) fn own_hops<'m>(
    message: &'m Message<'_>,
    organisation: &Organisation,
) -> Vec<&'m ReceivedHop> {
    let mut own = Vec::new();
    for hop in message.received().iter().take(MOST_HOPS) {
        let is_own = |host: &str| is_own_host(host, organisation) || is_literal(host);
        if !hop.by.as_deref().is_some_and(is_own) {
            break;
        }
        own.push(hop);
        if !has_own_peer(hop, organisation) {
            break;
        }
    }
    own
}

/// Whether the peer of our border bears a name of ours in reverse DNS that nobody checked: a server of ours that hands on over
/// public addresses, or somebody who named an address so. What is below may be either's.
pub(crate) fn is_peer_perhaps_ours(message: &Message<'_>, organisation: &Organisation) -> bool {
    let hops = own_hops(message, organisation);
    let border = hops.last().filter(|hop| hop.is_rdns_doubtful);
    let name = border.and_then(|hop| hop.rdns.as_ref());
    name.is_some_and(|name| is_own_host(name, organisation))
}

/// Whether a host is one of the organisation's, by the profile.
fn is_own_host(host: &str, organisation: &Organisation) -> bool {
    organisation.is_mail_host(host)
        || Domain::parse(host).is_some_and(|domain| {
            organisation.owns(&domain) || (organisation.microsoft365 && is_microsofts(&domain))
        })
}

/// Whether our server found its peer to be one of us. The name in HELO is the peer's own word and
/// counts only on a local delivery (LMTP, RFC 2033), which no stranger makes, or as a bare name that
/// the profile lists.
fn has_own_peer(hop: &ReceivedHop, organisation: &Organisation) -> bool {
    let is_own = |host: Option<&String>| host.is_some_and(|host| is_own_host(host, organisation));
    let is_local = hop
        .with
        .as_deref()
        .is_some_and(|with| with.to_ascii_uppercase().starts_with("LMTP"));
    match hop.ip {
        Some(ip) if !is_public(ip) => true,
        Some(ip) if organisation.microsoft365 && is_microsofts_address(ip) => {
            !leaves_a_customer(hop)
        }
        _ if is_own(hop.proven_rdns()) => true,
        _ if is_local => is_own(hop.helo.as_ref()),
        Some(_) => false,
        None => match (&hop.helo, &hop.rdns) {
            // A hop within one machine speaks of no peer at all.
            (None, None) => !hop.has_peer,
            // Between their own machines some receivers write bare names and no address, which
            // servers that talk to strangers do not leave out.
            (Some(helo), None) => !helo.contains('.') && organisation.is_mail_host(helo),
            _ => false,
        },
    }
}

/// Some servers name themselves by address on hops inside their own network.
fn is_literal(host: &str) -> bool {
    host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
}

/// Whether a host is one of Exchange Online, by its name.
pub(crate) fn is_microsofts(domain: &Domain) -> bool {
    [
        "outlook.com",
        "office365.com",
        "exchangelabs.com",
        "outlook.cn",
        "office365.us",
    ]
    .iter()
    .filter_map(|parent| Domain::parse(parent))
    .any(|parent| domain.is_within(&parent))
}

/// The addresses from which Exchange Online hands mail on between its own servers.
fn is_microsofts_address(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => matches!(
            ip.octets(),
            [40, 92 | 107, ..] | [52, 100..=103, ..] | [104, 47, 0..=127, _]
        ),
        IpAddr::V6(ip) => {
            let [first, second, ..] = ip.segments();
            (first == 0x2603 && (0x1000..0x1100).contains(&second))
                || (first == 0x2a01 && second == 0x0111)
        }
    }
}

/// The hosts through which mail leaves any customer of Exchange Online, whose word below is a
/// stranger's. Among the servers of one customer none of them has part.
const OUTBOUND: &str = "outbound.protection.outlook.com";

fn leaves_a_customer(hop: &ReceivedHop) -> bool {
    let mut names = [&hop.helo, &hop.rdns].into_iter().flatten();
    names.any(|name| {
        let start = name.len().saturating_sub(OUTBOUND.len());
        let end = name.get(start..);
        end.is_some_and(|end| end.eq_ignore_ascii_case(OUTBOUND))
    })
}

/// Whether an address can be reached from anywhere (RFC 6890).
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [first, second, ..] = ip.octets();
            let is_shared = first == 100 && (64..128).contains(&second);
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || is_shared)
        }
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => is_public(IpAddr::V4(ip)),
            None => !is_local(ip),
        },
    }
}

fn is_local(ip: Ipv6Addr) -> bool {
    ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::acme;

    #[test]
    fn a_peer_that_calls_itself_by_a_keyword_is_still_a_stranger() {
        for helo in ["with", "id", "for", "via", "by", "from"] {
            let ours = format!(
                "from {helo} (unknown [198.51.100.9]) by mx.acme.example (Postfix) with ESMTP id 4F; Mon, 2 Nov 2026 09:00:00 +0000"
            );
            let forged = "from pc (x [198.51.100.7]) by mx.acme.example with ESMTPSA id 1; Mon, 2 Nov 2026 08:00:00 +0000";
            assert_own(1, &[&ours, forged]);
        }
    }

    #[test]
    fn a_peer_that_calls_itself_by_an_address_of_ours_is_still_a_stranger() {
        let forged = "from pc (x [198.51.100.7]) by mx.acme.example with ESMTPSA id 1";
        for helo in ["[10.0.0.1]", "10.0.0.1", "[IPv6:::1]", "[IPv6:fd00::1]"] {
            for ours in [
                format!(
                    "from {helo} (unknown [198.51.100.9]) by mx.acme.example (Postfix) with ESMTP"
                ),
                format!("from {helo} (198.51.100.9) by mx.acme.example with Microsoft SMTP Server"),
                format!("from unknown (HELO {helo}) (198.51.100.9) by mx.acme.example with SMTP"),
            ] {
                assert_own(1, &[&ours, forged]);
            }
        }
        let organisation = Organisation {
            microsoft365: true,
            ..Organisation::default()
        };
        let border = "from [52.100.1.1] (198.51.100.9) by AM0EUR01FT1.mail.protection.outlook.com with Microsoft SMTP Server";
        assert_own_for(&organisation, 1, &[border, border]);
    }

    #[test]
    fn a_peer_whose_name_nobody_checked_is_a_stranger() {
        let forged = "from pc (x [198.51.100.7]) by mx.acme.example with ESMTPSA id 1";
        for ours in [
            "from evil.example (mx.acme.example [198.51.100.9] (may be forged)) by mx.acme.example (8.18.1/8.18.1) with ESMTP",
            "from mx.acme.example (HELO evil) (198.51.100.9) by mx.acme.example with SMTP",
        ] {
            assert_own(1, &[ours, forged]);
        }
    }

    #[test]
    fn a_peer_whose_address_cannot_be_read_is_a_stranger() {
        for ours in [
            "from (user@198.51.100.9 with login) by mx.acme.example with ESMTP",
            "from  by mx.acme.example with ESMTP",
            "from ([unknown]) by mx.acme.example with ESMTP",
        ] {
            assert_own(1, &[ours, BORDER]);
        }
    }

    #[test]
    fn a_gateway_that_writes_no_name_of_its_peer_hands_on() {
        let inner = "from relay.acme.example (relay.acme.example [10.0.0.5]) by mx.acme.example (Postfix) with ESMTP";
        let border = "from (unknown [198.51.100.9]) by relay.acme.example with smtp id 6b1";
        assert_own(2, &[inner, border, inner]);
        let organisation = Organisation {
            microsoft365: true,
            ..Organisation::default()
        };
        let inner = "from LV3P.NAMP223.PROD.OUTLOOK.COM (fe80::7085:506c:1dc5:92b7%6) by LV3P.NAMP223.PROD.OUTLOOK.COM with HTTPS";
        let unnamed = "from (2603:10b6:208:fe::31) by BL0PR21.namprd21.prod.outlook.com (2603:10b6:208:d::8) with Microsoft SMTP Server";
        let border = "from mail.sender.example (198.51.100.9) by AM0EUR01FT1.mail.protection.outlook.com with Microsoft SMTP Server";
        assert_own_for(&organisation, 3, &[inner, unnamed, border, inner]);
    }

    #[track_caller]
    fn assert_own(count: usize, received: &[&str]) {
        assert_own_for(&acme().organisation, count, received);
    }

    #[track_caller]
    fn assert_own_for(organisation: &Organisation, count: usize, received: &[&str]) {
        let lines: Vec<String> = received
            .iter()
            .map(|line| format!("Received: {line}; Mon, 2 Nov 2026 09:00:07 +0000\r\n"))
            .collect();
        let raw = format!("{}From: a@sender.example\r\n\r\nHello\r\n", lines.concat());
        let message = Message::parse(raw.as_bytes());
        assert_eq!(own_hops(&message, organisation).len(), count, "{raw}");
    }

    const BORDER: &str =
        "from evil.example (evil.example [198.51.100.9]) by mx.acme.example with ESMTP";

    #[test]
    fn what_is_ours_ends_at_the_first_peer_that_is_not() {
        assert_own(1, &[BORDER, "from x by mx.acme.example with ESMTP"]);
        assert_own(1, &[BORDER, "from foo by 10.0.0.1 with ESMTP"]);
        assert_own(
            1,
            &[BORDER, "from [10.1.1.1] by mail.acme.example with ESMTPSA"],
        );
    }

    #[test]
    fn our_servers_hand_on_among_themselves() {
        assert_own(
            3,
            &[
                "from mx.acme.example by mail.acme.example with LMTP",
                "from mx2.acme.example (mx2.acme.example [203.0.113.5]) by mx.acme.example with ESMTP",
                "from out.sender.example (out.sender.example [198.51.100.9]) by mx2.acme.example with ESMTP",
                "from mx.acme.example by mx.acme.example with ESMTP",
            ],
        );
    }

    #[test]
    fn the_name_in_helo_makes_nobody_ours() {
        assert_own(
            1,
            &[
                "from mail.acme.example (unknown [198.51.100.9]) by mx.acme.example with ESMTP",
                "from x by mx.acme.example with ESMTP",
            ],
        );
        assert_own(
            1,
            &[
                "from mail.acme.example by mx.acme.example with ESMTP",
                "from x by mx.acme.example with ESMTP",
            ],
        );
    }

    #[test]
    fn a_bare_name_without_address_is_ours_when_the_profile_lists_it() {
        let organisation = Organisation {
            own_mail_hosts: vec!["gateway-*".into(), "smtpin-*".into()],
            ..Organisation::default()
        };
        let inner = "from smtpin-7 by gateway-2 (mailgateway 26) with SMTP id 6b1";
        let border = "from smtpin-1 (evil.example [198.51.100.9]) by smtpin-7 with ESMTP";
        assert_own_for(&organisation, 2, &[inner, border, inner]);
        assert_own_for(
            &organisation,
            1,
            &["from other-7 by gateway-2 with SMTP", border],
        );
    }

    #[test]
    fn a_hop_inside_our_network_or_one_machine_is_ours() {
        assert_own(
            2,
            &[
                "from inner ([10.0.0.2]) by mx.acme.example with ESMTP",
                BORDER,
            ],
        );
        assert_own(2, &["by mx.acme.example (Postfix, from userid 33)", BORDER]);
        assert_own(2, &["by 2002:a05:6a10:b0::1 with SMTP id x", BORDER]);
    }

    #[test]
    fn a_message_whose_first_hop_is_not_ours_has_none() {
        assert_own(0, &["from a by mx.else.example with ESMTP", BORDER]);
        assert_own(0, &[]);
    }

    #[test]
    fn exchange_online_hands_on_among_its_own_addresses() {
        let organisation = Organisation {
            microsoft365: true,
            ..Organisation::default()
        };
        let inner = "from AS8PR01MB1.eurprd01.prod.exchangelabs.com (2603:10a6:20b:2c6::12) by AM0PR01MB1.eurprd01.prod.exchangelabs.com with HTTPS";
        let border = "from mail.sender.example (198.51.100.9) by AM0EUR01FT1.mail.protection.outlook.com (10.152.16.5) with Microsoft SMTP Server";
        assert_own_for(&organisation, 2, &[inner, border, inner]);
        let disguised = "from x.outlook.com (198.51.100.9) by AM0EUR01FT1.mail.protection.outlook.com with Microsoft SMTP Server";
        assert_own_for(&organisation, 1, &[disguised, inner]);
    }

    #[test]
    fn another_customer_of_exchange_online_is_a_stranger() {
        let organisation = Organisation {
            microsoft365: true,
            ..Organisation::default()
        };
        let border = "from EUR05-DB8-obe.outbound.protection.outlook.com (40.107.20.55) by DB5EUR01FT011.mail.protection.outlook.com (10.152.4.240) with Microsoft SMTP Server";
        let theirs = "from AM0PR01MB1.eurprd01.prod.outlook.com (2603:10a6:20b:2c6::12) by AM0PR01MB1.eurprd01.prod.outlook.com with mapi id 15.20";
        assert_own_for(&organisation, 1, &[border, theirs]);
    }

    #[test]
    fn private_shared_and_local_addresses_are_not_public() {
        for address in [
            "10.1.2.3",
            "127.0.0.1",
            "100.64.0.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["198.51.100.9", "100.128.0.1", "2001:db8::1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
