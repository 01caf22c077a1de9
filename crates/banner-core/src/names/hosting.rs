//! Domains that anybody can send from or publish under: free mail, throw-away mail, short links,
//! free hosting.

use std::sync::LazyLock;

use super::Domain;
use super::packed::PackedNames;

static FREEMAIL: LazyLock<PackedNames> = LazyLock::new(|| {
    PackedNames::unpack(include_bytes!(concat!(env!("OUT_DIR"), "/freemail.bin")))
});
static DISPOSABLE: LazyLock<PackedNames> = LazyLock::new(|| {
    PackedNames::unpack(include_bytes!(concat!(env!("OUT_DIR"), "/disposable.bin")))
});
static SHORTENERS: LazyLock<PackedNames> = LazyLock::new(|| {
    PackedNames::unpack(include_bytes!(concat!(env!("OUT_DIR"), "/shorteners.bin")))
});
static FREE_HOSTING: LazyLock<PackedNames> = LazyLock::new(|| {
    PackedNames::unpack(include_bytes!(concat!(
        env!("OUT_DIR"),
        "/free_hosting.bin"
    )))
});

/// Whether anybody can have an address at this domain (gmail.com, qq.com, mail.ru).
pub fn is_freemail(domain: &Domain) -> bool {
    FREEMAIL.contains(domain.ascii())
}

/// Whether the domain, or one above it, gives mailboxes away that are gone in an hour
/// (mailinator.com).
pub fn is_disposable(domain: &Domain) -> bool {
    is_below(&DISPOSABLE, domain)
}

/// Whether links at this domain lead anywhere else (bit.ly, t.co).
pub fn is_shortener(domain: &Domain) -> bool {
    let host = domain.ascii();
    SHORTENERS.contains(host.strip_prefix("www.").unwrap_or(host))
}

/// What anybody can put up at a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hosting {
    /// Whole pages: site builders, object stores, free subdomains.
    Pages,
    /// Documents and forms that are filled in there.
    Documents,
    /// Files to download.
    Files,
    /// Whatever is in the IPFS network, which nobody can take down.
    Ipfs,
    /// A machine of their own, by a name that moves with it or through a tunnel.
    Dynamic,
}

/// What anybody can put up at this host or below it; none if nothing.
pub fn hosting(domain: &Domain) -> Option<Hosting> {
    let mut host = domain.ascii();
    loop {
        // The values that the build writes: see `KINDS` in `build/packed.rs`.
        match FREE_HOSTING.get(host) {
            Some(2) => return Some(Hosting::Documents),
            Some(3) => return Some(Hosting::Files),
            Some(4) => return Some(Hosting::Ipfs),
            Some(5) => return Some(Hosting::Dynamic),
            Some(_) => return Some(Hosting::Pages),
            None => host = host.split_once('.')?.1,
        }
    }
}

/// Whether the list holds the domain or one above it.
fn is_below(list: &PackedNames, domain: &Domain) -> bool {
    let mut host = domain.ascii();
    loop {
        if list.contains(host) {
            return true;
        }
        match host.split_once('.') {
            Some((_, parent)) => host = parent,
            None => return false,
        }
    }
}

/// Whether anybody can publish at this host or below it.
pub fn is_free_hosting(domain: &Domain) -> bool {
    hosting(domain).is_some()
}

/// Whether what a link to this host opens is not its owner's word: anybody's pages, or a short link to anywhere.
pub fn is_anybodys(domain: &Domain) -> bool {
    is_free_hosting(domain) || is_shortener(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(name: &str) -> Domain {
        Domain::parse(name).unwrap()
    }

    #[test]
    fn knows_free_mail_around_the_world() {
        for name in [
            "gmail.com",
            "outlook.com",
            "qq.com",
            "163.com",
            "126.com",
            "sina.com",
            "mail.ru",
            "yandex.ru",
            "gmx.de",
            "web.de",
            "proton.me",
            "yahoo.co.jp",
            "orange.fr",
            "libero.it",
            "naver.com",
            "uol.com.br",
            "wp.pl",
            "rediffmail.com",
            "icloud.com",
            "139.com",
            "aliyun.com",
            "seznam.cz",
            "t-online.de",
        ] {
            assert!(is_freemail(&domain(name)), "{name}");
        }
        for name in [
            "google.com",
            "microsoft.com",
            "example.com",
            "tencent.com",
            "co.uk",
        ] {
            assert!(!is_freemail(&domain(name)), "{name}");
        }
    }

    #[test]
    fn knows_throw_away_mail() {
        for name in [
            "mailinator.com",
            "x.yopmail.com",
            "10minutemail.com",
            "temp-mail.org",
        ] {
            assert!(is_disposable(&domain(name)), "{name}");
        }
        for name in ["gmail.com", "example.com", "com", "duck.com", "proton.me"] {
            assert!(!is_disposable(&domain(name)), "{name}");
        }
    }

    #[test]
    fn nobody_is_both_thrown_away_and_kept() {
        let listed = include_str!("../../data/disposable.txt").lines();
        for name in listed.filter(|line| !line.starts_with('#')) {
            let domain = domain(name);
            assert!(is_disposable(&domain) && !is_freemail(&domain), "{name}");
        }
    }

    #[test]
    fn knows_short_links() {
        for name in [
            "bit.ly",
            "www.bit.ly",
            "t.co",
            "tinyurl.com",
            "t.cn",
            "is.gd",
            "cutt.ly",
            "rebrand.ly",
            "dwz.cn",
        ] {
            assert!(is_shortener(&domain(name)), "{name}");
        }
        for name in ["example.com", "google.com", "ly", "microsoft.com"] {
            assert!(!is_shortener(&domain(name)), "{name}");
        }
    }

    #[test]
    fn tells_what_can_be_put_up_there() {
        for (name, expected) in [
            ("x.weebly.com", Hosting::Pages),
            ("docs.google.com", Hosting::Documents),
            ("forms.office.com", Hosting::Documents),
            ("docs.qq.com", Hosting::Documents),
            ("www.kdocs.cn", Hosting::Documents),
            ("www.dropbox.com", Hosting::Files),
            ("we.tl", Hosting::Files),
            ("pan.baidu.com", Hosting::Files),
            ("gateway.pinata.cloud", Hosting::Ipfs),
            ("x.duckdns.org", Hosting::Dynamic),
            ("a.b.trycloudflare.com", Hosting::Dynamic),
        ] {
            assert_eq!(hosting(&domain(name)), Some(expected), "{name}");
        }
        assert_eq!(hosting(&domain("www.example.com")), None);
    }

    #[test]
    fn knows_hosts_below_free_services() {
        for name in [
            "evil.weebly.com",
            "weebly.com",
            "a.b.pages.dev",
            "x.web.app",
            "x.blogspot.com",
            "x.github.io",
            "x.duckdns.org",
            "x.000webhostapp.com",
            "x.workers.dev",
            "sites.google.com",
            "docs.google.com",
            "x.wixsite.com",
            "x.s3.amazonaws.com",
            "x.netlify.app",
            "x.vercel.app",
            "x.firebaseapp.com",
            "x.r2.dev",
            "x.gitee.io",
        ] {
            assert!(is_free_hosting(&domain(name)), "{name}");
        }
        for name in [
            "example.com",
            "google.com",
            "mail.google.com",
            "microsoft.com",
            "com",
            "wix.com.example",
        ] {
            assert!(!is_free_hosting(&domain(name)), "{name}");
        }
    }
}
