//! Tests of the undoing of wrapped links.

use super::*;
use crate::message::links::{LinkOrigin, Links};

/// Addresses to wrap and undo, by Calvin Ardi (cardi/proofpoint-url-decoder, CC0-1.0).
const ADDRESSES: &str = include_str!("wrapped_links/proofpoint_addresses.txt");

#[track_caller]
pub(super) fn undone(address: &str) -> (String, Wrapper) {
    let unwrapped = unwrap(address, &LinkTarget::parse(address, None))
        .unwrap_or_else(|| panic!("not undone: {address}"));
    (unwrapped.address, unwrapped.wrapper)
}

#[track_caller]
pub(super) fn stays(address: &str) {
    let target = LinkTarget::parse(address, None);
    assert_eq!(unwrap(address, &target), None, "{address}");
}

/// Where a link ends up: the last address, and the names of what was around it.
fn end(address: &str) -> (String, Vec<&'static str>) {
    let mut links = Links::default();
    links.add(
        address,
        LinkOrigin::Anchor,
        false,
        None,
        &mut super::super::defects::Defects::default(),
    );
    links.unwrap();
    let link = links.list.last().unwrap();
    let names = link.wrappers.iter().map(|wrapper| wrapper.name).collect();
    (link.written().to_owned(), names)
}

fn percent(address: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'.';
    let encode = |b: u8| {
        if plain(b) {
            char::from(b).to_string()
        } else {
            format!("%{b:02X}")
        }
    };
    address.bytes().map(encode).collect()
}

/// As version 3 writes it: what may stand in an address as it is, and the bytes of the rest.
fn third(address: &str) -> String {
    const CODES: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let is_kept = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?@!$&'()+,;=".contains(&b);
    let (mut masked, mut bytes) = (String::new(), Vec::new());
    let mut rest = address.as_bytes();
    while let Some(&first) = rest.first() {
        if is_kept(first) {
            masked.push(char::from(first));
            rest = &rest[1..];
            continue;
        }
        let run = rest.iter().take_while(|b| !is_kept(**b)).count().min(65);
        bytes.extend_from_slice(&rest[..run]);
        masked.push('*');
        if run > 1 {
            masked.push('*');
            masked.push(char::from(CODES[run - 2]));
        }
        rest = &rest[run..];
    }
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| {
            bits << 8 | usize::from(*group.get(at).unwrap_or(&0))
        });
        for at in 0..=group.len() {
            text.push(char::from(CODES[bits >> (18 - 6 * at) & 63]));
        }
    }
    format!("https://urldefense.com/v3/__{masked}__;{text}!!a1B2!c3D4$")
}

#[test]
fn undoes_every_version_of_proofpoint_for_every_address() {
    let mut count = 0;
    for address in ADDRESSES.lines().filter(|line| !line.is_empty()) {
        count += 1;
        let first = format!(
            "https://urldefense.proofpoint.com/v1/url?u={}&k=a%3D&r=b&m=c&s=d",
            percent(address)
        );
        assert_eq!(undone(&first).0, address);
        let second: String = percent(address).replace("%2F", "_").replace('%', "-");
        let second =
            format!("https://urldefense.proofpoint.com/v2/url?u={second}&d=Dw&c=x&r=y&m=z&s=w&e=");
        assert_eq!(undone(&second).0, address);
        assert_eq!(undone(&third(address)).0, address);
    }
    assert_eq!(count, 27);
}

#[test]
fn undoes_links_that_proofpoint_itself_wrote() {
    let (address, wrapper) = undone(
        "https://urldefense.com/v3/__http://www.example.com/**_**_test__;IyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIw!!foo!bar$",
    );
    assert_eq!(
        address,
        format!("http://www.example.com/{}test", "#".repeat(130))
    );
    assert_eq!(
        (wrapper.name, wrapper.kind),
        ("Proofpoint", WrapperKind::Gateway)
    );
    for (wrapped, address) in [
        (
            "https://urldefense.com/v3/__https://example.com/*newsletter__;Iw!!foo!bar$",
            "https://example.com/#newsletter",
        ),
        (
            "https://urldefense.com/v3/__http://www.example.com/**Aa*.html__;w60j!!foo!bar$",
            "http://www.example.com/ía#.html",
        ),
        (
            "https://urldefense.com/v3/__http://www.example.com/**E.html__;5L2g5aW9!!foo!bar$",
            "http://www.example.com/你好.html",
        ),
        (
            "https://urldefense.us/v3/__http://www.example.com__;!!foo!bar$",
            "http://www.example.com",
        ),
        (
            "https://urldefense.com/v2/url?u=https-3A__www.example.com_-40-40-21-40foobar&d=&c=&r=&m=&s=&e=",
            "https://www.example.com/@@!@foobar",
        ),
    ] {
        assert_eq!(undone(wrapped).0, address);
    }
}

#[test]
fn leaves_a_broken_proofpoint_link_as_it_is() {
    stays("https://urldefense.com/v3/__http://www.example.com/");
    stays("https://urldefense.com/v3/__http://www.example.com/***__;Iw!!x$");
    stays("https://urldefense.com/v3/____;Iw!!foo!bar$");
    stays("https://urldefense.com/v4/url?u=x");
}

#[test]
fn undoes_the_gateways() {
    for (address, name) in [
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fx%3Fy%3D1&data=05%7C02&sdata=x&reserved=0",
            "Microsoft Safe Links",
        ),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fx%3Fy%3D1&amp;data=05",
            "Microsoft Safe Links",
        ),
        (
            "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fa.example%2fx%3fy%3d1&c=E,1,abc&typo=1",
            "Barracuda",
        ),
        (
            "https://protect2.fireeye.com/v1/url?k=1&q=1&e=2&u=https%3A%2F%2Fa.example%2Fx%3Fy%3D1",
            "Trellix",
        ),
        (
            "https://imsva91-ctp.trendmicro.com:443/wis/clicktime/v1/query?url=https%3A%2F%2Fa.example%2Fx%3Fy%3D1&umid=1",
            "Trend Micro",
        ),
        (
            "https://eu-central-1.protection.sophos.com/?d=a.example&u=aHR0cHM6Ly9hLmV4YW1wbGUveD95PTE=&i=1",
            "Sophos",
        ),
        (
            "https://clicktime.symantec.com/3Abc?u=https%3A%2F%2Fa.example%2Fx%3Fy%3D1",
            "Symantec",
        ),
        (
            "https://secure-web.cisco.com/1abc-def/https%3A%2F%2Fa.example%2Fx%3Fy%3D1",
            "Cisco",
        ),
    ] {
        let (inner, wrapper) = undone(address);
        assert_eq!(
            (inner.as_str(), wrapper.name, wrapper.kind),
            ("https://a.example/x?y=1", name, WrapperKind::Gateway)
        );
    }
}

#[test]
fn takes_the_host_where_mimecast_tells_no_more() {
    assert_eq!(
        undone("https://protect-eu.mimecast.com/s/AbC?domain=a.example").0,
        "https://a.example/"
    );
    assert_eq!(
        undone("https://url.uk.m.mimecastprotect.com/s/AbC?domain=a.example").0,
        "https://a.example/"
    );
    stays("https://protect-eu.mimecast.com/s/AbC");
    stays("https://community.mimecast.com/s/?domain=a.example");
}

#[test]
fn undoes_the_redirectors() {
    for (address, name) in [
        (
            "https://www.google.com/url?q=https://a.example/x&sa=D",
            "Google",
        ),
        (
            "https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fa.example%2Fx",
            "Google",
        ),
        (
            "https://google.com.hk/url?q=https%253A%252F%252Fa.example%252Fx",
            "Google",
        ),
        ("https://www.google.com/amp/s/a.example/x", "Google"),
        (
            "https://a-example.cdn.ampproject.org/c/s/a.example/x",
            "Google",
        ),
        ("https://a-example.translate.goog/x?_x_tr_sl=auto", "Google"),
        ("https://www.google.co.uk/amp/a.example/x", "Google"),
        (
            "https://googleads.g.doubleclick.net/pcs/click?xai=1&adurl=https://a.example/x",
            "Google",
        ),
        (
            "https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fa.example%2Fx",
            "YouTube",
        ),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx&h=AT1",
            "Facebook",
        ),
        (
            "https://l.instagram.com/?u=https%3A%2F%2Fa.example%2Fx&e=1",
            "Instagram",
        ),
        (
            "https://vk.com/away.php?utf=1&to=https%3A%2F%2Fa.example%2Fx",
            "VK",
        ),
        (
            "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9hLmV4YW1wbGUveA&ntb=1",
            "Bing",
        ),
        (
            "https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2fa.example%2fx/RK=2/RS=1",
            "Yahoo",
        ),
        (
            "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fa%2Eexample%2Fx",
            "LinkedIn",
        ),
        (
            "https://link.zhihu.com/?target=https%3A//a.example/x",
            "知乎",
        ),
        (
            "https://c.pc.qq.com/middlem.html?pfurl=https%3A%2F%2Fa.example%2Fx&pfuin=1",
            "QQ",
        ),
        (
            "https://steamcommunity.com/linkfilter/?u=https%3A%2F%2Fa.example%2Fx",
            "Steam",
        ),
    ] {
        let (inner, wrapper) = undone(address);
        assert_eq!(
            (inner.as_str(), wrapper.name, wrapper.kind),
            ("https://a.example/x", name, WrapperKind::Redirector),
            "{address}"
        );
    }
    assert_eq!(
        undone("https://www.google.com/url?q=a.example/x").0,
        "http://a.example/x"
    );
}

#[test]
fn undoes_click_counters_with_the_address_in_their_path() {
    for address in [
        "https://x1.r.eu-west-1.awstrack.me/L0/https:%2F%2Fa.example%2Fx/1/0102-000000/sig=1",
        "https://click.pstmrk.it/3s/a.example%2Fx/AbC/1/d",
        "https://track.pstmrk.it/3s/a.example%2Fx/AbC/1/d",
    ] {
        let (inner, wrapper) = undone(address);
        assert!(inner.ends_with("://a.example/x"), "{inner}");
        assert_eq!(wrapper.kind, WrapperKind::Tracker);
    }
}

#[test]
fn takes_along_what_stands_behind_the_hash() {
    let (inner, _) = undone("https://www.google.com/url?q=https://a.example/x#julia@acme.example");
    assert_eq!(inner, "https://a.example/x#julia@acme.example");
    let (inner, _) = undone("https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx%23y#z");
    assert_eq!(inner, "https://a.example/x#y");
}

#[test]
fn undoes_nested_wrappers_to_the_end() {
    let google = "https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx";
    let proofpoint = third(google);
    let safe = format!(
        "https://nam02.safelinks.protection.outlook.com/?url={}&data=1",
        percent(&proofpoint)
    );
    assert_eq!(
        end(&safe),
        (
            "https://a.example/x".to_owned(),
            vec!["Microsoft Safe Links", "Proofpoint", "Google"]
        )
    );
    let carried = format!("https://shop.example/go?to={}", percent(google));
    assert_eq!(end(&carried).1, ["", "Google"]);
}

#[test]
fn stays_bounded_on_monsters() {
    let mut nested = "https://a.example/x".to_owned();
    for _ in 0..12 {
        nested = format!("https://www.google.com/url?q={nested}");
    }
    assert_eq!(end(&nested).1.len(), MAX_DEPTH);
    let mut links = Links::default();
    for _ in 0..super::super::links::MAX_LINKS {
        links.add(
            &format!(
                "https://shop.example/?url=https://a.example/?url={}",
                "https://b.example/?url=".repeat(50)
            ),
            LinkOrigin::Anchor,
            false,
            None,
            &mut super::super::defects::Defects::default(),
        );
    }
    links.unwrap();
    assert_eq!(links.list.len(), super::super::links::MAX_LINKS);
    unwrap(
        &format!("https://urldefense.com/v3/__{}__;!!", "*".repeat(4_000)),
        &LinkTarget::parse("https://urldefense.com/v3/__x__;", None),
    );
}
