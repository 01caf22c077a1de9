//! A profile as lines of text in a form, and back.

use banner_core::names::Domain;
use banner_core::{Organisation, ProtectedBrand, ProtectedPerson};

use crate::access::{hash_of, hex};

/// What a form holds of a profile; each list one entry a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ProfileForm {
    pub own_domains: String,
    pub authserv_ids: String,
    pub own_mail_hosts: String,
    pub trusted_domains: String,
    pub departments: String,
    /// `Name: address, address`
    pub protected_people: String,
    /// `Name: domain, domain`
    pub protected_brands: String,
    pub microsoft365: bool,
}

impl ProfileForm {
    /// The form of a profile.
    pub fn of(profile: &Organisation) -> ProfileForm {
        let people = profile.protected_people.iter();
        let brands = profile.protected_brands.iter();
        ProfileForm {
            own_domains: domains(&profile.own_domains),
            authserv_ids: profile.authserv_ids.join("\n"),
            own_mail_hosts: profile.own_mail_hosts.join("\n"),
            trusted_domains: domains(&profile.trusted_domains),
            departments: profile.departments.join("\n"),
            protected_people: lines(people.map(|person| named(&person.name, &person.addresses))),
            protected_brands: lines(brands.map(|brand| {
                let domains: Vec<String> = brand.domains.iter().map(spelled).collect();
                named(&brand.name, &domains)
            })),
            microsoft365: profile.microsoft365,
        }
    }

    /// What tells one form from another: a hash of all of it.
    pub fn seen(&self) -> String {
        let marked = if self.microsoft365 { "yes" } else { "" };
        let all = [
            &*self.own_domains,
            &self.authserv_ids,
            &self.own_mail_hosts,
            &self.trusted_domains,
            &self.departments,
            &self.protected_people,
            &self.protected_brands,
            marked,
        ]
        .join("\0");
        hex(&hash_of(&all))
    }

    /// `before` with what the form holds in place of what was there; lists and the rest stay.
    ///
    /// # Errors
    /// The text that is no domain.
    pub fn into_profile(self, before: &Organisation) -> Result<Organisation, String> {
        let people = entries(&self.protected_people).map(|line| {
            let (name, addresses) = split(line);
            ProtectedPerson { name, addresses }
        });
        let brands = entries(&self.protected_brands).map(|line| {
            let (name, domains) = split(line);
            let domains = domains.iter().map(|text| domain(text));
            let domains = domains.collect::<Result<_, _>>()?;
            Ok(ProtectedBrand { name, domains })
        });
        let texts = |text: &str| entries(text).map(str::to_owned).collect();
        let all = |text: &str| entries(text).map(domain).collect::<Result<Vec<_>, _>>();
        Ok(Organisation {
            own_domains: all(&self.own_domains)?,
            authserv_ids: texts(&self.authserv_ids),
            own_mail_hosts: texts(&self.own_mail_hosts),
            trusted_domains: all(&self.trusted_domains)?,
            departments: texts(&self.departments),
            protected_people: people.collect(),
            protected_brands: brands.collect::<Result<_, String>>()?,
            microsoft365: self.microsoft365,
            ..before.clone()
        })
    }
}

fn spelled(domain: &Domain) -> String {
    domain.unicode().into_owned()
}

fn domains(all: &[Domain]) -> String {
    lines(all.iter().map(spelled))
}

fn lines(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join("\n")
}

fn named(name: &str, values: &[String]) -> String {
    if values.is_empty() {
        return name.to_owned();
    }
    format!("{name}: {}", values.join(", "))
}

/// What stands in a line each; people put commas between, too, where nothing else does.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// `Name: value, value`, with the colon and comma of either script.
fn split(line: &str) -> (String, Vec<String>) {
    let (name, values) = line.split_once([':', '：']).unwrap_or((line, ""));
    let values = values.split([',', '，']).map(str::trim);
    let values = values.filter(|value| !value.is_empty()).map(str::to_owned);
    (name.trim().to_owned(), values.collect())
}

fn domain(text: &str) -> Result<Domain, String> {
    Domain::parse(text).ok_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let form = ProfileForm {
            own_domains: "acme.example\n示例.example".into(),
            authserv_ids: "mx*.acme.example".into(),
            departments: "财务部\nIT Helpdesk".into(),
            protected_people:
                "Tobias Rennert: t.rennert@acme.example, t@acme.example\nJulia Sommer".into(),
            protected_brands: "Nordquell Bank: nordquell-bank.example".into(),
            microsoft365: true,
            ..ProfileForm::default()
        };
        let profile = form.clone().into_profile(&Organisation::default()).unwrap();
        assert_eq!(profile.protected_people[0].addresses.len(), 2);
        assert_eq!(ProfileForm::of(&profile), form);
    }

    #[test]
    fn the_colon_and_comma_of_chinese_are_read_too() {
        let (name, values) = split("赵敏：a@acme.example，b@acme.example");
        assert_eq!((name.as_str(), values.len()), ("赵敏", 2));
    }

    #[test]
    fn what_is_no_domain_is_named_and_lists_stay() {
        let form = |text: &str| ProfileForm {
            own_domains: text.into(),
            ..ProfileForm::default()
        };
        let none = Organisation::default();
        assert_eq!(
            form("acme.example\na b").into_profile(&none),
            Err("a b".into())
        );
        let before: Organisation =
            serde_json::from_str(r#"{"deny": [{"pattern": "evil.example"}]}"#).unwrap();
        assert_eq!(
            form("acme.example")
                .into_profile(&before)
                .unwrap()
                .deny
                .len(),
            1
        );
    }
}
