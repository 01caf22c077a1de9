//! Names that a mail provider's customers send from, below a domain of the provider's own.

use crate::names::Domain;

/// Below these each customer gets a name by asking for it, and mail from it passes every check as the provider's.
const PROVIDERS: &[&str] = &[
    "awsapps.com",
    "onmicrosoft.cn",
    "onmicrosoft.com",
    "onmicrosoft.us",
    "onmschina.cn",
];

/// Whether the name is a customer's, such as `contoso.onmicrosoft.com`, and says nothing for its provider.
pub(crate) fn is_tenants(domain: &Domain) -> bool {
    PROVIDERS.iter().any(|provider| {
        let name = domain.ascii().strip_suffix(provider);
        name.is_some_and(|name| name.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_below_a_providers_domain_are_customers() {
        let is_tenants = |name: &str| is_tenants(&Domain::parse(name).unwrap());
        for name in [
            "contoso.onmicrosoft.com",
            "mail.contoso.onmicrosoft.com",
            "shop.awsapps.com",
        ] {
            assert!(is_tenants(name), "{name}");
        }
        for name in [
            "onmicrosoft.com",
            "microsoft.com",
            "evil-onmicrosoft.com",
            "onmicrosoft.com.evil.example",
        ] {
            assert!(!is_tenants(name), "{name}");
        }
    }
}
