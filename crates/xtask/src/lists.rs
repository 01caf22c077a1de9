//! `cargo xtask lists`: rebuilds and checks the lists of `crates/banner-core/data` against published ones.
//!
//! Nothing is fetched. Put the published files into one folder, under the names in
//! [`SOURCES`] and in `lists/published.rs`, and pass the folder; `data/README.md` says where each is published.

mod published;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use banner_core::names::{Domain, brands, hosting};

use crate::step::say;

/// What `cargo xtask lists` takes.
#[derive(clap::Args)]
pub struct Options {
    /// The folder of published lists, a file each.
    #[arg(long, value_name = "DIR")]
    sources: PathBuf,
}

/// Published files: their name, and what they say of the domains in them.
const SOURCES: &[(&str, Says)] = &[
    ("disposable_domains.txt", Says::Disposable),
    ("sublime_disposable_email_providers.txt", Says::Disposable),
    ("sublime_free_email_providers.txt", Says::FreeMail),
    ("free_email_domains_kikobeats.json", Says::FreeMail),
    ("sublime_url_shorteners.txt", Says::Shortener),
    ("misp_url-shortener.txt", Says::Shortener),
    ("sublime_free_subdomain_hosts.txt", Says::FreeHosting),
    ("sublime_free_file_hosts.txt", Says::FreeHosting),
    (
        "sublime_self_service_creation_platform_domains.txt",
        Says::FreeHosting,
    ),
    ("misp_lots-project.txt", Says::FreeHosting),
    ("misp_dynamic-dns.txt", Says::FreeHosting),
    ("misp_public-ipfs-gateways.txt", Says::FreeHosting),
    ("sublime_tranco_top_50k.csv", Says::Visited),
    ("misp_cloudflare-top100k.txt", Says::Visited),
    ("misp_majestic_million.txt", Says::Visited),
    ("sublime_tranco_top_10k.csv", Says::Top),
    ("misp_cloudflare-top10k.txt", Says::Top),
    ("misp_majestic_million.txt", Says::Top),
    ("misp_bank-website.txt", Says::OfRecord),
    ("misp_university_domains.txt", Says::OfRecord),
    ("brands_2fa_directory.tsv", Says::OfRecord),
];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    Disposable,
    FreeMail,
    Shortener,
    FreeHosting,
    /// Among the most visited.
    Visited,
    /// Among the ten thousand most visited.
    Top,
    /// A bank, a university or a service that somebody wrote down by hand.
    OfRecord,
}

/// Words in the names of services for throw-away mailboxes. The lists have tens of thousands of
/// names, most of them of a day; these families are what mail is written from.
const FAMILIES: &[&str] = &[
    "10minut",
    "1secmail",
    "20minute",
    "anonbox",
    "burnermail",
    "crazymailing",
    "deadaddress",
    "discard",
    "disposable",
    "dispostable",
    "dropmail",
    "emailfake",
    "emailondeck",
    "emltmp",
    "fakeinbox",
    "fakemail",
    "fviainboxes",
    "generator.email",
    "getnada",
    "grr.la",
    "guerrillamail",
    "harakirimail",
    "inboxbear",
    "inboxkitten",
    "jetable",
    "kuku.lu",
    "mail-temp",
    "mail.tm",
    "mailcatch",
    "maildrop",
    "mailexpire",
    "mailinator",
    "mailnesia",
    "mailnull",
    "mailpoof",
    "mailsac",
    "mailtemp",
    "minuteinbox",
    "moakt",
    "mohmal",
    "mytemp",
    "onetimemail",
    "pokemail",
    "rungel.net",
    "sharklasers",
    "spam4.me",
    "spambog",
    "spamfree",
    "tafmail.com",
    "temp-mail",
    "tempail",
    "tempemail",
    "tempinbox",
    "tempmail",
    "tempomail",
    "temporaryemail",
    "temporarymail",
    "tempr.email",
    "throwaway",
    "tmpmail",
    "trash-mail",
    "trashmail",
    "uorak.com",
    "wegwerf",
    "yopmail",
];

/// Longer names of these families are aliases that somebody made once.
const LONGEST_ALIAS: usize = 20;

/// Writes the lists that are others' whole work, `disposable.txt` and `top_sites.txt`; says what of the other lists no source has, which popular names pass
/// for a brand, and what each list costs.
pub fn run(options: &Options) -> Result<()> {
    let data = crate::root().join("crates/banner-core/data");
    published::rewrite(&data, &options.sources)?;
    let published = read_sources(&options.sources)?;
    write_disposable(&data, &published)?;
    write_top_sites(&data, &published)?;
    for (file, says) in [
        ("freemail.txt", Says::FreeMail),
        ("shorteners.txt", Says::Shortener),
        ("free_hosting.txt", Says::FreeHosting),
    ] {
        let own = entries(&read(&data.join(file))?);
        let known = own
            .iter()
            .filter(|name| published.says(name, says) > 0)
            .count();
        say(&format!(
            "{file}: {} names, {known} in published lists, {} own additions",
            own.len(),
            own.len() - known
        ));
    }
    report_brands(&published);
    report_namesakes(&published);
    report_sizes(&data)
}

/// Which published files hold each name.
struct Published(BTreeMap<String, Vec<Says>>);

impl Published {
    fn says(&self, name: &str, says: Says) -> usize {
        let all = self.0.get(name).map_or(&[][..], Vec::as_slice);
        all.iter().filter(|other| **other == says).count()
    }
}

fn read_sources(folder: &Path) -> Result<Published> {
    let mut published: BTreeMap<String, Vec<Says>> = BTreeMap::new();
    for (file, says) in SOURCES {
        let path = folder.join(file);
        if !path.is_file() {
            say(&format!("There is no {file}, so it is left out"));
            continue;
        }
        for name in entries(&read(&path)?) {
            published.entry(name).or_default().push(*says);
        }
    }
    Ok(Published(published))
}

/// The domains of a list, whatever its form: one a line, columns, JSON, with a dot or a rank before.
fn entries(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split(['\t', ',', '"', '[', ']', ' ']))
        .map(|field| field.trim().trim_start_matches(['.', '*']))
        .filter(|field| field.contains('.'))
        .filter_map(Domain::parse)
        .map(|domain| domain.ascii().to_owned())
        .collect()
}

fn write_disposable(data: &Path, published: &Published) -> Result<()> {
    let is_kept = |name: &&String| {
        let lists = published.says(name, Says::Disposable);
        let is_family = FAMILIES.iter().any(|family| name.contains(family));
        // One list alone is believed for the services themselves, not for what resembles them.
        let is_service = FAMILIES
            .iter()
            .any(|family| name.as_str() == *family || name.split('.').next() == Some(*family));
        let is_free = Domain::parse(name).is_some_and(|domain| hosting::is_freemail(&domain));
        is_family
            && name.len() <= LONGEST_ALIAS
            && !is_free
            && (lists > 1 || lists == 1 && is_service)
    };
    let kept: Vec<&str> = published
        .0
        .keys()
        .filter(is_kept)
        .map(String::as_str)
        .collect();
    let text = format!(
        "# Domains of services for throw-away mailboxes: the well-known families, from the lists that\n\
         # README.md names. Written by `cargo xtask lists`, in whose source the families are.\n{}\n",
        kept.join("\n")
    );
    let path = data.join("disposable.txt");
    fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    say(&format!("disposable.txt: {} names written", kept.len()));
    Ok(())
}

/// Those that two lists have, and that are no brand's, since these are known already. What passes for a brand is much visited for
/// that, if it is no namesake.
fn write_top_sites(data: &Path, published: &Published) -> Result<()> {
    let names = published.0.keys();
    let kept: Vec<&str> = names
        .filter(|name| published.says(name, Says::Top) > 1)
        .filter(|name| Domain::parse(name).is_some_and(|domain| is_own_name(&domain)))
        .map(String::as_str)
        .collect();
    let text = format!(
        "# Much visited sites: those that two lists of ten thousand have, from the lists that README.md names, without brands and what\n\
         # passes for them. Written by `cargo xtask lists`.\n{}\n",
        kept.join("\n")
    );
    let path = data.join("top_sites.txt");
    fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    say(&format!("top_sites.txt: {} names written", kept.len()));
    Ok(())
}

/// Whether a much visited domain is an organisation's, of no known brand, and passes for none.
fn is_own_name(domain: &Domain) -> bool {
    domain.organisational() == domain.ascii()
        && domain.public_suffix() != domain.ascii()
        && brands::owner_of(domain).is_none()
        && brands::imitated_by(domain).is_none()
}

fn report_brands(published: &Published) {
    let all = brands::all();
    let unlisted: Vec<&str> = all
        .iter()
        .flat_map(|brand| brand.domains.iter().copied())
        .filter(|name| !published.0.contains_key(*name))
        .collect();
    say(&format!(
        "brands.toml: {} brands, {} domains; in no published list, known otherwise: {}",
        all.len(),
        all.iter().map(|brand| brand.domains.len()).sum::<usize>(),
        unlisted.join(" ")
    ));
}

/// Popular names that would be taken for imitations: candidates for `namesakes.txt` or `brands.toml`.
fn report_namesakes(published: &Published) {
    for (name, says) in &published.0 {
        let weight = |says: &Says| match says {
            Says::Visited => 1,
            Says::OfRecord => 2,
            _ => 0,
        };
        let is_popular = says.iter().map(weight).sum::<u32>() >= 2;
        let imitated = Domain::parse(name).and_then(|domain| brands::imitated_by(&domain));
        if let Some((brand, how)) = imitated.filter(|_| is_popular) {
            say(&format!("namesake? {name} ({how:?} of {})", brand.name));
        }
    }
}

/// What each list adds to the download, packed as text.
fn report_sizes(data: &Path) -> Result<()> {
    for file in [
        "brands.toml",
        "disposable.txt",
        "free_hosting.txt",
        "freemail.txt",
        "namesakes.txt",
        "shorteners.txt",
        "top_sites.txt",
    ] {
        let text = read(&data.join(file))?;
        let mut packed = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams::default();
        brotli::BrotliCompress(&mut text.as_bytes(), &mut packed, &parameters)?;
        say(&format!("{file}: {} octets as brotli", packed.len()));
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_much_visited_site_is_kept_under_its_own_name_alone() {
        let kept = |name: &str| is_own_name(&Domain::parse(name).unwrap());
        assert!(kept("wordreference.com"));
        assert!(!kept("forum.wordreference.com"), "a host of it");
        assert!(!kept("co.uk"), "nobody's");
        assert!(!kept("paypal.com"), "a brand's");
        assert!(!kept("paypa1.com"), "passes for one");
    }

    #[test]
    fn reads_lists_of_every_form() {
        let text = "# note.example\n.a.example\n12,b.example\n[\"c.example\", \"d.example\"]\nName\te.example\t\tx\n";
        let names: Vec<String> = entries(text).into_iter().collect();
        assert_eq!(
            names,
            [
                "a.example",
                "b.example",
                "c.example",
                "d.example",
                "e.example"
            ]
        );
    }
}
