//! Opens a store by its address.

use std::sync::Arc;

use super::{DEFAULT_ORGANISATION, Store, StoreError, kept, sql};

/// Opens the store at `url`, such as `sqlite:data/verdicts.sqlite3` or `postgres://host/database`,
/// and brings it to this version's form.
///
/// # Errors
/// Each says what to do, and none repeats a password.
pub async fn open(url: &str, now: i64) -> Result<Arc<dyn Store>, StoreError> {
    let engine: Arc<dyn sql::Engine> = match url.split_once(':') {
        Some(("sqlite", file)) => Arc::new(sql::sqlite::Sqlite::open(file.as_ref()).await?),
        Some(("postgres" | "postgresql", _)) => {
            Arc::new(sql::postgres::Postgres::open(url, now).await?)
        }
        // An address may hold a password, so only its kind is repeated.
        _ => {
            let kind = url.split(':').next().unwrap_or_default();
            return Err(StoreError::UnknownEngine(kind.to_owned()));
        }
    };
    let store = kept::Kept::new(engine);
    store
        .found_organisation(DEFAULT_ORGANISATION.to_owned())
        .await?;
    Ok(Arc::new(store))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unknown_engine_is_refused_without_repeating_a_password() {
        let Err(error) = open("mysql://me:geheim@host/db", 0).await else {
            panic!("it was opened")
        };
        assert!(
            error.to_string().contains("mysql") && !error.to_string().contains("geheim"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_told_without_repeating_a_password() {
        let Err(error) = open("postgres://me:geheim@127.0.0.1:1/db", 0).await else {
            panic!("it was opened")
        };
        assert!(!error.to_string().contains("geheim"), "{error}");
    }
}
