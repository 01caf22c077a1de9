//! A link names a brand's site behind the host, where it belongs to whoever owns the host.
//!
//! Why: `https://quibusdam.example/www.paypal.com/login` shows the name that the reader looks for;
//! kits for fake pages are unpacked into folders of that name on hacked sites.
//!
//! Wrong when: archives, mirrors and services that report on sites write their names into the
//! path, which is why a page to sign in or confirm must follow, or a program that takes what is typed.
use crate::message::{Host, Link};
use crate::names::hosting::is_shortener;
use crate::names::{Domain, brands};
use crate::signals::web_hosts::followable;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat};
use crate::word_list::{WordList, word_list};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.brand_in_path",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing, Threat::Impersonation],
    evidence: &["host", "brand"],
    since: "0.1.0",
    inspect,
};

/// How many links and how many folders of each are looked at.
const LINKS: usize = 300;
const FOLDERS: usize = 12;

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let mut links = followable(examination.links()).take(LINKS);
    let (host, brand) = links.find_map(|link| {
        let host = link.target.host.as_ref()?;
        if is_expected(host, examination) {
            return None;
        }
        Some((host, named_in_path(link)?))
    })?;
    Some(SIGNAL.found().with("host", host).with("brand", brand))
}

fn is_expected(host: &Host, examination: &Examination<'_>) -> bool {
    let Host::Domain(domain) = host else {
        return false;
    };
    examination.is_senders(domain)
        || examination.context.organisation.trusts(domain)
        || brands::owner_of(domain).is_some()
        || is_shortener(domain)
}

/// The brand whose domain, or name in a folder of its own, stands in the path before a page that asks for something.
fn named_in_path(link: &Link) -> Option<&'static str> {
    let path = link.target.path.to_ascii_lowercase();
    // An address inside the path is shown by an archive or led on to.
    if path.contains("http") || path.contains("://") {
        return None;
    }
    let mut folders = path.split('/').skip(1).take(FOLDERS).peekable();
    while let Some(folder) = folders.next() {
        let is_last = folders.peek().is_none();
        let domain = folder
            .contains('.')
            .then(|| Domain::parse(folder))
            .flatten();
        let brand = match domain.as_ref().and_then(brands::owner_of) {
            Some(brand) => Some(brand.name),
            None if is_last || folder.len() < 4 => None,
            None => named(folder),
        };
        if let Some(brand) = brand
            && asks(folders.clone().chain([folder]), &path)
        {
            return Some(brand);
        }
    }
    None
}

/// The brand whose domain's first label is the folder, if it is nothing but a name.
fn named(folder: &str) -> Option<&'static str> {
    let label = folder.split(['-', '_']).next().unwrap_or(folder);
    if label.len() < 4 {
        return None;
    }
    let domain = Domain::parse(&format!("{label}.com"))?;
    let brand = brands::owner_of(&domain).filter(|brand| !brand.common_word)?;
    Some(brand.name)
}

/// Whether what follows signs in, confirms or takes what is typed.
fn asks<'p>(mut folders: impl Iterator<Item = &'p str>, path: &str) -> bool {
    const WORDS: WordList = word_list![
        "login", "log-in", "signin", "sign-in", "logon", "webscr", "verif", "confirm", "secure",
        "account", "update", "auth", "password", "webmail", "owa", "billing", "payment", "unlock",
    ];
    const PROGRAMS: &[&str] = &[".php", ".asp", ".aspx", ".jsp", ".cgi"];
    PROGRAMS.iter().any(|end| path.ends_with(end))
        || folders.any(|folder| WORDS.iter().any(|word| folder.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    fn anchor(href: &str) -> Mail {
        Mail::any().html(&format!("<a href=\"{href}\">Sign in</a>"))
    }

    #[test]
    fn fires_on_a_brands_domain_as_a_folder() {
        let finding = assert_fires(
            &SIGNAL,
            anchor("https://quibusdam.example/www.paypal.com/login/"),
        );
        assert_fact(&finding, "host", "quibusdam.example");
        assert_fact(&finding, "brand", "PayPal");
        assert_fires(
            &SIGNAL,
            anchor("http://192.0.2.7/wp-content/paypal.com/index.php"),
        );
    }

    #[test]
    fn fires_on_a_folder_with_a_brands_name() {
        let finding = assert_fires(
            &SIGNAL,
            anchor("https://quibusdam.example/wp-includes/netflix/signin/"),
        );
        assert_fact(&finding, "brand", "Netflix");
    }

    #[test]
    fn silent_on_the_brands_and_the_senders_own_pages() {
        assert_silent(&SIGNAL, anchor("https://www.paypal.com/paypal.com/login"));
        assert_silent(&SIGNAL, anchor("https://www.sender.example/paypal/login"));
    }

    #[test]
    fn silent_on_pages_about_a_brand() {
        for href in [
            "https://news.example/2026/paypal/results",
            "https://status.example/paypal.com",
            "https://archive.example/web/2026/https://www.paypal.com/login",
            "https://pkg.example/github.com/anna/tool",
            "https://blog.example/login-with-paypal",
        ] {
            assert_silent(&SIGNAL, anchor(href));
        }
    }
}
