//! A link leads to a file in the IPFS network, by way of a gateway.
//!
//! Why: what is there cannot be taken down, costs nothing and needs no name; fake sign-in pages
//! have moved there. The file is known by its name at whatever gateway.
//!
//! Wrong when: people who work with that network write to each other about it.
use crate::names::hosting::Hosting;
use crate::signals::{Direction, Examination, Finding, Group, Signal, Threat, hosted};

pub(in crate::signals) const SIGNAL: Signal = Signal {
    id: "links.ipfs_gateway",
    group: Group::Links,
    direction: Direction::Threat,
    threats: &[Threat::CredentialPhishing],
    evidence: &["host"],
    since: "0.1.0",
    inspect,
};

fn inspect(examination: &Examination<'_>) -> Option<Finding> {
    let (host, strength) = hosted::first(examination, Hosting::Ipfs)?;
    Some(SIGNAL.found().with("host", host).at(strength))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::Strength;
    use crate::signals::testing::{Mail, assert_fact, assert_fires, assert_silent};

    #[test]
    fn fires_on_known_gateways() {
        let mail = Mail::any()
            .html("<a href='https://gateway.pinata.cloud/ipfs/x#julia@acme.example'>Sign in</a>");
        let finding = assert_fires(&SIGNAL, mail);
        assert_fact(&finding, "host", "gateway.pinata.cloud");
        assert_eq!(finding.strength, Strength::FULL);
    }

    #[test]
    fn fires_on_the_name_of_a_file_at_any_gateway() {
        for address in [
            "https://gate.example/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG?filename=a.html",
            "https://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi.ipfs.gate.example/",
        ] {
            assert_fires(
                &SIGNAL,
                Mail::any().html(&format!("<a href='{address}'>Open</a>")),
            );
        }
    }

    #[test]
    fn silent_on_pages_about_it() {
        assert_silent(
            &SIGNAL,
            Mail::any().text("https://docs.example/ipfs/concepts https://ipfs.tech/"),
        );
    }
}
