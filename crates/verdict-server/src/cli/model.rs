//! `verdict-server model`: which models there are, which serves whom, and back again, from the machine that has the database.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use banner_core::Model;
use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::CommandError;
use super::admin::{find, say};
use super::database::{DatabaseArguments, MayMake};
use crate::aggregates::model_changes::{self, Beside, MONTH};
use crate::state::{Clock, own_model};
use crate::store::{
    Change, DEFAULT_ORGANISATION, InServiceModels, KeptModel, LONGEST_REASON, ModelOrigin,
    NewModel, OrganisationId, Reach, Release, Store, StoreError, release_reason,
};

/// How many answers are judged again to compare two models.
const ANSWERS: u32 = 2_000;
/// How many weights are named that differ.
const WEIGHTS: usize = 20;
/// How many releases are listed.
const RELEASES: u32 = 50;

/// What to do, and with which database.
#[derive(Debug, Args)]
pub struct ModelArguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// The organisation whose readers are meant
    #[arg(long, global = true, default_value = DEFAULT_ORGANISATION, value_name = "NAME")]
    organisation: String,
    #[command(subcommand)]
    action: Action,
}

/// What can be done.
#[derive(Debug, Subcommand)]
enum Action {
    /// List every model, and which serves whom since when
    List,
    /// Show a model's card, figures and releases
    Show {
        /// Its version
        version: String,
        /// Print the document (JSON) instead
        #[arg(long)]
        document: bool,
    },
    /// Compare two models: figures, weights, and the levels of what readers answered on
    Compare {
        /// The version to begin with
        before: String,
        /// The other version
        after: String,
    },
    /// Keep a model document that was trained elsewhere; it serves nobody until it is released
    Import {
        /// The document (JSON), such as verdict-server train writes
        file: PathBuf,
        /// A card (JSON object) with what is to be known of it
        #[arg(long, value_name = "FILE")]
        card: Option<PathBuf>,
    },
    /// Release a model to all readers, or to a share of them first
    Release {
        /// Its version
        version: String,
        /// To so many percent of the readers, such as 5 or 0.5; they stay the same while the share grows
        #[arg(long, value_name = "PERCENT", value_parser = share)]
        share: Option<Reach>,
        /// Why, for the log
        #[arg(long, value_parser = reason)]
        reason: String,
    },
    /// Go back to what readers had before the last release
    RollBack {
        /// Why, for the log
        #[arg(long, value_parser = reason)]
        reason: String,
    },
    /// Score a model silently beside the one that readers see, or end that
    Silence {
        /// Its version
        #[arg(required_unless_present = "end")]
        version: Option<String>,
        /// Score none silently any more
        #[arg(long, conflicts_with = "version")]
        end: bool,
        /// Why, for the log
        #[arg(long, value_parser = reason)]
        reason: String,
    },
}

fn reason(text: &str) -> Result<String, String> {
    release_reason(text)
        .ok_or_else(|| format!("say why in one line of 1 to {LONGEST_REASON} characters"))
}

fn share(text: &str) -> Result<Reach, String> {
    Reach::share(text).ok_or_else(|| "a share lies between 0.1 and 100 percent".to_owned())
}

/// Does it.
///
/// # Errors
/// [`CommandError`] says in a sentence what to do.
pub fn run(arguments: ModelArguments) -> Result<(), CommandError> {
    let ModelArguments {
        database,
        organisation,
        action,
    } = arguments;
    database.with_store(MayMake::Nothing, async |store| {
        let id = find(&*store, &organisation).await?.id;
        let now = Clock::system().milliseconds();
        // What this version brings may be compared with before a server of it was started.
        let built_in = own_model(&Model::built_in()?.version, Model::BUILT_IN);
        store.add_own_model(built_in, now).await?;
        act(&*store, id, action, now).await
    })
}

async fn act(
    store: &dyn Store,
    id: OrganisationId,
    action: Action,
    now: i64,
) -> Result<(), CommandError> {
    // What is done is written by the store itself.
    let by = Change {
        at: now,
        actor: "command line".into(),
        action: "release_model",
        detail: String::new(),
    };
    match action {
        Action::List => list(store, id).await,
        Action::Show { version, document } => {
            let model = model(store, id, version).await?;
            if document {
                return say(model.document.trim_end());
            }
            show(store, id, &model).await
        }
        Action::Compare { before, after } => {
            let before = model(store, id, before).await?;
            let after = model(store, id, after).await?;
            compare(store, id, &before, &after, now).await
        }
        Action::Import { file, card } => {
            let new = read(&file, card.as_deref())?;
            let version = new.version.clone();
            store.add_model(id, new, by).await?;
            say(&format!(
                "Model {version} is kept. It serves nobody until it is released: verdict-server model release {version}"
            ))
        }
        Action::Release {
            version,
            share,
            reason,
        } => {
            let reach = share.unwrap_or(Reach::All);
            told(&store.release(id, version, reach, reason, by).await?)
        }
        Action::RollBack { reason } => told(&store.roll_back(id, reason, by).await?),
        Action::Silence {
            version, reason, ..
        } => told(&match version {
            Some(version) => {
                store
                    .release(id, version, Reach::Silent, reason, by)
                    .await?
            }
            None => store.end_silent(id, reason, by).await?,
        }),
    }
}

/// What is in service now, and when browsers take it.
fn told(now: &InServiceModels) -> Result<(), CommandError> {
    say(&format!(
        "{}\nRunning servers follow within seconds; browsers take it when they next ask, within the hour.",
        in_service(now)
    ))
}

fn in_service(now: &InServiceModels) -> String {
    let mut text = match &now.live {
        Some(live) => format!("Readers have model {live}, since {}.", time(now.live_since)),
        None => "Readers have the model that the server was started with.".to_owned(),
    };
    if let Some((share, permille)) = &now.share {
        let percent = f64::from(*permille) / 10.0;
        let _ = write!(text, " {percent} % of them have model {share}.");
    }
    if let Some(silent) = &now.silent {
        let _ = write!(text, " Model {silent} is scored silently.");
    }
    text
}

async fn model(
    store: &dyn Store,
    id: OrganisationId,
    version: String,
) -> Result<KeptModel, CommandError> {
    let found = store.model(id, version.clone()).await?;
    Ok(found.ok_or(StoreError::UnknownModel(version))?)
}

async fn list(store: &dyn Store, id: OrganisationId) -> Result<(), CommandError> {
    let mut text = in_service(&store.in_service(id).await?);
    for model in store.models(id).await? {
        let by = match model.added_by.as_str() {
            "" => "the server".to_owned(),
            by => by.to_owned(),
        };
        let _ = write!(
            text,
            "\n{}  {}  kept since {} by {by}",
            model.version,
            words_of(model.origin),
            time(model.added_at)
        );
    }
    say(&text)
}

fn words_of(origin: ModelOrigin) -> &'static str {
    match origin {
        ModelOrigin::BuiltIn => "brought by the server",
        ModelOrigin::Trained => "trained on mail",
        ModelOrigin::FromFeedback => "trained on answers",
        ModelOrigin::Imported => "imported",
    }
}

async fn show(store: &dyn Store, id: OrganisationId, kept: &KeptModel) -> Result<(), CommandError> {
    let model = Model::from_json(&kept.document)?;
    let mut text = format!(
        "Model {}, {}\n{}",
        model.version,
        words_of(kept.row.origin),
        model.origin
    );
    if kept.row.card != "{}" {
        let _ = write!(text, "\nCard: {}", kept.row.card);
    }
    for (name, figure) in model.figures.iter() {
        let _ = write!(text, "\n  {name}: {figure}");
    }
    for release in store.releases(id, RELEASES).await? {
        if release.version.as_ref() == Some(&model.version) {
            let _ = write!(text, "\n{}", sentence(&release));
        }
    }
    say(&text)
}

fn sentence(release: &Release) -> String {
    format!(
        "{}  {}  by {}: {}",
        time(release.at),
        release.action.name(),
        release.actor,
        release.reason
    )
}

async fn compare(
    store: &dyn Store,
    id: OrganisationId,
    before: &KeptModel,
    after: &KeptModel,
    now: i64,
) -> Result<(), CommandError> {
    let (one, other) = (
        Model::from_json(&before.document)?,
        Model::from_json(&after.document)?,
    );
    let mut text = format!("{} and {}", one.version, other.version);
    let mut rows = |name: &str, rows: &[Beside]| {
        let _ = write!(text, "\n{name}:");
        if rows.is_empty() {
            text.push_str(" none");
        }
        for row in rows {
            let _ = write!(
                text,
                "\n  {}: {} → {}",
                row.name,
                number(row.before),
                number(row.after)
            );
        }
    };
    rows("Figures", &model_changes::figures(&one, &other));
    let weights = model_changes::weights(&one, &other);
    rows(
        "Weights that differ most",
        weights.get(..WEIGHTS).unwrap_or(&weights),
    );
    let latest = store.latest(id, ANSWERS).await?;
    let since = now - MONTH;
    let answers = latest
        .iter()
        .filter(|answer| answer.received_at >= since)
        .map(|answer| (&answer.findings[..], answer.answer));
    let changes = model_changes::changes(&one, &other, answers);
    let (up, down) = changes.up_and_down();
    let _ = write!(
        text,
        "\nOf the latest {} answers of 30 days, {up} would be on a higher level and {down} on a lower one.",
        changes.judged
    );
    for ((from, to), moved) in &changes.moved {
        let _ = write!(
            text,
            "\n  {} → {}: {} ({} found the banner right, {} wrong)",
            from.name(),
            to.name(),
            moved.accurate + moved.not_accurate,
            moved.accurate,
            moved.not_accurate
        );
    }
    say(&text)
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

fn read(file: &Path, card: Option<&Path>) -> Result<NewModel, CommandError> {
    let open = |file: &Path| {
        std::fs::read_to_string(file).map_err(|problem| CommandError::ModelFile {
            file: file.to_owned(),
            problem,
        })
    };
    let document = open(file)?;
    let model = Model::from_json(&document).map_err(|problem| {
        CommandError::Refused(format!(
            "The file {} is no model that can be used: {problem}",
            file.display()
        ))
    })?;
    let card = match card {
        Some(card) => open(card)?,
        None => "{}".to_owned(),
    };
    Ok(NewModel {
        version: model.version,
        document,
        card,
        origin: ModelOrigin::Imported,
    })
}

fn time(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map_or_else(
        |_| milliseconds.to_string(),
        |time| time.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}
