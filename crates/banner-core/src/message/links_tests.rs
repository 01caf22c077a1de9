//! Links as browsers resolve them.

use super::*;

fn host(href: &str) -> String {
    match LinkTarget::parse(href, None).host {
        Some(Host::Domain(domain)) => domain.ascii().to_owned(),
        Some(Host::Ip(ip)) => ip.to_string(),
        None => String::new(),
    }
}

#[test]
fn resolves_hosts_as_a_browser_does() {
    for (href, expected) in [
        ("https://bank.example/login", "bank.example"),
        ("HTTP://BANK.EXAMPLE", "bank.example"),
        ("  https:\\\\bank.example\\x ", "bank.example"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://bank%2eexample/", "bank.example"),
        ("https://bank。example/", "bank.example"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("ht\ntps://bank.\texample", "bank.example"),
        ("//cdn.example/x", "cdn.example"),
        ("www.shop.example/x", "www.shop.example"),
        ("mailto:Ann%40b.example?subject=x", "b.example"),
        ("mailto:ann@b.example,c@d.example", "b.example"),
        ("/relative", ""),
        ("#top", ""),
        ("http://exa mple/", ""),
    ] {
        assert_eq!(host(href), expected, "{href}");
    }
}

#[test]
fn notices_userinfo_and_ports() {
    let target = LinkTarget::parse("https://user:pw@evil.example:8443/a?b#c", None);
    assert!(target.has_userinfo && target.is_web());
    assert_eq!((target.port, target.path.as_str()), (Some(8443), "/a"));
    assert_eq!(
        LinkTarget::parse("https://evil.example:443/", None).port,
        None
    );
}

#[test]
fn keeps_other_schemes() {
    for (href, scheme) in [
        ("javascript:alert(1)", "javascript"),
        ("data:text/html,<b>", "data"),
        ("tel:+49123", "tel"),
        ("cid:logo", "cid"),
        ("http://%zz/", "http"),
        ("", ""),
        ("no address", ""),
    ] {
        assert_eq!(LinkTarget::parse(href, None).scheme, scheme, "{href}");
    }
}

#[test]
fn resolves_relative_links_against_the_base() {
    let base = Url::parse("https://shop.example/a/").unwrap();
    let target = LinkTarget::parse("../b", Some(&base));
    assert_eq!(target.domain().unwrap().ascii(), "shop.example");
    assert_eq!(target.path, "/b");
}

#[test]
fn bounds_number_and_length() {
    let (mut links, mut defects) = (Links::default(), Defects::default());
    for _ in 0..MAX_LINKS + 5 {
        links.add(
            "https://a.example/",
            LinkOrigin::Anchor,
            false,
            None,
            &mut defects,
        );
    }
    assert_eq!(links.list.len(), MAX_LINKS);
    let mut links = Links::default();
    links.add(
        &format!("https://a.example/{}", "é".repeat(MAX_HREF)),
        LinkOrigin::Anchor,
        false,
        None,
        &mut defects,
    );
    assert!(links.list[0].href.len() <= MAX_HREF);
    assert_eq!(
        defects.as_slice(),
        [Defect::TooManyLinks, Defect::LinkTooLong]
    );
}

#[test]
fn a_wrapped_link_keeps_where_a_browser_goes_first() {
    let mut links = Links::default();
    let href = "https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx";
    links.add(
        href,
        LinkOrigin::Anchor,
        false,
        None,
        &mut Defects::default(),
    );
    links.unwrap();
    let link = &links.list[0];
    assert_eq!((links.list.len(), link.href.as_str()), (1, href));
    assert_eq!(link.target.domain().unwrap().ascii(), "a.example");
    assert_eq!(link.written(), "https://a.example/x");
    assert_eq!(
        link.first.as_ref().unwrap().domain().unwrap().ascii(),
        "www.google.com"
    );
    assert!(!link.is_carried());
}

#[test]
fn an_address_that_carries_another_counts_as_both() {
    let mut links = Links::default();
    let href = "https://shop.example/go?url=https%3A%2F%2Fa.example%2Fx";
    links.add_shown(href, "Offer", LinkOrigin::Anchor, &mut Defects::default());
    links.unwrap();
    let hosts: Vec<_> = links
        .list
        .iter()
        .map(|link| link.target.domain().unwrap().ascii())
        .collect();
    assert_eq!(hosts, ["shop.example", "a.example"]);
    assert!(!links.list[0].is_carried() && links.list[1].is_carried());
    assert_eq!(links.list[1].shown, "Offer");
}

#[test]
fn a_page_for_telephones_counts_beside_the_one_for_those_without_the_program() {
    for scheme in ["https", "HTTP", "%68ttps"] {
        let href = format!(
            "intent://a.example/x#Intent;scheme={scheme};package=com.android.chrome;S.browser_fallback_url=https%3A%2F%2Fwww.b.example;end"
        );
        let links = Links::found([(LinkOrigin::Anchor, &*href)].into_iter());
        let hosts = links
            .iter()
            .map(|link| link.target.domain().unwrap().ascii());
        assert_eq!(hosts.collect::<Vec<_>>(), ["www.b.example", "a.example"]);
    }
    let other = "intent://a.example/x#Intent;scheme=x;S.browser_fallback_url=https%3A%2F%2Fwww.b.example;end";
    let links = Links::found([(LinkOrigin::Anchor, other)].into_iter());
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].target.domain().unwrap().ascii(), "www.b.example");
}

#[test]
fn no_page_of_an_intent_hides_the_one_for_readers_without_the_program() {
    for page in [
        "",
        "//%00/",
        "/x",
        "//www.paypal.com/#x",
        "//www.google.com/search?q=x",
        "//www.paypal.com/?url=https://www.paypal.com/de",
    ] {
        let href = format!(
            "intent:{page}#Intent;scheme=https;S.browser_fallback_url=https%3A%2F%2Fevil.example%2Fx;end"
        );
        let links = Links::found([(LinkOrigin::Anchor, &*href)].into_iter());
        let mut hosts = links.iter().filter_map(|link| link.target.domain());
        assert!(hosts.any(|host| host.ascii() == "evil.example"), "{href}");
        assert!(
            links
                .iter()
                .all(|link| link.target.host.is_some() || page == "/x"),
            "{href}"
        );
    }
}

#[test]
fn a_host_that_cannot_be_read_is_not_cut_short_at_what_is_encoded() {
    for href in [
        "https://www.paypal.com%2F@ev\u{200d}il.example/x",
        "https://www.paypal.com%2F@ev%E2%80%8Dil.example/x",
    ] {
        let target = LinkTarget::parse(href, None);
        assert_eq!(target.domain().unwrap().ascii(), "evil.example", "{href}");
        assert!(target.has_userinfo && target.spelling.is_some());
    }
    let target = LinkTarget::parse("https://www.paypal.com%2F@xn--a.evil.example/x", None);
    assert_eq!(target.domain(), None);
}

#[test]
fn what_is_handed_to_a_program_leads_to_its_address() {
    for (href, url) in [
        (
            "ms-word:ofe|u|https://a.example/b%20c.docx",
            "https://a.example/b%20c.docx",
        ),
        ("ms-excel:nft|u|HTTPS://a.example/b", "https://a.example/b"),
        ("Microsoft-Edge:https://a.example/", "https://a.example/"),
        ("webcal://a.example/b.ics", "https://a.example/b.ics"),
        (
            "intent://a.example/b#Intent;scheme=https;package=c;end",
            "https://a.example/b#Intent;scheme=https;package=c;end",
        ),
        (
            "intent://scan/#Intent;scheme=x;S.browser_fallback_url=https%3A%2F%2Fa.example%2Fb",
            "https://a.example/b",
        ),
        // The page for readers without that program.
        (
            "intent://www.bank.example/#Intent;scheme=x;S.browser_fallback_url=https%3A%2F%2Fa.example;end",
            "https://a.example/",
        ),
        // The last of each counts, behind the last `#`, up to the end.
        (
            "intent://x.example/#Intent;S.browser_fallback_url=https%3A%2F%2Fb.example;end#Intent;scheme=https;scheme=x;S.browser_fallback_url=https%3A%2F%2Fc.example;S.browser_fallback_url=https%3A%2F%2Fa.example;end;scheme=https",
            "https://a.example/",
        ),
        (
            "intent://a.example/?S.browser_fallback_url=https://www.bank.example/",
            "https://a.example/?S.browser_fallback_url=https://www.bank.example/",
        ),
        (
            "ms-appinstaller:?source=https://a.example/b.msix",
            "https://a.example/b.msix",
        ),
        // An address behind a host is nothing but a part of its own.
        (
            "webcal://a.example/b.ics?u=https://www.bank.example/",
            "https://a.example/b.ics?u=https://www.bank.example/",
        ),
    ] {
        let target = LinkTarget::parse(href, None);
        assert_eq!(target.url.unwrap().as_str(), url, "{href}");
        assert_eq!(target.scheme, "https");
    }
    for href in ["ms-settings:privacy", "mailto:a@b.example", "tel:+49"] {
        assert!(!LinkTarget::parse(href, None).is_web(), "{href}");
    }
    assert!(LinkTarget::parse("ftp://a.example/b.exe", None).is_web());
}
