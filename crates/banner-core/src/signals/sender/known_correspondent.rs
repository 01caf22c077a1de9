//! The reader has exchanged mail with this address before.
//!
//! Why: harm mostly comes from strangers.
//!
//! Wrong when: the correspondent's account is in other hands, or the address is borrowed. So it
//! counts only when a check proves the sender, and half when the organisation has no results to go
//! by at all; never when checks were made and did not prove the sender. Colleagues are known to
//! everybody, and a stolen account is used on just them, so they are passed over.
use crate::authentication::Standing;
use crate::signals::{
    Direction, Examination, Finding, Group, Signal, Strength, route, sender_list,
};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "sender.known_correspondent",
    group: Group::Sender,
    direction: Direction::Reassurance,
    threats: &[],
    evidence: &["address"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let message = examination.message;
    let known = examination
        .context
        .organisation
        .reader
        .known_correspondents
        .as_ref()?;
    let [sender] = message.from() else {
        return None;
    };
    let is_colleague = message
        .from_domain()
        .is_some_and(|domain| examination.context.organisation.owns(domain));
    if message.headers().count("From") != 1 || is_colleague {
        return None;
    }
    if !known
        .iter()
        .any(|address| sender_list::is_same_address(address, sender))
    {
        return None;
    }
    let strength = match examination.authentication().standing() {
        Standing::Proven => Strength::FULL,
        Standing::NotVerified if !route::expects_results(examination) => Strength::HALF,
        _ => return None,
    };
    Some(
        SIGNAL
            .found()
            .with("address", sender.address.as_str())
            .at(strength),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    const PROVEN: &str = "dkim=pass header.d=sender.example";

    fn knowing_anna(mail: Mail) -> Mail {
        mail.context(|context| {
            context.organisation.reader.known_correspondents =
                Some(vec!["anna@sender.example".into()]);
        })
    }

    #[test]
    fn fires_on_a_proven_correspondent() {
        let finding = assert_fires(&SIGNAL, knowing_anna(Mail::any().results(PROVEN)));
        assert_fact(&finding, "address", "anna@sender.example");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_less_on_an_organisation_without_any_results() {
        let mail =
            knowing_anna(Mail::any()).context(|context| context.organisation.authserv_ids.clear());
        assert_eq!(assert_fires(&SIGNAL, mail).strength, Strength::HALF);
    }

    #[test]
    fn silent_on_a_borrowed_address() {
        for results in [
            "dmarc=fail",
            "spf=fail smtp.mailfrom=sender.example",
            "dmarc=temperror",
        ] {
            assert_silent(&SIGNAL, knowing_anna(Mail::any().results(results)));
        }
        assert_silent(&SIGNAL, knowing_anna(Mail::any()));
    }

    #[test]
    fn silent_on_strangers_and_an_unknown_history() {
        assert_silent(&SIGNAL, Mail::any().results(PROVEN));
        assert_silent(
            &SIGNAL,
            knowing_anna(Mail::from("bert@sender.example").results(PROVEN)),
        );
    }

    #[test]
    fn silent_on_a_colleague_whose_account_may_be_stolen() {
        let mail = Mail::from("Anna Berg <anna@acme.example>")
            .results("spf=pass smtp.mailfrom=acme.example")
            .context(|context| {
                context.organisation.reader.known_correspondents =
                    Some(vec!["anna@acme.example".into()]);
            });
        assert_silent(&SIGNAL, mail);
    }

    #[test]
    fn silent_on_a_second_sender() {
        let mail = Mail::any()
            .results(PROVEN)
            .at_bottom("From", "x@evil.example");
        assert_silent(&SIGNAL, knowing_anna(mail));
    }
}
