//! Gateways, click counters and redirectors that carry the address they lead to in a place of their own.

use url::Url;

use super::{Wrapper, WrapperKind, decoded, is_address, parameter, whole_address};
use WrapperKind::{Gateway, Redirector, Tracker};

/// A service that takes the address in a parameter.
struct Service {
    /// Its host; with a dot in front, whatever lies below.
    host: &'static str,
    /// What its path begins with.
    path: &'static str,
    /// The parameter.
    parameter: &'static str,
    name: &'static str,
    kind: WrapperKind,
}

const fn service(
    host: &'static str,
    path: &'static str,
    parameter: &'static str,
    name: &'static str,
    kind: WrapperKind,
) -> Service {
    Service {
        host,
        path,
        parameter,
        name,
        kind,
    }
}

const SERVICES: &[Service] = &[
    service(
        ".safelinks.protection.outlook.com",
        "/",
        "url",
        "Microsoft Safe Links",
        Gateway,
    ),
    service(
        ".safelinks.protection.office365.us",
        "/",
        "url",
        "Microsoft Safe Links",
        Gateway,
    ),
    service(
        "statics.teams.cdn.office.net",
        "/evergreen-assets/safelinks/",
        "url",
        "Microsoft Safe Links",
        Gateway,
    ),
    service("linkprotect.cudasvc.com", "/url", "a", "Barracuda", Gateway),
    service(".fireeye.com", "/v1/url", "u", "Trellix", Gateway),
    service("protect.fireeye.com", "/url", "u", "Trellix", Gateway),
    service(
        ".trendmicro.com",
        "/wis/clicktime/",
        "url",
        "Trend Micro",
        Gateway,
    ),
    service(".protection.sophos.com", "/", "u", "Sophos", Gateway),
    service("clicktime.symantec.com", "/", "u", "Symantec", Gateway),
    service(".hornetsecurity.com", "/", "url", "Hornetsecurity", Gateway),
    service("deref-gmx.net", "/mail/", "redirectUrl", "GMX", Gateway),
    service("deref-gmx.com", "/mail/", "redirectUrl", "GMX", Gateway),
    service(
        "deref-mail.com",
        "/mail/",
        "redirectUrl",
        "mail.com",
        Gateway,
    ),
    service("deref-web.de", "/mail/", "redirectUrl", "WEB.DE", Gateway),
    service(
        "googleads.g.doubleclick.net",
        "/",
        "adurl",
        "Google",
        Redirector,
    ),
    service(
        "adclick.g.doubleclick.net",
        "/",
        "adurl",
        "Google",
        Redirector,
    ),
    service(
        ".googleadservices.com",
        "/pagead/aclk",
        "adurl",
        "Google",
        Redirector,
    ),
    service("googleweblight.com", "/", "u", "Google", Redirector),
    service("translate.google.com", "/", "u", "Google", Redirector),
    service(".youtube.com", "/redirect", "q", "YouTube", Redirector),
    service(".bing.com", "/ck/a", "u", "Bing", Redirector),
    service(".bing.com", "/alink/link", "url", "Bing", Redirector),
    service("duckduckgo.com", "/l/", "uddg", "DuckDuckGo", Redirector),
    service("l.facebook.com", "/l.php", "u", "Facebook", Redirector),
    service("lm.facebook.com", "/l.php", "u", "Facebook", Redirector),
    service("l.messenger.com", "/l.php", "u", "Facebook", Redirector),
    service("l.instagram.com", "/", "u", "Instagram", Redirector),
    service("l.threads.net", "/", "u", "Threads", Redirector),
    service("l.wl.co", "/l", "u", "WhatsApp", Redirector),
    service(
        ".linkedin.com",
        "/redir/redirect",
        "url",
        "LinkedIn",
        Redirector,
    ),
    service(".linkedin.com", "/safety/go", "url", "LinkedIn", Redirector),
    service(".vk.com", "/away.php", "to", "VK", Redirector),
    service(
        "steamcommunity.com",
        "/linkfilter",
        "url",
        "Steam",
        Redirector,
    ),
    service(
        "steamcommunity.com",
        "/linkfilter",
        "u",
        "Steam",
        Redirector,
    ),
    service("t.umblr.com", "/redirect", "z", "Tumblr", Redirector),
    service("out.reddit.com", "/", "url", "Reddit", Redirector),
    service("slack-redir.net", "/link", "url", "Slack", Redirector),
    service("exit.sc", "/", "url", "SoundCloud", Redirector),
    service("link.zhihu.com", "/", "target", "知乎", Redirector),
    service("link.csdn.net", "/", "target", "CSDN", Redirector),
    service("link.juejin.cn", "/", "target", "掘金", Redirector),
    service(".jianshu.com", "/go-wild", "url", "简书", Redirector),
    service("c.pc.qq.com", "/", "pfurl", "QQ", Redirector),
    service("c.pc.qq.com", "/", "url", "QQ", Redirector),
    service("mail.qq.com", "/cgi-bin/", "gourl", "QQ", Redirector),
    service("weibo.cn", "/sinaurl", "u", "微博", Redirector),
    service(
        "clickserve.dartsearch.net",
        "/",
        "ds_dest_url",
        "Google",
        Redirector,
    ),
];

/// The address inside a link of a known service.
pub(super) fn unwrap(host: &str, url: &Url) -> Option<(String, Wrapper)> {
    let path = url.path();
    let mut known = SERVICES
        .iter()
        .filter(|service| is_host(host, service.host) && path.starts_with(service.path));
    known
        .find_map(|service| {
            let address = address(parameter(url, service.parameter)?)?;
            Some((address, wrapper(service.name, service.kind)))
        })
        .or_else(|| google(host, url))
        .or_else(|| in_path(host, url))
        .or_else(|| mimecast(host, url))
}

/// Google leads on from each of its countries' hosts, by its parameters and by its pages for telephones.
fn google(host: &str, url: &Url) -> Option<(String, Wrapper)> {
    let redirector = wrapper("Google", Redirector);
    if let Some(label) = host.strip_suffix(".translate.goog") {
        return Some((translated(label, url), redirector));
    }
    if let Some((_, rest)) = url.path().split_once("/s/")
        && (host.ends_with(".ampproject.org") || is_google(host) && url.path().starts_with("/amp/"))
    {
        let query = url
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        return Some((format!("https://{rest}{query}"), redirector));
    }
    let leads_on = is_google(host) && matches!(url.path(), "/url" | "/imgres" | "/interstitial");
    leads_on
        .then(|| {
            ["q", "url", "imgrefurl"]
                .iter()
                .find_map(|name| address(parameter(url, name)?))
        })
        .flatten()
        .map(|address| (address, redirector))
}

/// `www.google.com`, `google.co.uk`, `maps.google.de`.
fn is_google(host: &str) -> bool {
    let name = ["www.", "maps.", "images.", "plus.", "cse.", "clients1."]
        .iter()
        .find_map(|start| host.strip_prefix(start))
        .unwrap_or(host);
    name.strip_prefix("google.").is_some_and(|suffix| {
        suffix.split('.').all(|part| part.len() <= 3) && suffix.split('.').count() <= 2
    })
}

/// The translator writes dots as hyphens and hyphens as two: `a-b--c.translate.goog` is `a.b-c`.
fn translated(label: &str, url: &Url) -> String {
    let host = label
        .replace("--", "\u{0}")
        .replace('-', ".")
        .replace('\u{0}', "-");
    format!("https://{host}{}", url.path())
}

/// Services that write the whole address into the path, encoded.
fn in_path(host: &str, url: &Url) -> Option<(String, Wrapper)> {
    let path = url.path();
    if host == "secure-web.cisco.com" {
        let (_, last) = path.rsplit_once('/')?;
        return Some((whole_address(last)?, wrapper("Cisco", Gateway)));
    }
    if host.ends_with(".awstrack.me") {
        let encoded = path.split('/').nth(2)?;
        return Some((whole_address(encoded)?, wrapper("Amazon SES", Tracker)));
    }
    if host == "click.pstmrk.it" {
        let encoded = path.split('/').nth(2)?;
        return Some((address(encoded)?, wrapper("Postmark", Tracker)));
    }
    if host == "r.search.yahoo.com" {
        let encoded = path.split('/').find_map(|part| part.strip_prefix("RU="))?;
        return Some((whole_address(encoded)?, wrapper("Yahoo", Redirector)));
    }
    None
}

/// Mimecast keeps the address to itself and tells only its host, which is what most checks look at.
fn mimecast(host: &str, url: &Url) -> Option<(String, Wrapper)> {
    let is_mimecast = host.ends_with(".mimecastprotect.com")
        || host.ends_with(".mimecast.com")
            && (host.starts_with("protect-") || host.starts_with("url."));
    let domain = is_mimecast.then(|| parameter(url, "domain")).flatten()?;
    Some((format!("https://{domain}/"), wrapper("Mimecast", Gateway)))
}

/// What a known service takes for an address: with a scheme or, as browsers' users write it, without.
fn address(value: &str) -> Option<String> {
    if let Some(address) = whole_address(value) {
        return Some(address);
    }
    let value = decoded(value);
    let rest = value.strip_prefix("//").unwrap_or(&value);
    let host = rest.split(['/', '?', '#']).next()?;
    // Tokens have dots too, names end in a word.
    let (_, top) = host.rsplit_once('.')?;
    let is_host = top.len() >= 2
        && top.bytes().all(|b| b.is_ascii_alphabetic())
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let address = format!("http://{rest}");
    (is_host && is_address(&address)).then_some(address)
}

fn is_host(host: &str, known: &str) -> bool {
    match known.strip_prefix('.') {
        Some(bare) => host == bare || host.ends_with(known),
        None => host == known,
    }
}

fn wrapper(name: &'static str, kind: WrapperKind) -> Wrapper {
    Wrapper { name, kind }
}
