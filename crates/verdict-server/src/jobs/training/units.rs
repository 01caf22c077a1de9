//! By what a case is known where models are trained: nobody but the server can choose it.
//!
//! Which cases are held out for the gate follows from these names. The names that cases have otherwise come from readers' sides, so
//! whoever could send answers could choose what is measured.

use crate::store::{CaseId, OrganisationId, Store, StoreError};
use crate::training::labels::MessageId;

/// The name under which the store keeps the key.
pub const SECRET: &str = "training_units";

/// Gives cases their names.
pub(in crate::jobs) struct Units {
    key: ring::hmac::Key,
    organisation: OrganisationId,
}

impl Units {
    /// With the store's key, which is made when it is first asked for.
    pub async fn of(store: &dyn Store, organisation: OrganisationId) -> Result<Units, StoreError> {
        let mut fresh = [0; 32];
        getrandom::fill(&mut fresh)
            .map_err(|error| StoreError::Engine(format!("no random numbers: {error}")))?;
        let secret = store.secret(SECRET, fresh.to_vec()).await?;
        Ok(Units {
            key: ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret),
            organisation,
        })
    }

    /// The name of a case.
    pub fn name(&self, case: CaseId) -> MessageId {
        let known = [&self.organisation.0.to_be_bytes()[..], &case.bytes()].concat();
        let tag = ring::hmac::sign(&self.key, &known);
        let mut name = [0; 32];
        for (to, from) in name.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_nothing_of_its_case_without_the_key() {
        let units = |key: u8, organisation| Units {
            key: ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &[key; 32]),
            organisation: OrganisationId(organisation),
        };
        let case = |digit: &str| CaseId::from_hex(&digit.repeat(32)).unwrap();
        let (one, other) = (case("a"), case("b"));
        assert_eq!(units(1, 1).name(one), units(1, 1).name(one));
        assert_ne!(units(1, 1).name(one), units(1, 1).name(other));
        assert_ne!(units(1, 1).name(one), units(2, 1).name(one));
        assert_ne!(units(1, 1).name(one), units(1, 2).name(one));
        assert_ne!(units(1, 1).name(one)[..16], one.bytes());
    }
}
