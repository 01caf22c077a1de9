//! The From field is encoded so that programs read it in different ways.
//!
//! Why: encoded words are for names (RFC 2047, section 5). One inside an address, a control
//! character behind an encoding, or an at sign in the part before the at sign makes one program
//! show another sender than the one that the checks looked at.
//!
//! Wrong when: a home-made program encodes what it should not, which is rare. Lists that rewrite
//! their members' addresses (`anna=40sender.example@list.example`) are left alone.
use crate::names::Domain;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Strength, Threat};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.encoding_trick",
    group: Group::Sender,
    direction: Direction::Threat,
    threats: &[Threat::Spoofing, Threat::Impersonation],
    evidence: &["from"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let sender = message.from().first()?;
    let name = sender.name.as_deref().unwrap_or_default();
    let field = message.headers().get("From")?;
    let is_trick = is_encoded(&sender.address)
        || holds_address(&sender.local)
        // Behind an encoding only: raw ones are what broken gateways leave.
        || name.contains(is_control) && !field.value.contains(is_control)
        || is_encoded(name) && shows_address(name);
    is_trick.then(|| {
        SIGNAL
            .found()
            .with("from", field.decoded().into_owned())
            .at(Strength::FULL)
    })
}

/// Whether an encoded word stands in the text: `=?charset?encoding?text?=`.
fn is_encoded(text: &str) -> bool {
    text.split_once("=?").is_some_and(|(_, rest)| {
        let lower = |mark: &str| rest.contains(mark) || rest.contains(&mark.to_ascii_uppercase());
        rest.contains("?=") && (lower("?q?") || lower("?b?"))
    })
}

/// Whether a name that was decoded once still holds the sign of an address behind a second
/// encoding.
fn shows_address(name: &str) -> bool {
    name.contains("=40") || name.contains('@')
}

/// Whether the part before the at sign is an address of its own: `"service@paypal.com"@…`.
fn holds_address(local: &str) -> bool {
    let text = local.replace("%40", "@");
    text.rsplit_once('@').is_some_and(|(_, host)| {
        let host = host.trim_matches(['"', ' ']);
        Domain::parse(host).is_some_and(|domain| domain.organisational() != domain.public_suffix())
    })
}

/// Control characters that no name has; tabs and line ends are what folding leaves.
fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fires, assert_silent};

    #[test]
    fn fires_on_an_encoded_word_inside_the_address() {
        for from in [
            "Bank <=?utf-8?Q?service=40nordquell-bank.example?=@evil.example>",
            "Bank <=?utf-8?b?c2VydmljZUBub3JkcXVlbGwtYmFuay5leGFtcGxl?=@evil.example>",
        ] {
            assert_fires(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn fires_on_a_control_character_behind_an_encoding() {
        // `potus@whitehouse.example\0`: programs that stop at the NUL show the address before it.
        let from = "=?utf-8?Q?service=40nordquell-bank.example=00?= <x@evil.example>";
        assert_fires(&SIGNAL, Mail::from(from));
    }

    #[test]
    fn fires_on_an_address_in_the_part_before_the_sign() {
        for from in [
            "\"service@nordquell-bank.example\"@evil.example",
            "<service%40nordquell-bank.example@evil.example>",
        ] {
            assert_fires(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn fires_on_an_address_that_was_encoded_twice() {
        let twice = "=?utf-8?Q?=3D=3Futf-8=3FQ=3Fservice=3D40bank.example=3F=3D?= <x@evil.example>";
        assert_fires(&SIGNAL, Mail::from(twice));
    }

    #[test]
    fn silent_on_a_name_that_a_gateway_encoded_twice() {
        let twice = "=?utf-8?Q?=3D=3Futf-8=3FQ=3FAnna=5FBerg=3F=3D?= <anna@sender.example>";
        assert_silent(&SIGNAL, Mail::from(twice));
    }

    #[test]
    fn silent_on_proper_encodings() {
        for from in [
            "=?utf-8?Q?Anna_M=C3=BCller?= <anna@sender.example>",
            "=?gb2312?B?xPq6ww==?= <kefu@sender.example>",
            "Anna =?utf-8?Q?M=C3=BCller?= <anna@sender.example>",
            "\"Anna\tBerg\" <anna@sender.example>",
        ] {
            assert_silent(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn silent_on_addresses_that_lists_rewrite_and_on_odd_ones() {
        for from in [
            "Anna via List <anna=40sender.example@list.example>",
            "<anna=sender.example@list.example>",
            "\"anna berg\"@sender.example",
            "<50%40off@shop.example>",
        ] {
            assert_silent(&SIGNAL, Mail::from(from));
        }
    }

    #[test]
    fn silent_on_a_missing_from() {
        assert_silent(&SIGNAL, Mail::any().header("From", ""));
    }
}
