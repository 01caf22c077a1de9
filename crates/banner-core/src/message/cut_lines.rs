//! Fields that Coremail, NetEase's mail server among others, cut after every 70th character, through words and all.
//!
//! Unfolded as RFC 5322 has it, such a field would name `sh op.example` where `shop.example` was checked.

use super::headers::Header;

/// How many characters a line has, the white space that begins a further one not counted.
const WIDTH: usize = 70;

/// The value of a field whose lines but the last are cut so, put together again; `None` of any other.
pub(super) fn joined(header: &Header<'_>) -> Option<String> {
    let raw = std::str::from_utf8(header.raw).ok()?.trim_end();
    let mut lines = raw.split('\n').map(|line| line.trim_end_matches('\r'));
    let first = lines.next()?;
    let mut length = header.name.len() + 1 + first.len();
    let mut value = first.to_owned();
    for line in lines {
        if length != WIDTH {
            return None;
        }
        let rest = line.strip_prefix([' ', '\t'])?;
        length = rest.len();
        value.push_str(rest);
    }
    (value.len() > first.len()).then(|| value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(raw: &str) -> Option<String> {
        joined(&Header {
            name: "Authentication-Results",
            value: raw.into(),
            raw: raw.as_bytes(),
            position: 0,
            charsets: Default::default(),
        })
    }

    #[test]
    fn lines_of_seventy_characters_are_put_together_without_a_space() {
        let value = "mx19; spf=pass smtp.mail=li.xiaoming@mail.caiwu.gongsi.example; dkim=pass header.i=@mail.caiwu.gongsi.example";
        let (first, rest) = value.split_at(46);
        let (second, third) = rest.split_at(60);
        assert_eq!(
            of(&format!(" {first}\r\n\t{rest}\r\n")).as_deref(),
            Some(value)
        );
        // Only the last line may be shorter.
        assert_eq!(
            of(&format!(" {first}\r\n\t{second}\r\n\t{third}\r\n")),
            None
        );
    }

    #[test]
    fn other_folds_are_left_to_the_rules() {
        for raw in [
            "",
            " mx19; spf=pass smtp.mail=li@gongsi.example\r\n",
            " mx19; spf=pass\r\n\tsmtp.mail=li@gongsi.example\r\n",
            "\r\n\r\n",
        ] {
            assert_eq!(of(raw), None, "{raw:?}");
        }
    }
}
