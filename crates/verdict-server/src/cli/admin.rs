//! `verdict-server admin`: organisations, keys, operators and links, from the machine that has the database.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use clap::{Args, Subcommand, ValueEnum};

use super::CommandError;
use super::database::{DatabaseArguments, MayMake};
use crate::access::{ENROLMENT, fresh_token, hash_of, passwords, random};
use crate::organisation::read_profile;
use crate::state::Clock;
use crate::store::{
    AuditVerdict, Change, DEFAULT_ORGANISATION, Forgotten, Grade, Operator, OrganisationRow, ReporterKey,
    Role, Store,
};

/// What to do, and with which database.
#[derive(Debug, Args)]
pub struct AdminArguments {
    #[command(flatten)]
    database: DatabaseArguments,
    #[command(subcommand)]
    action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make an organisation, or change what its readers may send and its profile
    Organisation {
        /// Its name, which tokens carry as "iss"
        name: String,
        /// The most that its readers' reports may carry
        #[arg(long, value_enum, default_value = "signals")]
        grade: Grade,
        /// Its profile (TOML), kept in the database
        #[arg(long, value_name = "FILE")]
        profile: Option<PathBuf>,
    },
    /// Make an operator, or give one another role and password, which is read from standard input
    CreateUser {
        /// The operator's name
        name: String,
        /// What the operator may do
        #[arg(long, value_enum, default_value = "viewer")]
        role: Role,
        /// The organisation whose data the operator may see
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
    },
    /// Add a key with which the organisation's webmail signs tokens; of more than two the oldest goes
    AddKey {
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
        /// The key's id, which tokens carry as "kid"
        id: String,
        /// How tokens are signed
        #[arg(long, value_enum, default_value = "hs256")]
        algorithm: Algorithm,
        /// File with the public key in PEM or Base64; for EdDSA. A key for HS256 is made and printed once
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
    },
    /// Make a link by which one device becomes a reader's, and print its code
    Enrol {
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
        /// The reader's name, as tokens carry it in "sub"
        reader: String,
    },
    /// Delete all that one reader ever sent, from the counts too
    Forget {
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
        /// The reader's name, as tokens carry it in "sub"
        reader: String,
    },
    /// Tell an address of confirmed threats and of spikes; the key of the signatures is printed once
    AddWebhook {
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
        /// The address, which begins with https://
        url: String,
    },
    /// Follow the log of all changes from its beginning and tell whether it is whole
    VerifyLog,
}

/// How tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Algorithm {
    /// With a shared secret
    Hs256,
    /// With an Ed25519 pair
    Eddsa,
}

/// Does it.
///
/// # Errors
/// [`CommandError`] says in a sentence what to do.
pub fn run(arguments: AdminArguments) -> Result<(), CommandError> {
    // Before the database is opened, since a person may take their time.
    let password = match &arguments.action {
        Action::CreateUser { name, .. } => Some(read_password(name)?),
        _ => None,
    };
    let may_make = match arguments.action {
        Action::Organisation { .. } | Action::CreateUser { .. } | Action::AddKey { .. } => {
            MayMake::Database
        }
        _ => MayMake::Nothing,
    };
    arguments
        .database
        .with_store(may_make, async |store| act(store, arguments.action, password).await)
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
            let profile = profile.as_deref().map(read_profile).transpose()?;
            let profile = profile
                .map(|profile| serde_json::to_string(&profile))
                .transpose()
                .map_err(|error| CommandError::Refused(error.to_string()))?;
            let row = store.found_organisation(name.clone()).await?;
            let profile = profile.or(row.profile);
            let change = by("describe organisation", format!("{name}: {}", grade.name()));
            store
                .describe_organisation(row.id, grade, profile, change)
                .await?;
            say(&format!(
                "Organisation {name} is there; its reports may carry: {}",
                grade.name()
            ))
        }
        Action::CreateUser {
            name,
            role,
            organisation,
        } => {
            let organisation = find(&*store, &organisation).await?;
            let password = passwords::hash(&password.unwrap_or_default())
                .map_err(|error| CommandError::Refused(error.to_string()))?;
            let change = by("set operator", format!("{name}: {role:?}"));
            let operator = Operator {
                organisation: organisation.id,
                name: name.clone(),
                role,
                password,
            };
            store.set_operator(operator, change).await?;
            say(&format!("Operator {name} can sign in at /admin/sign-in"))
        }
        Action::AddKey {
            organisation,
            id,
            algorithm,
            public_key,
        } => {
            let organisation = find(&*store, &organisation).await?;
            let (key, told) = match algorithm {
                Algorithm::Hs256 => {
                    let secret: [u8; 32] = random()?;
                    let told = format!(
                        "The secret of key {id}, in Base64, told this once: {}",
                        STANDARD.encode(secret)
                    );
                    (ReporterKey::Secret(secret.to_vec()), told)
                }
                Algorithm::Eddsa => {
                    let public = read_public_key(public_key)?;
                    (ReporterKey::Public(public), format!("Key {id} is there"))
                }
            };
            let change = by("add key", format!("{id}: {algorithm:?}"));
            store
                .add_reporter_key(organisation.id, id, key, change)
                .await?;
            say(&told)
        }
        Action::Enrol {
            organisation,
            reader,
        } => {
            let organisation = find(&*store, &organisation).await?;
            let reporter = organisation.reporter(&reader);
            let code = fresh_token()?;
            let change = by("offer enrolment", reporter.to_string());
            let until = change.at + i64::try_from(ENROLMENT.as_millis()).unwrap_or(0);
            let hash = hash_of(&code);
            store
                .offer_enrolment(organisation.id, reporter, hash, until, change)
                .await?;
            say(&format!("The code, good once within three days: {code}"))
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
                "Deleted {} answers, {} batches of banners shown and {} devices and links",
                gone.answers, gone.exposures, gone.devices
            ))
        }
        Action::AddWebhook { organisation, url } => {
            if !may_be_told(&url) {
                return Err(CommandError::Refused(
                    "What is told is for those alone whom it concerns: the address must begin with https://.".into(),
                ));
            }
            let organisation = find(&*store, &organisation).await?;
            let secret: [u8; 32] = random()?;
            let change = by("add webhook", url.clone());
            store
                .add_webhook(organisation.id, url, secret.to_vec(), change)
                .await?;
            say(&format!(
                "The key of its signatures, in Base64, told this once: {}",
                STANDARD.encode(secret)
            ))
        }
        Action::VerifyLog => match store.verify_audit().await? {
            AuditVerdict::Whole(entries) => say(&format!("The log is whole: {entries} entries")),
            AuditVerdict::BrokenAt(number) => Err(CommandError::Refused(format!(
                "The log is broken: entry {number} was changed, or entries before it are gone."
            ))),
        },
    }
}

/// Whether an address is protected on its way, or does not leave this machine.
fn may_be_told(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://127.0.0.1:")
}

/// The organisation of that name; unlike the store's verb, this makes none by a slip of the finger.
pub(super) async fn find(store: &dyn Store, name: &str) -> Result<OrganisationRow, CommandError> {
    let all = store.organisations().await?;
    let found = all
        .into_iter()
        .find(|organisation| organisation.name == name);
    found.ok_or_else(|| {
        CommandError::Refused(format!(
            "There is no organisation \"{name}\". Make it with: verdict-server admin organisation {name}"
        ))
    })
}

/// Reads a password from standard input, so that it stands in no list of processes and no history.
fn read_password(name: &str) -> Result<String, CommandError> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        say(&format!(
            "The password of {name} (it is shown while you type):"
        ))?;
    }
    let mut line = String::new();
    input.read_line(&mut line).map_err(CommandError::Output)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// An Ed25519 public key: PEM (RFC 8410), or its 32 bytes in Base64 or Base64url.
fn read_public_key(file: Option<PathBuf>) -> Result<[u8; 32], CommandError> {
    let refuse = |what: &str| {
        CommandError::Refused(format!(
            "{what}. Name a file with an Ed25519 public key (PEM or Base64) with --public-key."
        ))
    };
    let file = file.ok_or_else(|| refuse("A key for EdDSA is made by the webmail"))?;
    let text = std::fs::read_to_string(&file)
        .map_err(|problem| refuse(&format!("{} cannot be read: {problem}", file.display())))?;
    let body: String = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let bytes = STANDARD
        .decode(body.trim())
        .or_else(|_| URL_SAFE_NO_PAD.decode(body.trim()))
        .map_err(|_| refuse(&format!("{} holds no Base64", file.display())))?;
    // SubjectPublicKeyInfo of RFC 8410 is 12 bytes of type, then the key.
    let raw = match bytes.len() {
        44 => bytes.get(12..).unwrap_or_default(),
        _ => &bytes,
    };
    raw.try_into()
        .map_err(|_| refuse(&format!("{} holds another kind of key", file.display())))
}

/// Tells the person at the terminal.
pub(super) fn say(text: &str) -> Result<(), CommandError> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(CommandError::Output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_public_key_in_both_spellings() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            Some(file)
        };
        // The example of RFC 8410, section 10.1.
        let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        let key = read_public_key(write("pem", pem)).unwrap();
        assert_eq!(key[..2], [0x19, 0xBF]);
        let plain = write("plain", "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE\n");
        assert_eq!(read_public_key(plain).unwrap(), key);
        assert!(read_public_key(write("none", "AAAA")).is_err());
        assert!(read_public_key(None).is_err());
    }
}
