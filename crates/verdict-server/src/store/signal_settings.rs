//! What administrators set for single signals: switched off, or weighing less.

use super::audit::{self, Change};
use super::sql::{Engine, Row, Value, ask, write_again};
use super::{OrganisationId, StoreError, people};

/// What is set for a signal.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalSetting {
    /// The signal's id.
    pub signal: String,
    /// The most that it may weigh, in log-odds; 0 for one that is switched off.
    pub most: f64,
    /// Why.
    pub reason: String,
    /// The first moment at which it holds no more, in milliseconds since 1970; without it, it holds for ever.
    pub until: Option<i64>,
    /// Since when it is set, in milliseconds since 1970.
    pub set_at: i64,
    /// Who set it.
    pub set_by: String,
}

impl SignalSetting {
    /// Whether it holds at `now` (milliseconds since 1970).
    pub fn holds_at(&self, now: i64) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Sets it, in place of what was set before. When and by whom is what the log says.
pub(super) async fn set(
    engine: &dyn Engine,
    organisation: OrganisationId,
    setting: SignalSetting,
    by: Change,
) -> Result<(), StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            transaction
                .run(
                    "INSERT INTO signal_settings (organisation, signal, most, reason, until, set_at, set_by) \
                     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, signal) DO UPDATE SET \
                     most = excluded.most, reason = excluded.reason, until = excluded.until, set_at = excluded.set_at, \
                     set_by = excluded.set_by",
                    vec![
                        organisation.0.into(),
                        setting.signal.into(),
                        setting.most.into(),
                        setting.reason.into(),
                        Value::Int(setting.until),
                        by.at.into(),
                        by.actor.as_str().into(),
                    ],
                )
                .await?;
            audit::append(transaction, organisation, by).await
        })
    })
    .await
}

/// Takes it away; `false` when nothing is set.
pub(super) async fn clear(
    engine: &dyn Engine,
    organisation: OrganisationId,
    signal: String,
    by: Change,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM signal_settings WHERE organisation = ? AND signal = ? RETURNING 1";
    let which = vec![organisation.0.into(), signal.into()];
    people::remove(engine, organisation, sql, which, by).await
}

/// What is set in every organisation.
pub(super) async fn all(
    engine: &dyn Engine,
) -> Result<Vec<(OrganisationId, SignalSetting)>, StoreError> {
    let rows = ask(
        engine,
        "SELECT organisation, signal, most, reason, until, set_at, set_by FROM signal_settings",
        vec![],
    )
    .await?;
    let mut all: Vec<(OrganisationId, SignalSetting)> =
        rows.iter().map(setting).collect::<Result<_, _>>()?;
    // Engines order text in ways of their own.
    all.sort_by(|(a, one), (b, other)| (a, &one.signal).cmp(&(b, &other.signal)));
    Ok(all)
}

fn setting(row: &Row) -> Result<(OrganisationId, SignalSetting), StoreError> {
    let setting = SignalSetting {
        signal: row.text(1)?.to_owned(),
        most: row.real(2)?,
        reason: row.text(3)?.to_owned(),
        until: row.int_if_any(4)?,
        set_at: row.int(5)?,
        set_by: row.text(6)?.to_owned(),
    };
    Ok((OrganisationId(row.int(0)?), setting))
}
