//! Organisations: their names, profiles and the keys of their hashes.

use std::fmt;
use std::net::IpAddr;

use super::audit::{self, Change};
use super::sql::{Engine, Row, Value, ask, change, write};
use super::{Grade, MessageSecret, OrganisationId, ReporterId, StoreError, names};

/// The name of the organisation that is there from the start.
pub const DEFAULT_ORGANISATION: &str = "default";

/// An organisation.
#[derive(Clone, PartialEq)]
pub struct OrganisationRow {
    /// Its number.
    pub id: OrganisationId,
    /// Its name, by which tokens and commands call it.
    pub name: String,
    /// The most that its readers' reports may carry.
    pub grade: Grade,
    /// Its profile as JSON; `None` for one whose profile is a file.
    pub profile: Option<String>,
    /// The key of the hash that stands for a Message-ID.
    pub message_secret: MessageSecret,
    pub(super) reporter_secret: [u8; 32],
}

impl OrganisationRow {
    /// The reporter whom this organisation knows as `name`.
    pub fn reporter(&self, name: &str) -> ReporterId {
        ReporterId::of(&self.reporter_secret, name)
    }

    /// The network of an address, by a keyed hash: of IPv4 the 256 addresses that begin alike, of IPv6 those of one site (48 bits).
    /// `None` for this machine, which says nothing of who is behind it.
    pub fn network(&self, address: IpAddr) -> Option<i64> {
        let known = match address.to_canonical() {
            address if address.is_loopback() || address.is_unspecified() => return None,
            IpAddr::V4(address) => address.octets().iter().take(3).copied().collect(),
            IpAddr::V6(address) => address
                .octets()
                .iter()
                .take(6)
                .copied()
                .collect::<Vec<u8>>(),
        };
        let [a, b, c, d, e, f, g, h, ..] = self.keyed(b"network\0", &known);
        Some(i64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }

    fn keyed(&self, purpose: &[u8], known: &[u8]) -> [u8; 32] {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &self.reporter_secret);
        let tag = ring::hmac::sign(&key, &[purpose, known].concat());
        let mut hash = [0; 32];
        for (to, from) in hash.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        hash
    }

    /// Whether the reporter is among so many of a thousand readers who get the model `version` first. Who is stays
    /// so while the share grows, and another version has others; nobody without the key can tell who.
    pub fn is_in_share(&self, reporter: ReporterId, version: &str, permille: u16) -> bool {
        let known = [&reporter.bytes(), version.as_bytes()].concat();
        let [a, b, c, d, e, f, g, h, ..] = self.keyed(b"share of readers\0", &known);
        let place = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        place % 1_000 < u64::from(permille)
    }
}

impl fmt::Debug for OrganisationRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrganisationRow({}, {}, …)", self.id.0, self.name)
    }
}

macro_rules! columns {
    () => {
        "number, name, grade, profile, message_secret, reporter_secret"
    };
}

pub(super) async fn all(engine: &dyn Engine) -> Result<Vec<OrganisationRow>, StoreError> {
    let sql = concat!("SELECT ", columns!(), " FROM organisations ORDER BY number");
    ask(engine, sql, vec![])
        .await?
        .iter()
        .map(organisation)
        .collect()
}

/// Makes an organisation unless one of that name is there, which is then given.
pub(super) async fn found(
    engine: &dyn Engine,
    name: String,
) -> Result<OrganisationRow, StoreError> {
    let secrets = (random()?, random()?);
    let rows = write(engine, move |transaction| {
        Box::pin(async move {
            let (message_secret, reporter_secret): ([u8; 32], [u8; 32]) = secrets;
            // Two servers may start at once; the first to write decides for both. The log tells organisations that are
            // gone by their numbers, so none is given again.
            transaction
                .run(
                    "INSERT INTO organisations (number, name, grade, profile, message_secret, reporter_secret) \
                     SELECT coalesce(max(taken), 0) + 1, CAST(? AS TEXT), 'signals', NULL, ?, ? FROM \
                     (SELECT max(number) AS taken FROM organisations UNION ALL SELECT max(organisation) FROM audit) AS numbers \
                     WHERE true \
                     ON CONFLICT (name) DO NOTHING",
                    vec![
                        name.as_str().into(),
                        message_secret.into(),
                        reporter_secret.into(),
                    ],
                )
                .await?;
            transaction
                .run(
                    concat!("SELECT ", columns!(), " FROM organisations WHERE name = ?"),
                    vec![name.into()],
                )
                .await
        })
    })
    .await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::Engine("an organisation is gone".into()))?;
    organisation(row)
}

/// Changes what the organisation's readers may send, and its profile.
pub(super) async fn describe(
    engine: &dyn Engine,
    id: OrganisationId,
    grade: Grade,
    profile: Option<String>,
    by: Change,
) -> Result<(), StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run(
                    "UPDATE organisations SET grade = ?, profile = ? WHERE number = ?",
                    vec![grade.name().into(), Value::Text(profile), id.0.into()],
                )
                .await?;
            audit::append(transaction, id, by).await
        })
    })
    .await
}

/// What an organisation's readers may send, and its profile (JSON).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// What readers may send.
    pub grade: Grade,
    /// The profile, where one is kept.
    pub profile: Option<String>,
}

/// Changes what the organisation's readers may send, and its profile, where both are still what they were when somebody looked;
/// `false` where they are not.
pub(super) async fn revise(
    engine: &dyn Engine,
    id: OrganisationId,
    before: Described,
    after: Described,
    by: Change,
) -> Result<bool, StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            let revised = transaction
                .run(
                    "UPDATE organisations SET grade = ?, profile = ? WHERE number = ? AND grade = ? \
                     AND coalesce(profile, '') = coalesce(CAST(? AS TEXT), '') RETURNING number",
                    vec![
                        after.grade.name().into(),
                        Value::Text(after.profile),
                        id.0.into(),
                        before.grade.name().into(),
                        Value::Text(before.profile),
                    ],
                )
                .await?;
            if revised.is_empty() {
                return Ok(false);
            }
            audit::append(transaction, id, by).await?;
            Ok(true)
        })
    })
    .await
}

/// Whether the database answers.
pub(super) async fn ready(engine: &dyn Engine) -> Result<(), StoreError> {
    ask(engine, "SELECT number FROM organisations LIMIT 1", vec![])
        .await
        .map(|_| ())
}

/// Whether the database can be written to.
pub(super) async fn writable(engine: &dyn Engine) -> Result<(), StoreError> {
    let sql = "UPDATE organisations SET name = name WHERE number = (SELECT min(number) FROM organisations)";
    change(engine, sql, vec![]).await.map(|_| ())
}

fn organisation(row: &Row) -> Result<OrganisationRow, StoreError> {
    Ok(OrganisationRow {
        id: OrganisationId(row.int(0)?),
        name: row.text(1)?.to_owned(),
        grade: names::known(row.text(2)?, Grade::named)?,
        profile: row.text_if_any(3)?.map(str::to_owned),
        message_secret: MessageSecret::new(row.bytes(4)?),
        reporter_secret: row.bytes(5)?,
    })
}

/// Bytes that nobody can guess.
pub(super) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::Engine(format!("no random numbers: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acme() -> OrganisationRow {
        OrganisationRow {
            id: OrganisationId(1),
            name: "acme".into(),
            grade: Grade::Signals,
            profile: None,
            message_secret: MessageSecret::new([1; 32]),
            reporter_secret: [2; 32],
        }
    }

    #[test]
    fn neighbours_share_a_network_and_this_machine_has_none() {
        let network = |text: &str| acme().network(text.parse().unwrap());
        assert_eq!(network("192.0.2.7"), network("192.0.2.200"));
        assert_eq!(network("192.0.2.7"), network("::ffff:192.0.2.8"));
        assert_ne!(network("192.0.2.7"), network("192.0.3.7"));
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:ffff::1"));
        assert_ne!(network("2001:db8:1::1"), network("2001:db8:2::1"));
        assert_eq!(network("127.0.0.1"), None);
        assert_eq!(network("::1"), None);
        let mut other = acme();
        other.reporter_secret = [3; 32];
        let address = "192.0.2.7".parse().unwrap();
        assert_ne!(acme().network(address), other.network(address));
    }

    #[test]
    fn a_share_is_of_that_size_stays_and_grows() {
        let row = acme();
        let readers: Vec<ReporterId> = (0..20_000)
            .map(|number| row.reporter(&number.to_string()))
            .collect();
        let chosen = |version, permille| -> Vec<bool> {
            let is_in = |reader: &ReporterId| row.is_in_share(*reader, version, permille);
            readers.iter().map(is_in).collect()
        };
        let count = |chosen: &[bool]| chosen.iter().filter(|is_in| **is_in).count();
        let (few, many) = (chosen("2026.12.1", 50), chosen("2026.12.1", 200));
        assert!((900..1_100).contains(&count(&few)), "{}", count(&few));
        assert!((3_800..4_200).contains(&count(&many)), "{}", count(&many));
        assert!(
            few.iter().zip(&many).all(|(few, many)| *many || !few),
            "someone hopped"
        );
        let other = chosen("2026.12.2", 50);
        let both = few
            .iter()
            .zip(&other)
            .filter(|(one, other)| **one && **other);
        assert!(both.count() < 200, "the same readers each time");
    }
}
