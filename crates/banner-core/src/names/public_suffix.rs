//! Where the public suffix of a name begins, by the list at publicsuffix.org.

use std::sync::LazyLock;

use super::packed::PackedNames;

/// Written by `build/suffixes.rs`: rules with their labels from right to left.
static RULES: LazyLock<PackedNames> = LazyLock::new(|| {
    PackedNames::unpack(include_bytes!(concat!(
        env!("OUT_DIR"),
        "/public_suffix.bin"
    )))
});

const RULE: u8 = 1;
const WILDCARD: u8 = 2;
const EXCEPTION: u8 = 4;

/// No rule of the list has more labels; names may have 127.
const DEEPEST: usize = 8;

/// The byte offset at which the public suffix of `name` begins, by the algorithm that the list
/// publishes: the longest rule wins, an exception beats a wildcard, and without any rule the
/// last label is the suffix (rule `*`).
///
/// `name` is lower-case ASCII without a trailing dot. Both sections of the list count.
pub(super) fn start(name: &str) -> usize {
    let mut key = String::with_capacity(name.len());
    let mut suffix = None;
    let mut wildcard = false;
    let mut begin = name.len();
    for label in name.rsplit('.').take(DEEPEST) {
        let end = begin;
        begin = end.saturating_sub(label.len());
        if !key.is_empty() {
            key.push('.');
        }
        key.push_str(label);
        let (kind, goes_on) = RULES.look(&key);
        let kind = kind.unwrap_or(0);
        if kind & EXCEPTION != 0 {
            return end.saturating_add(1).min(name.len());
        }
        if kind & RULE != 0 || wildcard || suffix.is_none() {
            suffix = Some(begin);
        }
        wildcard = kind & WILDCARD != 0;
        // Most names end their search here, below one rule.
        if !goes_on && !wildcard {
            break;
        }
        begin = begin.saturating_sub(1);
    }
    suffix.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use crate::names::Domain;

    /// One line of the test vectors published beside the list; `None` is a public suffix itself.
    #[track_caller]
    fn check(name: &str, registrable: Option<&str>) {
        let domain = Domain::parse(name).unwrap();
        let found = (domain.organisational() != domain.public_suffix())
            .then(|| domain.organisational().to_owned());
        let expected = registrable.map(|name| Domain::parse(name).unwrap().ascii().to_owned());
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn agrees_with_the_published_vectors_on_plain_rules() {
        check("COM", None);
        check("example.COM", Some("example.com"));
        check("WwW.example.COM", Some("example.com"));
        check("biz", None);
        check("domain.biz", Some("domain.biz"));
        check("a.b.domain.biz", Some("domain.biz"));
        check("b.example.com", Some("example.com"));
        check("uk.com", None);
        check("example.uk.com", Some("example.uk.com"));
        check("a.b.example.uk.com", Some("example.uk.com"));
        check("test.ac", Some("test.ac"));
        check("us", None);
        check("test.us", Some("test.us"));
        check("ak.us", None);
        check("www.test.ak.us", Some("test.ak.us"));
        check("k12.ak.us", None);
        check("www.test.k12.ak.us", Some("test.k12.ak.us"));
    }

    #[test]
    fn agrees_with_the_published_vectors_on_unlisted_suffixes() {
        check("example", None);
        check("example.example", Some("example.example"));
        check("a.b.example.example", Some("example.example"));
    }

    #[test]
    fn agrees_with_the_published_vectors_on_wildcards_and_exceptions() {
        check("jp", None);
        check("test.jp", Some("test.jp"));
        check("ac.jp", None);
        check("www.test.ac.jp", Some("test.ac.jp"));
        check("kyoto.jp", None);
        check("test.kyoto.jp", Some("test.kyoto.jp"));
        check("ide.kyoto.jp", None);
        check("a.b.ide.kyoto.jp", Some("b.ide.kyoto.jp"));
        check("c.kobe.jp", None);
        check("b.c.kobe.jp", Some("b.c.kobe.jp"));
        check("a.b.c.kobe.jp", Some("b.c.kobe.jp"));
        check("city.kobe.jp", Some("city.kobe.jp"));
        check("www.city.kobe.jp", Some("city.kobe.jp"));
        check("ck", None);
        check("test.ck", None);
        check("b.test.ck", Some("b.test.ck"));
        check("a.b.test.ck", Some("b.test.ck"));
        check("www.ck", Some("www.ck"));
        check("www.www.ck", Some("www.ck"));
    }

    #[test]
    fn agrees_with_the_published_vectors_on_other_scripts() {
        check("食狮.com.cn", Some("食狮.com.cn"));
        check("食狮.公司.cn", Some("食狮.公司.cn"));
        check("www.食狮.公司.cn", Some("食狮.公司.cn"));
        check("shishi.公司.cn", Some("shishi.公司.cn"));
        check("公司.cn", None);
        check("食狮.中国", Some("食狮.中国"));
        check("shishi.中国", Some("shishi.中国"));
        check("中国", None);
        check(
            "xn--85x722f.xn--55qx5d.cn",
            Some("xn--85x722f.xn--55qx5d.cn"),
        );
        check("xn--55qx5d.cn", None);
    }

    #[test]
    fn keeps_customers_of_a_shared_host_apart() {
        check("alice.github.io", Some("alice.github.io"));
        check("github.io", None);
    }
}
