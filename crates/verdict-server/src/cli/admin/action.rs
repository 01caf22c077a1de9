//! What `verdict-server admin` can be told to do.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use crate::store::{DEFAULT_ORGANISATION, Grade, Role};

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make an organisation, or change what its readers may send and its profile
    Organisation {
        /// Its name, which tokens carry as "iss"
        name: String,
        /// The most that its readers' reports may carry [default: what it was; signals for a new one]
        #[arg(long, value_enum)]
        grade: Option<Grade>,
        /// Its profile (TOML), kept in the database
        #[arg(long, value_name = "FILE")]
        profile: Option<PathBuf>,
    },
    /// Remove an organisation with all that is kept of it; the log of changes stays
    RemoveOrganisation {
        /// Its name
        name: String,
        /// Its name again, since this cannot be undone
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
    /// Show organisations with their operators, keys, devices and webhooks
    List {
        /// This organisation alone
        #[arg(long)]
        organisation: Option<String>,
    },
    /// Make an operator, or give one another password, which is asked for or read from standard input
    CreateUser {
        /// The operator's name
        name: String,
        /// What the operator may do [default: what it was; viewer for a new one]
        #[arg(long, value_enum)]
        role: Option<Role>,
        /// The organisation whose data the operator may see
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
    },
    /// Give an operator another password, which is asked for or read from standard input
    SetPassword {
        /// The operator's name
        name: String,
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
    },
    /// Give an operator another role
    SetRole {
        /// The operator's name
        name: String,
        /// What the operator may do
        #[arg(value_enum)]
        role: Role,
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
    },
    /// Remove an operator; sessions end at once
    RemoveUser {
        /// The operator's name
        name: String,
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
    },
    /// Add a key with which the organisation's webmail signs tokens; two are valid at once
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
        /// Where there are two keys already, let the older one end: tokens signed with it are refused within seconds
        #[arg(long)]
        replace: bool,
    },
    /// Remove a key; tokens signed with it are refused within seconds
    RemoveKey {
        /// The key's id
        id: String,
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
    },
    /// Remove a device, whose token is refused within seconds; what it sent stays
    RemoveDevice {
        /// The device's name, as `admin list` shows it
        device: String,
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
    },
    /// Print a code by which one browser or program becomes a reader's: it is entered in the options of the browser
    /// extension, or sent as {"code": "…"} with POST /api/v1/devices, which gives the device its token
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
        /// Give an address that is told already another key; the earlier one ends at once
        #[arg(long)]
        replace: bool,
    },
    /// Tell an address nothing any more
    RemoveWebhook {
        /// The organisation
        #[arg(long, default_value = DEFAULT_ORGANISATION)]
        organisation: String,
        /// The address
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
