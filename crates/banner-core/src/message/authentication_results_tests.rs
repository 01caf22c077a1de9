//! Authentication-Results as RFC 8601 shows them and as receivers write them.

use super::*;

fn read(value: &str) -> Parsed {
    parse(value, 0, HeaderSource::AuthenticationResults)
}

/// Method, result and properties as text, for comparison.
fn summary(value: &str) -> Vec<String> {
    let describe = |r: &MethodResult| {
        let properties = r
            .properties
            .iter()
            .map(|p| format!(" {}.{}={}", p.ptype, p.property, p.value));
        format!(
            "{:?}={:?}{}",
            r.method,
            r.result,
            properties.collect::<String>()
        )
    };
    read(value).header.results.iter().map(describe).collect()
}

#[track_caller]
fn well_formed(value: &str, id: &str, expected: &[&str]) {
    let parsed = read(value);
    assert_eq!(parsed.header.authserv_id.as_deref(), Some(id), "{value}");
    assert_eq!(summary(value), expected, "{value}");
    assert!(!parsed.malformed && !parsed.truncated, "{value}");
}

#[test]
fn reads_the_examples_of_rfc_8601() {
    // Appendix B.2 to B.7.
    well_formed("example.org 1; none", "example.org", &[]);
    well_formed(
        "example.com; spf=pass smtp.mailfrom=example.net",
        "example.com",
        &["Spf=Pass smtp.mailfrom=example.net"],
    );
    well_formed(
        "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net",
        "example.com",
        &[
            "Auth=Pass smtp.auth=sender@example.net",
            "Spf=Pass smtp.mailfrom=example.net",
        ],
    );
    well_formed(
        "example.com; iprev=pass policy.iprev=192.0.2.200",
        "example.com",
        &["IpRev=Pass policy.iprev=192.0.2.200"],
    );
    well_formed(
        "example.com; dkim=pass (good signature) header.d=example.com",
        "example.com",
        &["Dkim=Pass header.d=example.com"],
    );
    well_formed(
        "example.com; dkim=pass reason=\"good signature\" header.i=@mail-router.example.net; \
         dkim=fail reason=\"bad signature\" header.i=@newyork.example.com",
        "example.com",
        &[
            "Dkim=Pass header.i=@mail-router.example.net",
            "Dkim=Fail header.i=@newyork.example.com",
        ],
    );
    well_formed(
        "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail \
         policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462",
        "foo.example.net",
        &["Dkim=Fail policy.expired=1362471462"],
    );
}

#[test]
fn reads_reasons_comments_and_versions() {
    let parsed = read(
        "mx.example 1; dmarc=fail (p=REJECT (really) sp=NONE) reason=\"no \\\"key\\\"\" header.from=a.example",
    );
    assert_eq!(parsed.header.version, Some(1));
    let result = &parsed.header.results[0];
    assert_eq!(result.comment.as_deref(), Some("p=REJECT (really) sp=NONE"));
    assert_eq!(result.reason.as_deref(), Some("no \"key\""));
    assert_eq!(result.property("Header", "FROM"), Some("a.example"));
}

#[test]
fn reads_google() {
    well_formed(
        "mx.google.com; dkim=pass header.i=@news.shop.example header.s=s1 header.b=\"J/ek=XR/H\"; \
         arc=pass (i=1 spf=pass spfdomain=shop.example); spf=pass (google.com: domain of bounce+a=b.example@shop.example \
         designates 192.0.2.7 as permitted sender) smtp.mailfrom=\"bounce+a=b.example@shop.example\"; \
         dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=shop.example",
        "mx.google.com",
        &[
            "Dkim=Pass header.i=@news.shop.example header.s=s1 header.b=J/ek=XR/H",
            "Arc=Pass",
            "Spf=Pass smtp.mailfrom=bounce+a=b.example@shop.example",
            "Dmarc=Pass header.from=shop.example",
        ],
    );
}

#[test]
fn reads_microsoft_365_which_names_no_authserv_id() {
    let value = "spf=pass (sender IP is 192.0.2.9) smtp.mailfrom=bounce.city.example; dkim=pass (signature was verified) \
                 header.d=city.example;dkim=none (message not signed) header.d=none;dmarc=pass action=none \
                 header.from=city.example;compauth=pass reason=100";
    let parsed = read(value);
    assert_eq!(parsed.header.authserv_id, None);
    assert!(!parsed.malformed);
    assert_eq!(
        summary(value),
        [
            "Spf=Pass smtp.mailfrom=bounce.city.example",
            "Dkim=Pass header.d=city.example",
            "Dkim=None header.d=none",
            "Dmarc=Pass .action=none header.from=city.example",
            "Other(\"compauth\")=Pass",
        ]
    );
    assert_eq!(parsed.header.results[4].reason.as_deref(), Some("100"));
    assert_eq!(
        summary(
            "spf=none (sender IP is 192.0.2.3) smtp.helo=x.example; dmarc=bestguesspass action=none header.from=;"
        ),
        [
            "Spf=None smtp.helo=x.example",
            "Dmarc=Other(\"bestguesspass\") .action=none header.from="
        ]
    );
}

#[test]
fn takes_no_domain_between_microsofts_results_for_an_authserv_id() {
    let parsed = read(
        "spf=pass smtp.mailfrom=a.example; acme.example; dkim=none (message not signed) header.d=none;acme.example; dmarc=none",
    );
    assert_eq!(parsed.header.authserv_id, None);
    assert_eq!((parsed.header.results.len(), parsed.malformed), (3, false));
}

#[test]
fn reads_other_receivers() {
    // Yahoo
    well_formed(
        "atlas-production.v2-mail.example; dkim=pass header.i=@post.example header.s=k1; spf=pass smtp.mailfrom=post.example; \
         dmarc=pass(p=REJECT) header.from=post.example;",
        "atlas-production.v2-mail.example",
        &[
            "Dkim=Pass header.i=@post.example header.s=k1",
            "Spf=Pass smtp.mailfrom=post.example",
            "Dmarc=Pass header.from=post.example",
        ],
    );
    // Fastmail
    well_formed(
        "mx3.box.example; arc=none (no signatures found); bimi=skipped (DMARC did not pass); dkim=pass (2048-bit rsa key sha256) \
         header.d=a.example header.i=@a.example header.b=o5Bz+/x= header.a=rsa-sha256 header.s=fm1 x-bits=2048; \
         iprev=pass smtp.remote-ip=192.0.2.4 (out4.a.example); x-ptr=pass smtp.helo=out4.a.example policy.ptr=out4.a.example",
        "mx3.box.example",
        &[
            "Arc=None",
            "Other(\"bimi\")=Other(\"skipped\")",
            "Dkim=Pass header.d=a.example header.i=@a.example header.b=o5Bz+/x= header.a=rsa-sha256 header.s=fm1 .x-bits=2048",
            "IpRev=Pass smtp.remote-ip=192.0.2.4",
            "Other(\"x-ptr\")=Pass smtp.helo=out4.a.example policy.ptr=out4.a.example",
        ],
    );
    // Proton, one header a method
    well_formed(
        "mailin03.safe.example; dmarc=fail (p=quarantine dis=quarantine) header.from=bank.example",
        "mailin03.safe.example",
        &["Dmarc=Fail header.from=bank.example"],
    );
    // Coremail
    well_formed(
        "gzga-mx-mtada-g2-5; spf=pass smtp.mail=li@gongsi.example; dkim=none",
        "gzga-mx-mtada-g2-5",
        &["Spf=Pass smtp.mail=li@gongsi.example", "Dkim=None"],
    );
    // QQ
    well_formed(
        "mx.qq-like.example; spf=fail smtp.mailfrom=<a@b.example>; dkim=permerror (no key) ; dmarc=fail(permerror) header.from=b.example",
        "mx.qq-like.example",
        &[
            "Spf=Fail smtp.mailfrom=<a@b.example>",
            "Dkim=PermError",
            "Dmarc=Fail header.from=b.example",
        ],
    );
    // Postfix with OpenDKIM
    well_formed(
        "mail.acme.example; dkim=pass (2048-bit key; unprotected) header.d=a.example header.i=@a.example header.a=rsa-sha256 \
         header.s=dkim header.b=\"HtU1SaFY\"; dkim-atps=neutral",
        "mail.acme.example",
        &[
            "Dkim=Pass header.d=a.example header.i=@a.example header.a=rsa-sha256 header.s=dkim header.b=HtU1SaFY",
            "DkimAtps=Neutral",
        ],
    );
    // Rspamd
    well_formed(
        "mx.acme.example; dkim=pass header.d=a.example header.s=s1 header.b=\"x/y=\"; dmarc=pass (policy=reject) header.from=a.example; \
         spf=softfail (mx.acme.example: 192.0.2.8 is neither permitted nor denied by domain of z@a.example) smtp.mailfrom=z@a.example",
        "mx.acme.example",
        &[
            "Dkim=Pass header.d=a.example header.s=s1 header.b=x/y=",
            "Dmarc=Pass header.from=a.example",
            "Spf=SoftFail smtp.mailfrom=z@a.example",
        ],
    );
}

#[test]
fn reads_results_that_no_semicolon_parts() {
    assert_eq!(
        summary(
            "mx.example; spf=hardfail smtp.mailfrom=a.example dkim=pass header.d=b.example dmarc=fail"
        ),
        [
            "Spf=Fail smtp.mailfrom=a.example",
            "Dkim=Pass header.d=b.example",
            "Dmarc=Fail"
        ]
    );
}

#[test]
fn reads_the_arc_instance() {
    let source = HeaderSource::ArcAuthenticationResults { instance: 0 };
    let header = parse(
        "i=2; mx.example 1; spf=pass smtp.mailfrom=a.example; arc=pass (0 oda=1 spf=[1,1])",
        7,
        source,
    )
    .header;
    assert_eq!(
        header.source,
        HeaderSource::ArcAuthenticationResults { instance: 2 }
    );
    assert_eq!(
        (
            header.authserv_id.as_deref(),
            header.version,
            header.position
        ),
        (Some("mx.example"), Some(1), 7)
    );
    assert_eq!(header.results.len(), 2);
}

#[test]
fn reads_the_domains_of_properties() {
    let header = read(
        "x; dkim=pass header.i=@a.example; spf=pass smtp.mailfrom=u@b.example smtp.helo=c.example.",
    )
    .header;
    assert_eq!(
        header.results[0].property_domain("header", "i"),
        Some("a.example")
    );
    assert_eq!(
        header.results[1].property_domain("smtp", "mailfrom"),
        Some("b.example")
    );
    assert_eq!(
        header.results[1].property_domain("smtp", "helo"),
        Some("c.example")
    );
    assert_eq!(header.of(&Method::Spf).count(), 1);
}

#[test]
fn keeps_what_it_can_of_broken_headers() {
    for broken in [
        "",
        ";",
        "  ;;; ",
        "a b c d; spf=pass",
        "mx; smtp.mailfrom=a",
        "mx; spf=",
        "mx; nonsense",
        "mx; spf=pass =",
    ] {
        assert!(read(broken).malformed, "{broken}");
    }
    assert_eq!(
        summary("mx; spf=pass (never closed smtp.mailfrom=a"),
        ["Spf=Pass"]
    );
    assert_eq!(
        summary("mx; spf=pass smtp.mailfrom=\"never closed; dkim=pass"),
        ["Spf=Pass smtp.mailfrom=never closed; dkim=pass"]
    );
}

#[test]
fn stays_bounded_on_monsters() {
    let many = read(&format!("mx{}", "; spf=pass".repeat(5_000)));
    assert_eq!(
        (many.header.results.len(), many.truncated),
        (MAX_RESULTS, true)
    );
    let wide = read(&format!("mx; spf=pass{}", " a.b=c".repeat(9_000)));
    assert_eq!(
        (wide.header.results[0].properties.len(), wide.truncated),
        (MAX_PROPERTIES, true)
    );
    read(&"(".repeat(60_000));
    read(&"/ . ".repeat(15_000));
}
