//! Names of charsets that mail has and the WHATWG Encoding Standard, after which pages decode, has not or not so.

/// What is known of a label.
#[derive(Debug, PartialEq)]
pub(crate) enum Known {
    /// Windows-1252, as all that calls itself Latin-1 is read.
    Windows1252,
    /// Code page 850.
    Ibm850,
    /// UTF-7 (RFC 2152).
    Utf7,
    /// UTF-16, in the order of its byte order mark.
    Utf16,
    /// Another name for this label of the standard.
    Alias(&'static str),
    /// Nothing: it may be a label of the standard.
    Other,
}

/// Looks up a label in lower case. Hyphens and underscores are the same.
pub(crate) fn known(label: &str) -> Known {
    match label.replace('_', "-").as_str() {
        "windows-1252" | "iso-8859-1" | "cp1252" | "x-cp1252" | "latin1" | "l1" | "iso8859-1"
        | "iso88591" | "cp819" | "ibm819" | "csisolatin1" | "iso-ir-100" | "iso-8859-1:1987"
        | "cswindows1252" => Known::Windows1252,
        "850" | "cp850" | "ibm850" | "cspc850multilingual" => Known::Ibm850,
        "utf-7" | "utf7" | "csutf7" | "unicode-1-1-utf-7" => Known::Utf7,
        "utf-16" | "utf16" | "csutf16" | "unicode" | "csunicode" | "ucs-2" | "iso-10646-ucs-2" => {
            Known::Utf16
        }
        "cp936" | "ms936" | "windows-936" | "csgbk" | "gb-2312" | "gb-2312-80" => {
            Known::Alias("gbk")
        }
        "csgb18030" => Known::Alias("gb18030"),
        "cp932" => Known::Alias("shift_jis"),
        "cp949" => Known::Alias("euc-kr"),
        "cp950" => Known::Alias("big5"),
        "extended-unix-code-packed-format-for-japanese" => Known::Alias("euc-jp"),
        "cskoi8u" => Known::Alias("koi8-u"),
        "cstis620" | "cswindows874" => Known::Alias("windows-874"),
        "cswindows1250" => Known::Alias("windows-1250"),
        "cswindows1251" => Known::Alias("windows-1251"),
        "cswindows1253" => Known::Alias("windows-1253"),
        "cswindows1254" => Known::Alias("windows-1254"),
        "cswindows1255" => Known::Alias("windows-1255"),
        "cswindows1256" => Known::Alias("windows-1256"),
        "cswindows1257" => Known::Alias("windows-1257"),
        "cswindows1258" => Known::Alias("windows-1258"),
        "csutf16be" => Known::Alias("utf-16be"),
        "csutf16le" => Known::Alias("utf-16le"),
        "latin8" | "l8" | "iso-celtic" | "iso-ir-199" => Known::Alias("iso-8859-14"),
        "latin-9" | "latin9" => Known::Alias("iso-8859-15"),
        "latin10" | "l10" | "iso-ir-226" | "csiso885916" => Known::Alias("iso-8859-16"),
        _ => Known::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_names_that_only_mail_has() {
        assert_eq!(known("cp936"), Known::Alias("gbk"));
        assert_eq!(known("iso_8859_1"), Known::Windows1252);
        assert_eq!(known("ibm850"), Known::Ibm850);
        assert_eq!(known("koi8-r"), Known::Other);
    }

    #[cfg(feature = "charsets")]
    #[test]
    fn aliases_are_labels_of_the_standard() {
        for label in ["gb_2312", "cp932", "cp949", "cp950", "latin10", "csgb18030"] {
            let Known::Alias(standard) = known(label) else {
                panic!("{label} is no alias");
            };
            assert!(
                encoding_rs::Encoding::for_label(standard.as_bytes()).is_some(),
                "{standard}"
            );
        }
    }
}
