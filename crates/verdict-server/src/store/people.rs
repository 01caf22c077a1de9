//! Who may do what: keys of webmails, devices of readers, operators and their sessions.

use std::fmt;

use super::audit::{self, Change};
use super::sql::{Engine, Row, Value, ask, change, write};
use super::{OrganisationId, ReporterId, StoreError};

/// How many keys of a webmail are valid at once: the one in use and the one before or after it.
const VALID_KEYS: i64 = 2;

/// With what a webmail signs the tokens of its readers.
#[derive(Clone, PartialEq, Eq)]
pub enum ReporterKey {
    /// A shared secret (HS256).
    Secret(Vec<u8>),
    /// The public half of an Ed25519 pair (EdDSA).
    Public([u8; 32]),
}

impl fmt::Debug for ReporterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReporterKey::Secret(_) => "Secret(…)",
            ReporterKey::Public(_) => "Public(…)",
        })
    }
}

/// What an operator may do; each role may do what those before it may.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    clap::ValueEnum,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Look.
    Viewer,
    /// Decide on answers.
    Analyst,
    /// Everything else.
    Administrator,
}

/// An operator.
#[derive(Clone, PartialEq, Eq)]
pub struct Operator {
    /// The organisation, whose data alone is the operator's business.
    pub organisation: OrganisationId,
    /// The name.
    pub name: String,
    /// What the operator may do.
    pub role: Role,
    pub(crate) password: String,
}

impl fmt::Debug for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Operator({}, {:?}, …)", self.name, self.role)
    }
}

impl Operator {
    /// An operator with the password of which `password` is kept.
    pub fn new(
        organisation: OrganisationId,
        name: String,
        role: Role,
        password: String,
    ) -> Operator {
        Operator {
            organisation,
            name,
            role,
            password,
        }
    }
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Analyst => "analyst",
            Role::Administrator => "administrator",
        }
    }

    fn named(name: &str) -> Option<Role> {
        [Role::Viewer, Role::Analyst, Role::Administrator]
            .into_iter()
            .find(|role| role.name() == name)
    }
}

/// A key of this server itself, made at the first call.
pub(super) async fn secret(
    engine: &dyn Engine,
    name: &'static str,
    fresh: Vec<u8>,
) -> Result<Vec<u8>, StoreError> {
    let rows = write(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run(
                    "INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                    vec![name.into(), fresh.into()],
                )
                .await?;
            transaction
                .run(
                    "SELECT value FROM secrets WHERE name = ?",
                    vec![name.into()],
                )
                .await
        })
    })
    .await?;
    let row = rows
        .first()
        .ok_or_else(|| StoreError::Engine("a key is gone".into()))?;
    Ok(row.blob(0)?.to_vec())
}

/// Adds a key of the organisation's webmail; the oldest goes when there are more than two.
pub(super) async fn add_reporter_key(
    engine: &dyn Engine,
    organisation: OrganisationId,
    id: String,
    key: ReporterKey,
    by: Change,
) -> Result<(), StoreError> {
    let (algorithm, bytes) = match key {
        ReporterKey::Secret(secret) => ("HS256", secret),
        ReporterKey::Public(public) => ("EdDSA", public.to_vec()),
    };
    write(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run(
                    "INSERT INTO reporter_keys (organisation, id, algorithm, key, added_at) VALUES (?, ?, ?, ?, ?)",
                    vec![
                        organisation.0.into(),
                        id.into(),
                        algorithm.into(),
                        bytes.into(),
                        by.at.into(),
                    ],
                )
                .await?;
            transaction
                .run(
                    "DELETE FROM reporter_keys WHERE organisation = ? AND id NOT IN (SELECT id FROM reporter_keys \
                     WHERE organisation = ? ORDER BY added_at DESC, id DESC LIMIT ?)",
                    vec![organisation.0.into(), organisation.0.into(), VALID_KEYS.into()],
                )
                .await?;
            audit::append(transaction, organisation, by).await
        })
    })
    .await
}

/// The keys of all organisations' webmails that are valid, with their ids.
pub(super) async fn reporter_keys(
    engine: &dyn Engine,
) -> Result<Vec<(OrganisationId, String, ReporterKey)>, StoreError> {
    let sql =
        "SELECT organisation, id, algorithm, key FROM reporter_keys ORDER BY organisation, id";
    ask(engine, sql, vec![])
        .await?
        .iter()
        .map(|row| {
            let key = match row.text(2)? {
                "HS256" => ReporterKey::Secret(row.blob(3)?.to_vec()),
                _ => ReporterKey::Public(row.bytes(3)?),
            };
            Ok((OrganisationId(row.int(0)?), row.text(1)?.to_owned(), key))
        })
        .collect()
}

/// Makes a link of the reporter's, good once and until `until`. `code` is a hash.
pub(super) async fn offer_enrolment(
    engine: &dyn Engine,
    organisation: OrganisationId,
    reporter: ReporterId,
    code: [u8; 32],
    until: i64,
    by: Change,
) -> Result<(), StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run("DELETE FROM enrolments WHERE until < ?", vec![by.at.into()])
                .await?;
            transaction
                .run(
                    "INSERT INTO enrolments (code, organisation, reporter, until) VALUES (?, ?, ?, ?)",
                    vec![
                        code.into(),
                        organisation.0.into(),
                        reporter.0.into(),
                        until.into(),
                    ],
                )
                .await?;
            audit::append(transaction, organisation, by).await
        })
    })
    .await
}

/// Uses a link up; `false` when there is none of that code, or no more.
pub(super) async fn enrol(
    engine: &dyn Engine,
    code: [u8; 32],
    token: [u8; 32],
    now: i64,
) -> Result<bool, StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            let used = transaction
                .run(
                    "DELETE FROM enrolments WHERE code = ? AND until >= ? RETURNING organisation, reporter",
                    vec![code.into(), now.into()],
                )
                .await?;
            let Some(row) = used.first() else {
                return Ok(false);
            };
            let (organisation, reporter) = (row.int(0)?, row.blob(1)?);
            transaction
                .run(
                    "INSERT INTO devices (token, organisation, reporter, enrolled_at) VALUES (?, ?, ?, ?)",
                    vec![token.into(), organisation.into(), reporter.into(), now.into()],
                )
                .await?;
            Ok(true)
        })
    })
    .await
}

/// Whose device it is. `token` is a hash.
pub(super) async fn device(
    engine: &dyn Engine,
    token: [u8; 32],
) -> Result<Option<(OrganisationId, ReporterId)>, StoreError> {
    let sql = "SELECT organisation, reporter FROM devices WHERE token = ?";
    let rows = ask(engine, sql, vec![token.into()]).await?;
    let device = |row: &Row| Ok((OrganisationId(row.int(0)?), ReporterId(row.bytes(1)?)));
    rows.first().map(device).transpose()
}

/// Makes an operator, or gives the one of that name another role and password.
pub(super) async fn set_operator(
    engine: &dyn Engine,
    operator: Operator,
    by: Change,
) -> Result<(), StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            let Operator {
                organisation,
                name,
                role,
                password,
            } = operator;
            transaction
                .run(
                    "INSERT INTO operators (organisation, name, role, password) VALUES (?, ?, ?, ?) \
                     ON CONFLICT (organisation, name) DO UPDATE SET role = excluded.role, password = excluded.password",
                    vec![
                        organisation.0.into(),
                        name.as_str().into(),
                        role.name().into(),
                        password.into(),
                    ],
                )
                .await?;
            // Whoever was signed in with the earlier password is not any more.
            transaction
                .run(
                    "DELETE FROM sessions WHERE organisation = ? AND operator = ?",
                    vec![organisation.0.into(), name.into()],
                )
                .await?;
            audit::append(transaction, organisation, by).await
        })
    })
    .await
}

/// The operator of that name.
pub(super) async fn operator(
    engine: &dyn Engine,
    organisation: OrganisationId,
    name: String,
) -> Result<Option<Operator>, StoreError> {
    let rows = ask(
        engine,
        "SELECT organisation, name, role, password FROM operators WHERE organisation = ? AND name = ?",
        vec![organisation.0.into(), name.into()],
    )
    .await?;
    rows.first().map(read_operator).transpose()
}

/// Whether the organisation has any operator.
pub(super) async fn has_operators(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM operators WHERE organisation = ? LIMIT 1";
    Ok(!ask(engine, sql, vec![organisation.0.into()])
        .await?
        .is_empty())
}

/// Opens a session. `token` is a hash.
pub(super) async fn open_session(
    engine: &dyn Engine,
    token: [u8; 32],
    operator: Operator,
    until: i64,
    by: Change,
) -> Result<(), StoreError> {
    write(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run("DELETE FROM sessions WHERE until < ?", vec![by.at.into()])
                .await?;
            transaction
                .run(
                    "INSERT INTO sessions (token, organisation, operator, until) VALUES (?, ?, ?, ?)",
                    vec![
                        token.into(),
                        operator.organisation.0.into(),
                        operator.name.into(),
                        until.into(),
                    ],
                )
                .await?;
            audit::append(transaction, operator.organisation, by).await
        })
    })
    .await
}

/// Whose session it is, if it has not ended.
pub(super) async fn session(
    engine: &dyn Engine,
    token: [u8; 32],
    now: i64,
) -> Result<Option<Operator>, StoreError> {
    let rows = ask(
        engine,
        "SELECT o.organisation, o.name, o.role, o.password FROM sessions AS s JOIN operators AS o \
         ON o.organisation = s.organisation AND o.name = s.operator WHERE s.token = ? AND s.until >= ?",
        vec![token.into(), now.into()],
    )
    .await?;
    rows.first().map(read_operator).transpose()
}

/// Ends a session.
pub(super) async fn close_session(engine: &dyn Engine, token: [u8; 32]) -> Result<(), StoreError> {
    let values: Vec<Value> = vec![token.into()];
    change(engine, "DELETE FROM sessions WHERE token = ?", values).await?;
    Ok(())
}

fn read_operator(row: &Row) -> Result<Operator, StoreError> {
    Ok(Operator {
        organisation: OrganisationId(row.int(0)?),
        name: row.text(1)?.to_owned(),
        role: super::names::known(row.text(2)?, Role::named)?,
        password: row.text(3)?.to_owned(),
    })
}
