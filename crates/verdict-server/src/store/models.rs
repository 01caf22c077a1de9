//! Model documents: each kept once under its version, which never changes, with its card.

use banner_core::Model;

use super::audit::{self, Change};
use super::names::known;
use super::sql::{Engine, Row, Transaction, ask, change, write_again};
use super::{OrganisationId, StoreError};

/// The documents that the server itself was started with, which every organisation may use.
pub(super) const SERVER: i64 = 0;
/// The most bytes of a document, and of a card: a browser downloads the one, a page shows the other.
const LONGEST: usize = 1 << 20;

/// Where a model comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelOrigin {
    /// It came with the server, or is the file that the server was started with.
    BuiltIn,
    /// Trained on mail.
    Trained,
    /// Trained on what readers answered, too.
    FromFeedback,
    /// Brought by an administrator.
    Imported,
}

impl ModelOrigin {
    /// All of them.
    pub const ALL: [ModelOrigin; 4] = [
        ModelOrigin::BuiltIn,
        ModelOrigin::Trained,
        ModelOrigin::FromFeedback,
        ModelOrigin::Imported,
    ];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            ModelOrigin::BuiltIn => "built_in",
            ModelOrigin::Trained => "trained",
            ModelOrigin::FromFeedback => "from_feedback",
            ModelOrigin::Imported => "imported",
        }
    }

    fn named(name: &str) -> Option<ModelOrigin> {
        ModelOrigin::ALL
            .into_iter()
            .find(|origin| origin.name() == name)
    }
}

/// A model to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewModel {
    /// Its version, which the document names too.
    pub version: String,
    /// The document, as it is signed and sent.
    pub document: String,
    /// JSON: figures, the gate's report, where it comes from.
    pub card: String,
    /// Where it comes from.
    pub origin: ModelOrigin,
}

/// A model that is kept, without its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelRow {
    /// Its version.
    pub version: String,
    /// JSON: figures, the gate's report, where it comes from.
    pub card: String,
    /// Where it comes from.
    pub origin: ModelOrigin,
    /// Since when it is kept, in milliseconds since 1970.
    pub added_at: i64,
    /// Who added it; nobody for what the server was started with.
    pub added_by: String,
}

/// A model that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptModel {
    /// All but the document.
    pub row: ModelRow,
    /// The document.
    pub document: String,
}

/// Whether `text` can be the version of a kept model: part of an address, and of one line.
pub fn is_kept_version(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

fn check(new: &NewModel) -> Result<(), StoreError> {
    let refuse = |why: String| Err(StoreError::NoModelDocument(why));
    if !is_kept_version(&new.version) {
        return refuse(
            "its version must be 1 to 64 letters, digits, dots, hyphens and underscores".into(),
        );
    }
    if new.document.len().max(new.card.len()) > LONGEST {
        return refuse("it has more than 1 MB".into());
    }
    let model = Model::from_json(&new.document)
        .map_err(|error| StoreError::NoModelDocument(error.to_string()))?;
    if model.version != new.version {
        return refuse(format!(
            "the document names the version {}, not {}",
            model.version, new.version
        ));
    }
    if new.document.contains('\0') || new.card.contains('\0') {
        return refuse("it holds a character that no database keeps".into());
    }
    match serde_json::from_str::<serde_json::Value>(&new.card) {
        Ok(serde_json::Value::Object(_)) => Ok(()),
        _ => refuse("its card is no JSON object".into()),
    }
}

/// Keeps a model of the organisation. The same again changes nothing.
pub(super) async fn add(
    engine: &dyn Engine,
    organisation: OrganisationId,
    new: NewModel,
    by: Change,
) -> Result<(), StoreError> {
    check(&new)?;
    write_again(engine, move |transaction| {
        Box::pin(async move {
            // The server's own versions are taken, too: one name, one document.
            if let Some(kept) = find(transaction, organisation, &new.version).await? {
                return if kept.document == new.document {
                    Ok(())
                } else {
                    Err(StoreError::ModelKept(new.version))
                };
            }
            let by = Change {
                action: "add_model",
                detail: format!("{} ({})", new.version, new.origin.name()),
                ..by
            };
            insert(transaction, organisation.0, &new, by.at, &by.actor).await?;
            audit::append(transaction, organisation, by).await
        })
    })
    .await
}

/// Keeps a document that the server itself was started with; `false` when another is kept under its version.
pub(super) async fn add_own(
    engine: &dyn Engine,
    new: NewModel,
    now: i64,
) -> Result<bool, StoreError> {
    write_again(engine, move |transaction| {
        Box::pin(async move {
            insert(transaction, SERVER, &new, now, "").await?;
            let kept = find(transaction, OrganisationId(SERVER), &new.version).await?;
            Ok(kept.is_some_and(|kept| kept.document == new.document))
        })
    })
    .await
}

async fn insert(
    transaction: &mut dyn Transaction,
    organisation: i64,
    new: &NewModel,
    at: i64,
    by: &str,
) -> Result<(), StoreError> {
    transaction
        .run(
            "INSERT INTO model_documents (organisation, version, document, card, origin, added_at, added_by) \
             VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, version) DO NOTHING",
            vec![
                organisation.into(),
                new.version.as_str().into(),
                new.document.as_str().into(),
                new.card.as_str().into(),
                new.origin.name().into(),
                at.into(),
                by.into(),
            ],
        )
        .await?;
    Ok(())
}

/// The model of that version which the organisation may use; its own before the server's.
pub(super) async fn find(
    transaction: &mut dyn Transaction,
    organisation: OrganisationId,
    version: &str,
) -> Result<Option<KeptModel>, StoreError> {
    let rows = transaction
        .run(
            "SELECT version, card, origin, added_at, added_by, document FROM model_documents \
             WHERE organisation IN (?, 0) AND version = ? ORDER BY organisation DESC LIMIT 1",
            vec![organisation.0.into(), version.into()],
        )
        .await?;
    rows.first()
        .map(|row| {
            Ok(KeptModel {
                row: model(row)?,
                document: row.text(5)?.to_owned(),
            })
        })
        .transpose()
}

/// The model of that version which the organisation may use.
pub(super) async fn model_of(
    engine: &dyn Engine,
    organisation: OrganisationId,
    version: String,
) -> Result<Option<KeptModel>, StoreError> {
    super::sql::read(engine, move |transaction| {
        Box::pin(async move { find(transaction, organisation, &version).await })
    })
    .await
}

/// Every model that the organisation may use, the newest first.
pub(super) async fn models(
    engine: &dyn Engine,
    organisation: OrganisationId,
) -> Result<Vec<ModelRow>, StoreError> {
    let rows = ask(
        engine,
        "SELECT version, card, origin, added_at, added_by FROM model_documents AS m WHERE organisation = ? \
         OR (organisation = 0 AND NOT EXISTS (SELECT 1 FROM model_documents AS own \
         WHERE own.organisation = ? AND own.version = m.version)) ORDER BY added_at DESC, version DESC",
        vec![organisation.0.into(), organisation.0.into()],
    )
    .await?;
    rows.iter().map(model).collect()
}

fn model(row: &Row) -> Result<ModelRow, StoreError> {
    Ok(ModelRow {
        version: row.text(0)?.to_owned(),
        card: row.text(1)?.to_owned(),
        origin: known(row.text(2)?, ModelOrigin::named)?,
        added_at: row.int(3)?,
        added_by: row.text(4)?.to_owned(),
    })
}

/// Remembers that a version is in service, so that what is said of it is counted under its name.
pub(super) async fn serve(
    engine: &dyn Engine,
    version: String,
    now: i64,
) -> Result<(), StoreError> {
    change(engine, SERVE, vec![version.into(), now.into()]).await?;
    Ok(())
}

/// Remembers that a version is in service.
pub(super) const SERVE: &str =
    "INSERT INTO models (version, first_at) VALUES (?, ?) ON CONFLICT (version) DO NOTHING";

/// Every version that was ever in service.
pub(super) async fn served(engine: &dyn Engine) -> Result<Vec<String>, StoreError> {
    let rows = ask(
        engine,
        "SELECT version FROM models ORDER BY version",
        vec![],
    )
    .await?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built_in() -> NewModel {
        NewModel {
            version: Model::built_in().unwrap().version,
            document: Model::BUILT_IN.into(),
            card: "{}".into(),
            origin: ModelOrigin::Imported,
        }
    }

    #[track_caller]
    fn refused(new: &NewModel, why: &str) {
        let error = check(new).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn a_document_is_kept_only_when_it_can_be_used() {
        check(&built_in()).unwrap();
        let no_json = NewModel {
            document: "{".into(),
            ..built_in()
        };
        refused(&no_json, "is no model");
        let other = NewModel {
            version: "2030.1.1".into(),
            ..built_in()
        };
        refused(&other, "names the version");
        let strange = NewModel {
            version: "../x".into(),
            ..built_in()
        };
        refused(&strange, "version must be");
        let card = NewModel {
            card: "[]".into(),
            ..built_in()
        };
        refused(&card, "card");
        let mut model = Model::built_in().unwrap();
        model.thresholds.danger = 0.0;
        let document = serde_json::to_string(&model).unwrap();
        refused(
            &NewModel {
                document,
                ..built_in()
            },
            "thresholds",
        );
    }

    #[test]
    fn origins_are_read_as_they_are_written() {
        for origin in ModelOrigin::ALL {
            assert_eq!(ModelOrigin::named(origin.name()), Some(origin));
        }
    }
}
