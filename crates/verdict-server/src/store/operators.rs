//! Operators and their sessions.

use std::fmt;

use super::audit::{self, Change};
use super::people::remove;
use super::sql::{Engine, Row, Value, ask, change, write};
use super::{OrganisationId, StoreError};

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
    /// Its name, as it is kept and typed.
    pub fn name(self) -> &'static str {
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

/// Every operator of the organisation, in the order of their names.
pub(super) async fn operators(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<Vec<Operator>, StoreError> {
    let sql = "SELECT organisation, name, role, password FROM operators WHERE organisation = ? ORDER BY name";
    let rows = ask(engine, sql, vec![organisation.0.into()]).await?;
    rows.iter().map(read_operator).collect()
}

/// Removes an operator, whose sessions end; `false` when there is none of that name.
pub(super) async fn remove_operator(
    engine: &dyn Engine,
    organisation: OrganisationId,
    name: String,
    by: Change,
) -> Result<bool, StoreError> {
    let which = || -> Vec<Value> { vec![organisation.0.into(), name.as_str().into()] };
    let sql = "DELETE FROM operators WHERE organisation = ? AND name = ? RETURNING 1";
    let removed = remove(engine, organisation, sql, which(), by).await?;
    // A session without its operator is nobody's already; this makes sure for one of the same name
    // that may come later.
    let sql = "DELETE FROM sessions WHERE organisation = ? AND operator = ?";
    change(engine, sql, which()).await?;
    Ok(removed)
}

/// Whether any organisation has an operator.
pub(super) async fn has_operators(engine: &dyn Engine) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM operators LIMIT 1";
    Ok(!ask(engine, sql, vec![]).await?.is_empty())
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
