//! `verdict-server demo-data`: a plausible month of an invented organisation, so that the dashboard can be tried.

use clap::Args;

use super::CommandError;
use super::admin::say;
use super::database::{DatabaseArguments, MayMake};
use crate::sample_month::{SampleError, fill};
use crate::state::Clock;
use crate::store::DEFAULT_ORGANISATION;

/// What to invent.
#[derive(Debug, Args)]
pub struct DemoDataArguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// The same number gives the same month
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Fills a database that holds nothing yet.
///
/// # Errors
/// [`CommandError`] says in a sentence what to do.
pub fn run(arguments: DemoDataArguments) -> Result<(), CommandError> {
    let DemoDataArguments { database, seed } = arguments;
    database.with_store(MayMake::Database, async |store| {
        let home = store.found_organisation(DEFAULT_ORGANISATION.to_owned());
        let home = home.await?;
        let now = Clock::system().milliseconds();
        let made = fill(&*store, &home, seed, now).await;
        let made = made.map_err(|problem| match problem {
            SampleError::Store(problem) => CommandError::Store(problem),
            other => CommandError::Refused(other.to_string()),
        })?;
        say(&format!(
            "Invented a month: {} banners shown, {} answers, {} decisions. Start the server with the same --data-dir and open \
             /admin/; to change something there, first make an operator: verdict-server admin create-user NAME --role \
             administrator",
            made.banners, made.answers, made.decisions
        ))
    })
}
