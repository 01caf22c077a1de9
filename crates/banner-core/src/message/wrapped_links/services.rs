//! Gateways, click counters and redirectors that carry the address they lead to in a place of their own.

use std::net::Ipv4Addr;

use url::Url;

use super::{Wrapper, WrapperKind, decoded, is_address, parameter, whole_address};
use crate::word_list::{WordList, word_list};
use WrapperKind::{Gateway, Redirector, Tracker};

/// A service that takes the address in a parameter.
struct Service {
    name: &'static str,
    kind: WrapperKind,
    /// Where, as `HOST/PATH PARAMETER`: what lies below the host if it begins with a dot, what the path
    /// begins with, and the parameter.
    places: WordList,
}

const fn service(name: &'static str, kind: WrapperKind, places: WordList) -> Service {
    Service { name, kind, places }
}

const SERVICES: &[Service] = &[
    service(
        "Microsoft Safe Links",
        Gateway,
        word_list![
            ".safelinks.protection.outlook.com/ url",
            ".safelinks.protection.office365.us/ url",
            "statics.teams.cdn.office.net/evergreen-assets/safelinks/ url",
        ],
    ),
    service(
        "Barracuda",
        Gateway,
        word_list!["linkprotect.cudasvc.com/url a"],
    ),
    service(
        "Trellix",
        Gateway,
        word_list![".fireeye.com/v1/url u", "protect.fireeye.com/url u"],
    ),
    service(
        "Trend Micro",
        Gateway,
        word_list![".trendmicro.com/wis/clicktime/ url"],
    ),
    service(
        "Check Point",
        Gateway,
        word_list![".url-protection.com/v1/url o"],
    ),
    service("Sophos", Gateway, word_list![".protection.sophos.com/ u"]),
    service("Symantec", Gateway, word_list!["clicktime.symantec.com/ u"]),
    service(
        "Hornetsecurity",
        Gateway,
        word_list![".hornetsecurity.com/ url"],
    ),
    service(
        "GMX",
        Gateway,
        word_list![
            "deref-gmx.net/mail/ redirectUrl",
            "deref-gmx.com/mail/ redirectUrl",
        ],
    ),
    service(
        "mail.com",
        Gateway,
        word_list!["deref-mail.com/mail/ redirectUrl"],
    ),
    service(
        "WEB.DE",
        Gateway,
        word_list!["deref-web.de/mail/ redirectUrl"],
    ),
    service(
        "Google",
        Redirector,
        word_list![
            "googleads.g.doubleclick.net/ adurl",
            "adclick.g.doubleclick.net/ adurl",
            ".googleadservices.com/pagead/aclk adurl",
            "googleweblight.com/ u",
            "translate.google.com/ u",
            "clickserve.dartsearch.net/ ds_dest_url",
        ],
    ),
    service("YouTube", Redirector, word_list![".youtube.com/redirect q"]),
    service(
        "Bing",
        Redirector,
        word_list![".bing.com/ck/a u", ".bing.com/alink/link url"],
    ),
    service(
        "DuckDuckGo",
        Redirector,
        word_list!["duckduckgo.com/l/ uddg"],
    ),
    service(
        "Facebook",
        Redirector,
        word_list![
            "l.facebook.com/l.php u",
            "lm.facebook.com/l.php u",
            "l.messenger.com/l.php u",
        ],
    ),
    service("Instagram", Redirector, word_list!["l.instagram.com/ u"]),
    service("Threads", Redirector, word_list!["l.threads.net/ u"]),
    service("WhatsApp", Redirector, word_list!["l.wl.co/l u"]),
    service(
        "LinkedIn",
        Redirector,
        word_list![
            ".linkedin.com/redir/redirect url",
            ".linkedin.com/safety/go url",
        ],
    ),
    service("VK", Redirector, word_list![".vk.com/away.php to"]),
    service(
        "Steam",
        Redirector,
        word_list![
            "steamcommunity.com/linkfilter url",
            "steamcommunity.com/linkfilter u",
        ],
    ),
    service("Tumblr", Redirector, word_list!["t.umblr.com/redirect z"]),
    service("Reddit", Redirector, word_list!["out.reddit.com/ url"]),
    service("Slack", Redirector, word_list!["slack-redir.net/link url"]),
    service("SoundCloud", Redirector, word_list!["exit.sc/ url"]),
    service("知乎", Redirector, word_list!["link.zhihu.com/ target"]),
    service("CSDN", Redirector, word_list!["link.csdn.net/ target"]),
    service("掘金", Redirector, word_list!["link.juejin.cn/ target"]),
    service("简书", Redirector, word_list![".jianshu.com/go-wild url"]),
    service(
        "QQ",
        Redirector,
        word_list![
            "c.pc.qq.com/ pfurl",
            "c.pc.qq.com/ url",
            "mail.qq.com/cgi-bin/ gourl",
        ],
    ),
    service("微博", Redirector, word_list!["weibo.cn/sinaurl u"]),
];

/// The address inside a link of a known service.
pub(super) fn unwrap(host: &str, url: &Url) -> Option<(String, Wrapper)> {
    let mut known = SERVICES.iter().flat_map(|service| {
        service.places.iter().filter_map(|place| {
            let address = in_parameter(place, host, url)?;
            Some((address, wrapper(service.name, service.kind)))
        })
    });
    known
        .next()
        .or_else(|| google(host, url))
        .or_else(|| in_path(host, url))
        .or_else(|| host_alone(host, url))
}

/// The address in the parameter of that place (`HOST/PATH PARAMETER`), where the link leads there.
fn in_parameter(place: &str, host: &str, url: &Url) -> Option<String> {
    let (place, name) = place.split_once(' ')?;
    let (known, path) = place.split_at_checked(place.find('/')?)?;
    let is_there = is_host(host, known) && url.path().starts_with(path);
    let value = is_there.then(|| parameter(url, name)).flatten()?;
    address(value)
}

/// Google leads on from each of its countries' hosts, by its parameters and by its pages for telephones.
fn google(host: &str, url: &Url) -> Option<(String, Wrapper)> {
    let redirector = wrapper("Google", Redirector);
    if let Some(label) = host.strip_suffix(".translate.goog") {
        return Some((translated(label, url), redirector));
    }
    // Behind `s/` stands what is fetched by https.
    let shown = match url.path().strip_prefix("/amp/") {
        Some(rest) if is_google(host) => Some(rest.strip_prefix("s/").unwrap_or(rest)),
        _ if host.ends_with(".ampproject.org") => {
            url.path().split_once("/s/").map(|(_, rest)| rest)
        }
        _ => None,
    };
    if let Some(rest) = shown {
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
    // `/v2/___ADDRESS___.TOKEN`, the address with its own query.
    if matches!(host, "protect.checkpoint.com" | "url.avanan.click") {
        let (_, rest) = url.as_str().split_once("/___")?;
        let (inside, _) = rest.rsplit_once("___")?;
        return Some((whole_address(inside)?, wrapper("Check Point", Gateway)));
    }
    if host == "secure-web.cisco.com" {
        let (_, last) = path.rsplit_once('/')?;
        return Some((whole_address(last)?, wrapper("Cisco", Gateway)));
    }
    if host.ends_with(".awstrack.me") {
        let encoded = path.split('/').nth(2)?;
        return Some((whole_address(encoded)?, wrapper("Amazon SES", Tracker)));
    }
    if matches!(host, "click.pstmrk.it" | "track.pstmrk.it") {
        let encoded = path.split('/').nth(2)?;
        return Some((address(encoded)?, wrapper("Postmark", Tracker)));
    }
    if host == "r.search.yahoo.com" {
        let encoded = path.split('/').find_map(|part| part.strip_prefix("RU="))?;
        return Some((whole_address(encoded)?, wrapper("Yahoo", Redirector)));
    }
    None
}

/// Mimecast and INKY keep the address to themselves and tell only its host, which is what most checks look at.
fn host_alone(host: &str, url: &Url) -> Option<(String, Wrapper)> {
    let is_mimecast = host.ends_with(".mimecastprotect.com")
        || host.ends_with(".mimecast.com")
            && (host.starts_with("protect-") || host.starts_with("url."));
    let name = match host {
        "shared.outlook.inky.com" => "INKY",
        _ if is_mimecast => "Mimecast",
        _ => return None,
    };
    let domain = parameter(url, "domain")?;
    Some((["https://", domain, "/"].concat(), wrapper(name, Gateway)))
}

/// What a known service takes for an address: with a scheme or, as browsers' users write it, without.
pub(super) fn address(value: &str) -> Option<String> {
    if let Some(address) = whole_address(value) {
        return Some(address);
    }
    let value = decoded(value);
    // A browser takes either slash.
    let rest = value.trim_start_matches(['/', '\\']);
    if value.len() - rest.len() == 1 {
        return None;
    }
    let host = rest.split(['/', '?', '#']).next()?;
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    // Tokens have dots too, names end in a word.
    let (_, top) = host.rsplit_once('.')?;
    let is_name = top.len() >= 2
        && top.bytes().all(|b| b.is_ascii_alphabetic())
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let is_host =
        (is_name || host.parse::<Ipv4Addr>().is_ok()) && port.bytes().all(|b| b.is_ascii_digit());
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

#[cfg(test)]
#[path = "services_tests.rs"]
mod tests;
