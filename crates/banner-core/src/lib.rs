//! Judges an e-mail: raw bytes and context in, verdict and banner text out.
//!
//! No input or output, no clock, no environment, no threads: the same bytes, [`Context`] and
//! [`Model`] give the same [`Verdict`] in a page, on a server and on the command line.
//!
//! ```
//! use banner_core::{BannerView, Context, Level, Model, score};
//!
//! let mail = b"From: \"PayPal\" <service@quibusdam.example>\r\n\
//!              Subject: Verify your account\r\n\r\n\
//!              Verify your account within 24 hours: http://192.0.2.7/login\r\n";
//! let verdict = score(mail, &Context::default(), &Model::built_in()?);
//! assert!(verdict.level >= Level::Caution);
//!
//! let banner = BannerView::new(&verdict, Default::default());
//! println!("{}: {}", banner.level_word, banner.headline);
//! for reason in &banner.reasons {
//!     println!("- {}", reason.text);
//! }
//! # Ok::<(), banner_core::Error>(())
//! ```
//!
//! Data flows one way, and modules name only those before them: `sorting`, `digest`, `word_list`, `characters`, `sieve`, `names` and `wording`,
//! `context`, `message`, `readings`, `lexicon`, `lists`, `authentication`, `signals`, `level`, `model`, `verdict`, `banner`, `feedback`.

mod authentication;
mod banner;
mod built_in;
mod characters;
mod context;
mod digest;
mod error;
mod feedback;
mod level;
mod lexicon;
mod lists;
pub mod message;
mod model;
pub mod names;
pub mod readings;
mod scoring;
mod sieve;
mod signals;
mod sorting;
mod verdict;
mod word_list;
mod wording;

pub use banner::{BannerReason, BannerView, Fact, Labels, SenderLine, sentence_of};
pub use context::{
    Context, Date, HarmClass, Intelligence, IntelligenceEntry, ListEntry, Organisation,
    ProtectedBrand, ProtectedPerson, Reader,
};
pub use error::Error;
pub use feedback::{
    Answer, Correction, FeedbackReport, Grade, ReportedFinding, is_signal_id, message_key, sketch,
};
pub use level::Level;
pub use lexicon::{HEAVIEST, Likeness, PASSAGE, grams, readable};
pub use lists::Lists;
pub use message::{Charsets, Message};
pub use model::{Model, Score, Table, Term, Thresholds, Weight};
pub use readings::Readings;
pub use scoring::{inspect, judge, judge_with, score};
pub use signals::{
    Direction, Evidence, EvidenceValue, Finding, Group, Signal, Strength, Threat, acts_or_holds,
    is_only_shown, registry,
};
pub use verdict::{FactValue, Facts, Reason, Verdict};
pub use wording::{
    Language, files as wording_files, learn as learn_wording, wanted as wanted_wording,
};
