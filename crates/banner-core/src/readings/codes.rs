//! What the text of a code is for: to open an address, to pay, to set up an authenticator.

use super::{CodeReading, MAX_CODES};
use crate::message::{Link, LinkOrigin, LinkTarget, Links};

/// What a telephone does with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose<'t> {
    /// Opens this address.
    Address(&'t str),
    /// Prepares a payment, by this means.
    Payment(&'static str),
    /// Takes over a secret for one-time passwords.
    Authenticator,
    /// Shows a text, stores a contact, joins a network.
    Other,
}

/// How codes for payments begin, in lower case, and what the means is called. Those that are web addresses are payments all
/// the same: they open the app.
const PAYMENTS: &[(&str, &str)] = &[
    ("wxp://", "WeChat Pay"),
    ("weixin://wxpay/", "WeChat Pay"),
    ("https://wx.tenpay.com/", "WeChat Pay"),
    ("https://payapp.weixin.qq.com/", "WeChat Pay"),
    ("https://qr.alipay.com/", "Alipay"),
    ("alipays://", "Alipay"),
    ("alipayqr://", "Alipay"),
    ("https://qr.95516.com/", "UnionPay"),
    ("bitcoin:", "Bitcoin"),
    ("lightning:", "Bitcoin"),
    ("ethereum:", "Ethereum"),
    ("litecoin:", "Litecoin"),
    ("monero:", "Monero"),
    ("dogecoin:", "Dogecoin"),
    ("tron:", "Tron"),
    ("solana:", "Solana"),
    ("upi://pay", "UPI"),
    // European Payments Council, "Quick Response Code: Guidelines" (EPC069-12).
    ("bcd\n", "SEPA"),
    ("bcd\r\n", "SEPA"),
    // Swiss Payment Standards, QR-bill.
    ("spc\n", "QR-bill"),
    ("spc\r\n", "QR-bill"),
    // EMVCo merchant-presented mode: PIX, PayNow, PromptPay, VietQR and others.
    ("00020101021", "EMV QR"),
];

impl Purpose<'_> {
    /// What `text` is for.
    pub(crate) fn of(text: &str) -> Purpose<'_> {
        let text = text.trim();
        let start: String = text
            .chars()
            .take(64)
            .collect::<String>()
            .to_ascii_lowercase();
        if let Some((_, means)) = PAYMENTS
            .iter()
            .find(|(prefix, _)| start.starts_with(prefix))
        {
            return Purpose::Payment(means);
        }
        if start.starts_with("otpauth:") || start.starts_with("otpauth-migration:") {
            return Purpose::Authenticator;
        }
        match address(text, &start) {
            Some(address) => Purpose::Address(address),
            None => Purpose::Other,
        }
    }
}

/// The address in a text, as cameras take it: alone, after `URL:`, in a bookmark, or in a contact's card.
fn address<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    const FIELDS: [&str; 4] = ["url:", "urlto:", "mebkm:", "begin:vcard"];
    let candidate = match FIELDS.iter().find(|field| start.starts_with(**field)) {
        None => text,
        Some(field @ (&"url:" | &"urlto:")) => text.get(field.len()..)?.trim(),
        // `MEBKM:TITLE:…;URL:…;;` and lines such as `URL;type=work:https://…`.
        Some(_) => {
            let rest = text.split(['\n', ';']).map(str::trim).find(|part| {
                let scheme = part.find("http").or_else(|| part.find("HTTP"));
                scheme.is_some_and(|at| at == 0 || part.get(..at).is_some_and(|p| p.ends_with(':')))
            })?;
            rest.get(rest.find("http").or_else(|| rest.find("HTTP"))?..)?
        }
    };
    let is_one_word = !candidate.contains(char::is_whitespace);
    let target = LinkTarget::parse(candidate, None);
    let is_bare = || {
        // `bank.example/login`: cameras offer to open it.
        let host = candidate.split(['/', '?', '#']).next().unwrap_or_default();
        let top = host.rsplit_once('.').map_or("", |(_, top)| top);
        let is_name = top.len() >= 2 && top.chars().all(char::is_alphabetic);
        is_name && !host.contains([':', '@']) && crate::names::Domain::parse(host).is_some()
    };
    let is_address = target.is_web() && target.host.is_some() || is_one_word && is_bare();
    is_address.then_some(candidate)
}

/// The links that codes are, as those of the body; the other codes lead nowhere.
pub(crate) fn links(codes: &[CodeReading]) -> Vec<Link> {
    let addresses: Vec<String> = codes
        .iter()
        .take(MAX_CODES)
        .filter_map(|code| match Purpose::of(&code.text) {
            Purpose::Address(address) if LinkTarget::parse(address, None).is_web() => {
                Some(address.to_owned())
            }
            Purpose::Address(address) => Some(["http://", address].concat()),
            Purpose::Other if runs(&code.text) => Some(code.text.trim().to_owned()),
            _ => None,
        })
        .collect();
    let found = addresses
        .iter()
        .map(|address| (LinkOrigin::Code, address.as_str()));
    let mut links = Links::found(found);
    for link in &mut links {
        link.image_only = true;
    }
    links
}

/// Whether it is an address that holds a page or code, or that leads to a file: some apps open those too.
fn runs(text: &str) -> bool {
    const SCHEMES: [&str; 8] = [
        "data:text/",
        "data:application/",
        "javascript:",
        "vbscript:",
        "blob:",
        "file://",
        "smb://",
        r"\\",
    ];
    let start: String = text.trim().chars().take(24).collect();
    let start = start.to_ascii_lowercase();
    SCHEMES.iter().any(|scheme| start.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_by_what_they_do() {
        for (text, purpose) in [
            (
                "https://a.example/x",
                Purpose::Address("https://a.example/x"),
            ),
            (
                "HTTPS://A.EXAMPLE/X",
                Purpose::Address("HTTPS://A.EXAMPLE/X"),
            ),
            (
                " URL:http://a.example ",
                Purpose::Address("http://a.example"),
            ),
            (
                "MEBKM:TITLE:x;URL:https://a.example;;",
                Purpose::Address("https://a.example"),
            ),
            (
                "BEGIN:VCARD\nN:Berg\nURL:https://a.example\nEND:VCARD",
                Purpose::Address("https://a.example"),
            ),
            ("login.bank.com/x", Purpose::Address("login.bank.com/x")),
            ("BEGIN:VCARD\nN:Berg;Anna\nEND:VCARD", Purpose::Other),
            ("WIFI:T:WPA;S:guest;P:a.example;;", Purpose::Other),
            ("Room 3.14 is free", Purpose::Other),
            ("3.14", Purpose::Other),
            ("tel:+491234567", Purpose::Other),
            ("wxp://f2f0abc", Purpose::Payment("WeChat Pay")),
            ("HTTPS://QR.ALIPAY.COM/FKX0", Purpose::Payment("Alipay")),
            ("bitcoin:bc1qxy?amount=0.1", Purpose::Payment("Bitcoin")),
            ("BCD\n002\n1\nSCT\n", Purpose::Payment("SEPA")),
            (
                "00020101021126580014br.gov.bcb.pix",
                Purpose::Payment("EMV QR"),
            ),
            ("otpauth://totp/Acme:julia?secret=X", Purpose::Authenticator),
        ] {
            assert_eq!(Purpose::of(text), purpose, "{text}");
        }
    }

    #[test]
    fn addresses_become_links() {
        let codes = [
            "https://a.example/x",
            "www.b.example",
            "c.com/y",
            "WIFI:S:x;;",
            "http://192.0.2.1/",
        ]
        .map(|text| CodeReading { text: text.into() });
        let found = links(&codes);
        let hosts: Vec<_> = found
            .iter()
            .map(|link| link.target.url.as_ref().unwrap().as_str())
            .collect();
        assert_eq!(
            hosts,
            [
                "https://a.example/x",
                "http://www.b.example/",
                "http://c.com/y",
                "http://192.0.2.1/"
            ]
        );
        assert!(
            found
                .iter()
                .all(|link| link.origin == LinkOrigin::Code && !link.hidden)
        );
    }

    #[test]
    fn what_holds_a_page_or_leads_to_a_file_becomes_a_link_too() {
        let codes = [
            "DATA:text/html;base64,PGI+",
            "javascript:alert(1)",
            "file://files.example/x",
            r"\\files.example\x",
            "data:image/png;base64,iVBOR",
            "file: 7 of 12",
            "data: see page 3",
        ]
        .map(|text| CodeReading { text: text.into() });
        let schemes: Vec<String> = links(&codes)
            .into_iter()
            .map(|link| link.target.scheme)
            .collect();
        assert_eq!(schemes, ["data", "javascript", "file", "https"]);
    }

    #[test]
    fn only_so_many_are_looked_at() {
        let codes = vec![
            CodeReading {
                text: "https://a.example".into()
            };
            99
        ];
        assert_eq!(links(&codes).len(), MAX_CODES);
    }
}
