//! What a profile may not say although its form is right: values that would trust or refuse nearly
//! everybody, or that have no effect.

use banner_core::names::Domain;
use banner_core::{ListEntry, Organisation, ProtectedPerson};

/// A field, and what is wrong with it.
type Flaw = (String, String);

/// Finds the first value that would do harm or nothing.
pub(super) fn check(profile: &Organisation) -> Result<(), Flaw> {
    for (field, domains) in [
        ("own_domains", &profile.own_domains),
        ("trusted_domains", &profile.trusted_domains),
        ("trusted_arc_sealers", &profile.trusted_arc_sealers),
    ] {
        each(field, domains, owned_by_one)?;
    }
    for (field, texts) in [
        ("authserv_ids", &profile.authserv_ids),
        ("own_mail_hosts", &profile.own_mail_hosts),
        ("departments", &profile.departments),
    ] {
        each(field, texts, |text| filled(text))?;
    }
    for (index, person) in profile.protected_people.iter().enumerate() {
        filled(&person.name)
            .map_err(|problem| (format!("protected_people[{index}].name"), problem))?;
    }
    for (field, entries, may_name_a_suffix) in [
        ("deny", &profile.deny, true),
        ("allow", &profile.allow, false),
    ] {
        for (index, entry) in entries.iter().enumerate() {
            pattern(entry, may_name_a_suffix)
                .map_err(|problem| (format!("{field}[{index}].pattern"), problem))?;
        }
    }
    Ok(())
}

fn each<T>(
    field: &str,
    values: &[T],
    check: impl Fn(&T) -> Result<(), String>,
) -> Result<(), Flaw> {
    for (index, value) in values.iter().enumerate() {
        check(value).map_err(|problem| (format!("{field}[{index}]"), problem))?;
    }
    Ok(())
}

/// Below a public suffix everybody can have a name.
fn owned_by_one(domain: &Domain) -> Result<(), String> {
    if domain.public_suffix() == domain.ascii() {
        return Err(format!(
            "below \"{domain}\" anybody can register a name; give the whole domain, such as acme.{domain}"
        ));
    }
    Ok(())
}

fn filled(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("it is empty; fill it in or remove it".into());
    }
    Ok(())
}

/// What is wrong with an entry that somebody makes now, beyond what a profile may not say: it would never match. Entries that are
/// kept already stay, so that a new rule stops nobody from starting or changing anything else.
pub(crate) fn entered(pattern: &str, allows: bool) -> Result<(), String> {
    if !pattern.contains('/') {
        return Ok(());
    }
    let rest = pattern.split_once("://").map_or(pattern, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_name = Domain::parse(host).is_some() && !host.contains('*');
    let is_number = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    if allows || !(is_name || is_number.is_ok()) {
        return Err(format!(
            "\"{pattern}\" names no host of links that may be listed here, so it would never match"
        ));
    }
    Ok(())
}

/// What is wrong with protected people that somebody enters now.
pub(crate) fn entered_people(people: &[ProtectedPerson]) -> Result<(), String> {
    let bare = |person: &&ProtectedPerson| !person.addresses.iter().any(|one| one.contains('@'));
    match people.iter().find(bare) {
        Some(person) => Err(format!(
            "\"{}\" has no address, so mail under that name is warned of; give theirs",
            person.name
        )),
        None => Ok(()),
    }
}

/// An address, a domain or a URL. Whole public suffixes may be denied: some organisations take no
/// mail from certain top-level domains.
fn pattern(entry: &ListEntry, may_name_a_suffix: bool) -> Result<(), String> {
    let pattern = entry.pattern.trim();
    filled(pattern)?;
    if pattern.contains('/') {
        return Ok(());
    }
    let host = match pattern.rsplit_once('@') {
        Some((_, host)) => host,
        None => pattern.strip_prefix("*.").unwrap_or(pattern),
    };
    // What browsers take for a name may have an asterisk; no name in mail has.
    let domain = Domain::parse(host).filter(|_| !host.contains('*'));
    let Some(domain) = domain else {
        return Err(format!(
            "\"{pattern}\" is no address, domain or URL, so it would never match"
        ));
    };
    if may_name_a_suffix
        || pattern
            .split_once('@')
            .is_some_and(|(local, _)| !local.is_empty())
    {
        return Ok(());
    }
    owned_by_one(&domain)
}
