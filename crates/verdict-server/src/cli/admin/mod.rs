//! `verdict-server admin`: organisations, keys, operators, devices and webhooks, from the machine that has the
//! database.

mod action;
mod finding;
mod listing;
mod names;
mod password;
mod public_key;

use std::io::Write;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::Args;

use super::CommandError;
use super::database::{DatabaseArguments, MayMake};
use crate::access::{ENROLMENT, fresh_token, hash_of, random};
use crate::exporting::many;
use crate::jobs::host_of;
use crate::organisation::{ProfileError, read_profile};
use crate::state::Clock;
use crate::store::{
    AuditVerdict, Change, DEFAULT_ORGANISATION, Described, Forgotten, Operator, ReporterKey, Role,
    Store, VALID_KEYS,
};
pub use action::{Action, Algorithm};
pub(super) use finding::find;
use finding::find_operator;
pub(crate) use names::may_be_told;
use names::{check_name, check_organisation};
use password::ask_for_password;
use public_key::read_public_key;

/// What to do, and with which database.
#[derive(Debug, Args)]
pub struct AdminArguments {
    #[command(flatten)]
    database: DatabaseArguments,
    /// Make the database if there is none; for organisation, create-user and add-key
    #[arg(long, global = true)]
    create: bool,
    #[command(subcommand)]
    action: Action,
}

/// Does it.
///
/// # Errors
/// [`CommandError`] says in a sentence what to do.
pub fn run(arguments: AdminArguments) -> Result<(), CommandError> {
    // Before the database is opened, since a person may take their time.
    let password = match &arguments.action {
        Action::CreateUser { name, .. } | Action::SetPassword { name, .. } => {
            check_name(name)?;
            Some(ask_for_password(name)?)
        }
        _ => None,
    };
    let may_make = match arguments.action {
        Action::Organisation { .. } | Action::CreateUser { .. } | Action::AddKey { .. } => {
            match arguments.create {
                true => MayMake::Database,
                false => MayMake::NothingUnasked,
            }
        }
        _ => MayMake::Nothing,
    };
    arguments.database.with_store(may_make, async |store| {
        act(store, arguments.action, password).await
    })
}

async fn act(
    store: Arc<dyn Store>,
    action: Action,
    password: Option<String>,
) -> Result<(), CommandError> {
    let clock = Clock::system();
    let by = |action, detail: String| Change {
        at: clock.milliseconds(),
        actor: "command line".into(),
        action,
        detail,
    };
    match action {
        Action::Organisation {
            name,
            grade,
            profile,
        } => {
            let is_new = !store
                .organisations()
                .await?
                .iter()
                .any(|row| row.name == name);
            if is_new {
                check_organisation(&name)?;
            }
            // The same as that of `serve`, where it has another option.
            let refuse = |problem: ProfileError| {
                CommandError::Refused(problem.to_string().replace("--organisation", "--profile"))
            };
            let profile = profile.as_deref().map(read_profile);
            let profile = profile.transpose().map_err(refuse)?;
            let profile = profile
                .map(|profile| serde_json::to_string(&profile))
                .transpose()
                .map_err(|error| CommandError::Refused(error.to_string()))?;
            let told = if profile.is_some() { ", profile" } else { "" };
            loop {
                let row = store.found_organisation(name.clone()).await?;
                let grade = grade.unwrap_or(row.grade);
                let before = Described {
                    grade: row.grade,
                    profile: row.profile.clone(),
                };
                let after = Described {
                    grade,
                    profile: profile.clone().or(row.profile),
                };
                let change = by(
                    "describe organisation",
                    format!("{name}: {}{told}", grade.name()),
                );
                // Where the dashboard changed something in between, it is looked at anew.
                if (store.revise_organisation(row.id, before, after, change)).await? {
                    return say(&format!(
                        "Organisation {name} is there; its reports may carry: {}",
                        grade.name()
                    ));
                }
            }
        }
        Action::RemoveOrganisation { name, confirm } => {
            let row = find(&*store, &name).await?;
            if name == DEFAULT_ORGANISATION {
                return Err(CommandError::Refused(
                    "This is the organisation that the server begins with, and cannot be removed. Others can.".into(),
                ));
            }
            if confirm.as_deref() != Some(&*name) {
                return Err(CommandError::Refused(format!(
                    "Nothing was removed. This would delete all answers, decisions, models, keys, devices and operators of \
                     {name}, and cannot be undone. If that is meant, add --confirm {name}."
                )));
            }
            let change = by("remove organisation", name.clone());
            store.remove_organisation(row.id, change).await?;
            say(&format!(
                "Organisation {name} and all that was kept of it is removed; the log of changes stays"
            ))
        }
        Action::List { organisation } => {
            let organisations = match organisation {
                Some(name) => vec![find(&*store, &name).await?],
                None => store.organisations().await?,
            };
            say(&listing::list(&*store, &organisations).await?)
        }
        Action::CreateUser {
            name,
            role,
            organisation,
        } => {
            let organisation = find(&*store, &organisation).await?;
            let before = store.operator(organisation.id, name.clone()).await?;
            let role = role
                .or(before.map(|operator| operator.role))
                .unwrap_or(Role::Viewer);
            let password = password.unwrap_or_default();
            let change = by("set operator", format!("{name}: {}", role.name()));
            let operator = Operator::new(organisation.id, name.clone(), role, password);
            store.set_operator(operator, change).await?;
            say(&format!(
                "Operator {name} ({}) can sign in at /admin/sign-in",
                role.name()
            ))
        }
        Action::SetPassword { name, organisation } => {
            let mut operator = find_operator(&*store, &organisation, &name).await?;
            operator.password = password.unwrap_or_default();
            store
                .set_operator(operator, by("set password", name.clone()))
                .await?;
            say(&format!(
                "Operator {name} has another password; earlier sessions have ended"
            ))
        }
        Action::SetRole {
            name,
            role,
            organisation,
        } => {
            let mut operator = find_operator(&*store, &organisation, &name).await?;
            operator.role = role;
            let change = by("set role", format!("{name}: {}", role.name()));
            store.set_operator(operator, change).await?;
            say(&format!(
                "Operator {name} is {} and has to sign in again",
                role.name()
            ))
        }
        Action::RemoveUser { name, organisation } => {
            let id = find(&*store, &organisation).await?.id;
            let change = by("remove operator", name.clone());
            let removed = store.remove_operator(id, name.clone(), change).await?;
            gone(removed, &format!("operator {name}"), &organisation)?;
            if store.has_operators().await? {
                return Ok(());
            }
            say("No operator is left: whoever sits at the server's machine may open /admin/")
        }
        Action::AddKey {
            organisation,
            id,
            algorithm,
            public_key,
            replace,
        } => {
            check_name(&id)?;
            let organisation = find(&*store, &organisation).await?;
            let keys = store.reporter_keys().await?;
            let keys = keys.iter().filter(|(of, ..)| *of == organisation.id);
            let there: Vec<&str> = keys.map(|(_, id, _)| id.as_str()).collect();
            if there.contains(&id.as_str()) {
                return Err(CommandError::Refused(format!(
                    "There is a key {id} already; choose another id, such as the month."
                )));
            }
            if there.len() >= VALID_KEYS && !replace {
                return Err(CommandError::Refused(format!(
                    "There are {} keys already: {}. Remove the one that the webmail does not use any more (verdict-server \
                     admin remove-key), or add --replace to let the oldest end; tokens signed with it are refused then.",
                    there.len(),
                    there.join(" and ")
                )));
            }
            let (key, told) = match algorithm {
                Algorithm::Hs256 => {
                    let secret: [u8; 32] = random()?;
                    let told = format!(
                        "The secret of key {id}, in Base64, told this once: {}\nTokens are signed with the {} bytes that this \
                         stands for: decode the Base64 first, and give the bytes to what signs them.",
                        STANDARD.encode(secret),
                        secret.len()
                    );
                    (ReporterKey::Secret(secret.to_vec()), told)
                }
                Algorithm::Eddsa => {
                    let public = read_public_key(public_key)?;
                    (ReporterKey::Public(public), format!("Key {id} is there"))
                }
            };
            let change = by("add key", format!("{id}: {algorithm:?}"));
            let removed = store
                .add_reporter_key(organisation.id, id, key, change)
                .await?;
            say(&told)?;
            for key in removed {
                say(&format!(
                    "Key {key} has ended; tokens signed with it are refused within seconds"
                ))?;
            }
            Ok(())
        }
        Action::RemoveKey { id, organisation } => {
            let of = find(&*store, &organisation).await?.id;
            let removed = store.remove_reporter_key(of, id.clone(), by("remove key", id.clone()));
            gone(removed.await?, &format!("key {id}"), &organisation)?;
            if !store.reporter_keys().await?.is_empty() {
                return Ok(());
            }
            say(
                "No key is left: whoever sits at the server's machine is taken for a reader, without a token",
            )
        }
        Action::RemoveDevice {
            device,
            organisation,
        } => {
            let of = find(&*store, &organisation).await?.id;
            let devices = store.devices(of).await?;
            let found = devices
                .iter()
                .find(|other| listing::name_of(other) == device);
            let removed = match found {
                Some(found) => {
                    let change = by("remove device", device.clone());
                    store.remove_device(of, found.token, change).await?
                }
                None => false,
            };
            gone(removed, &format!("device {device}"), &organisation)
        }
        Action::Enrol {
            organisation,
            reader,
        } => {
            check_name(&reader)?;
            let organisation = find(&*store, &organisation).await?;
            let reporter = organisation.reporter(&reader);
            let code = fresh_token()?;
            let change = by("offer enrolment", reporter.to_string());
            let until = change.at + i64::try_from(ENROLMENT.as_millis()).unwrap_or(0);
            let hash = hash_of(&code);
            store
                .offer_enrolment(organisation.id, reporter, hash, until, change)
                .await?;
            say(&format!(
                "The code, good once within three days: {code}\nIt is entered in the options of the browser extension; a \
                 program sends it as {{\"code\": \"…\"}} with POST /api/v1/devices, and gets its token. To end it later: \
                 verdict-server admin remove-device, with the name that list shows beside {reporter}"
            ))
        }
        Action::Forget {
            organisation,
            reader,
        } => {
            let organisation = find(&*store, &organisation).await?;
            let reporter = organisation.reporter(&reader);
            let change = by("forget", reporter.to_string());
            let gone = store
                .forget_reporter(organisation.id, reporter, change)
                .await?;
            if gone == Forgotten::default() {
                return Err(CommandError::Refused(format!(
                    "Nothing is kept of \"{reader}\". Name the reader as tokens do in \"sub\", and the organisation \
                     with --organisation."
                )));
            }
            say(&format!(
                "Deleted {}, {} of banners shown, and {}",
                many(gone.answers, "answer"),
                many(gone.exposures, "report"),
                many(gone.devices, "device or code")
            ))
        }
        Action::AddWebhook {
            organisation,
            url,
            replace,
        } => {
            if !may_be_told(&url) {
                return Err(CommandError::Refused(
                    "What is told is for those alone whom it concerns: the address must begin with https://.".into(),
                ));
            }
            let organisation = find(&*store, &organisation).await?;
            if !replace && store.webhooks(organisation.id).await?.contains(&url) {
                return Err(CommandError::Refused(
                    "This address is told already. To give it another key, add --replace; the earlier key ends at once."
                        .into(),
                ));
            }
            let secret: [u8; 32] = random()?;
            // The path is often a secret, and the log is for many to read.
            let change = by("add webhook", host_of(&url).to_owned());
            store
                .add_webhook(organisation.id, url, secret.to_vec(), change)
                .await?;
            say(&format!(
                "The key of its signatures, in Base64, told this once: {}",
                STANDARD.encode(secret)
            ))
        }
        Action::RemoveWebhook { organisation, url } => {
            let of = find(&*store, &organisation).await?.id;
            let change = by("remove webhook", host_of(&url).to_owned());
            let removed = store.remove_webhook(of, url.clone(), change).await?;
            gone(removed, &format!("webhook {url}"), &organisation)
        }
        Action::VerifyLog => match store.verify_audit().await? {
            AuditVerdict::Whole(entries) => say(&format!("The log is whole: {entries} entries")),
            AuditVerdict::BrokenAt(number) => Err(CommandError::Refused(format!(
                "The log is broken: entry {number} was changed, or entries before it are gone."
            ))),
        },
    }
}

/// Says that something was removed, or that it was not there.
fn gone(removed: bool, what: &str, organisation: &str) -> Result<(), CommandError> {
    if removed {
        return say(&format!("Removed {what}"));
    }
    Err(CommandError::Refused(format!(
        "There is no {what} in organisation {organisation}. See: verdict-server admin list"
    )))
}

/// Tells the person at the terminal.
pub(super) fn say(text: &str) -> Result<(), CommandError> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(CommandError::Output)
}
