//! What is kept, in the verbs of the domain. SQL stands only in and below this folder.
//!
//! The verbs are written once, on the little that `sql` asks of an engine; there are two, an
//! embedded SQLite file and a PostgreSQL server. `planning` and `counting` decide what is written
//! and touch no database.

#[macro_use]
mod verbs;

mod accepting;
mod answers;
mod audit;
mod cases;
mod counters;
mod counting;
mod counts;
mod days;
mod decisions;
mod error;
mod exposures;
mod forgetting;
mod kept;
mod migrations;
mod models;
mod names;
mod opening;
mod operators;
mod organisations;
mod partitions;
mod people;
mod planning;
mod releases;
mod reliabilities;
mod removing;
mod rows;
mod secret;
mod signal_settings;
mod silent;
mod sql;
mod trainings;
mod webhooks;

use async_trait::async_trait;
use banner_core::Correction;

pub use audit::{AuditEntry, AuditFilter, AuditShown, AuditVerdict, Change};
pub use cases::{
    ANSWERS_LOOKED_AT, CASES_LOOKED_AT, CampaignKey, Case, CaseFilter, CaseId, CaseMessage,
    CasePlace, MESSAGES_LOOKED_AT, Said, Saying, Seen, Settled, Settling,
};
pub use days::{DayCount, DecidedFindings, ReadersOfDay, ShownOnDay, SignalWeek};
pub use decisions::{Decision, Outcome};
pub use error::StoreError;
pub use exposures::{ExposureCount, KeptExposures, NewExposures};
pub use forgetting::Forgotten;
pub use models::{KeptModel, ModelOrigin, ModelRow, NewModel, is_kept_version};
pub use opening::open;
pub use operators::{Operator, Role};
pub use organisations::{DEFAULT_ORGANISATION, Described, OrganisationRow};
pub(crate) use people::VALID_KEYS;
pub use people::{Device, ReporterKey};
pub use releases::{
    InServiceModels, LONGEST_REASON, Reach, Release, ReleaseAction, release_reason,
};
pub use reliabilities::Reliance;
pub use rows::{
    AnswerId, Contents, Grade, HourCount, KeptAnswer, LevelCount, MessageKey, NewAnswer,
    OrganisationId, Receipt, ReportDigest, ReporterId, SignalCount,
};

pub(crate) use names::{correction_name, correction_named, level_named};
pub(crate) use rows::hour_of;
pub use secret::MessageSecret;
pub use signal_settings::SignalSetting;
pub use silent::{NewSilentCounts, SilentCount};
pub use webhooks::Delivery;

verbs! {
    /// The latest answers that count, the newest first, at most `most`.
    fn latest(organisation: OrganisationId, most: u32) -> Vec<KeptAnswer> = answers::latest;

    /// At most `most` answers with an id above `after`, in the order of their ids, history included.
    fn page(organisation: OrganisationId, after: Option<AnswerId>, most: u32) -> Vec<KeptAnswer> = answers::page;

    /// All that the reporter of answer `id` said on its message, the newest first; nothing when
    /// there is no such answer.
    fn history(organisation: OrganisationId, id: AnswerId) -> Vec<KeptAnswer> = answers::history;

    /// The answers that count on a message, at most `most`.
    fn answers_on(organisation: OrganisationId, message: MessageKey, most: u32) -> Vec<KeptAnswer> = answers::on_message;

    /// What the report of answer `id` carried besides.
    fn contents(organisation: OrganisationId, id: AnswerId) -> Contents = answers::contents;

    /// How many answers each level got in the days from `from` until before `to` (days since 1970), by the counts beside them.
    fn counts_by_level(organisation: OrganisationId, from: i64, to: i64) -> Vec<LevelCount> = counts::by_level;

    /// How many answers banners with each signal got in those days, in order of the signals, by the counts beside them.
    fn counts_by_signal(organisation: OrganisationId, from: i64, to: i64) -> Vec<SignalCount> = counts::by_signal;

    /// The counts kept beside the answers, sorted.
    fn counts_by_hour(organisation: OrganisationId) -> Vec<HourCount> = counts::by_hour;

    /// The counts of all answers in the hours from `from` until before `to`, whatever was found.
    fn counts_between(organisation: OrganisationId, from: i64, to: i64) -> Vec<HourCount> = counts::between;

    /// The same counts, made anew from every answer: slow, and equal unless something is broken.
    fn recount_by_hour(organisation: OrganisationId) -> Vec<HourCount> = counts::recount;

    /// Whether the counts by day are the sums of those by hour, as they must be.
    fn days_agree(organisation: OrganisationId) -> bool = counts::days_agree;

    /// Keeps counts of banners shown; `false` when the batch is kept already.
    fn expose(organisation: OrganisationId, batch: NewExposures) -> bool = exposures::expose;

    /// Whether the sums of banners shown are those of the batches, read anew, as they must be until batches are deleted for age.
    fn exposures_agree(organisation: OrganisationId) -> bool = exposures::agree;

    /// Keeps counts of what a silent model would have shown; `false` when the batch is kept already.
    fn score_silently(organisation: OrganisationId, batch: NewSilentCounts) -> bool = silent::keep;

    /// What a silent model would have shown in the days from `from` until before `to` (days since 1970).
    fn silent_counts(organisation: OrganisationId, version: String, from: i64, to: i64) -> Vec<SilentCount> = silent::counts;

    /// The banners shown in the days from `from` until before `to` (days since 1970).
    fn exposures(organisation: OrganisationId, from: i64, to: i64) -> Vec<ExposureCount> = exposures::counts;

    /// How many answers came on each day from `from` until before `to` (days since 1970), in order.
    fn answers_by_day(organisation: OrganisationId, from: i64, to: i64) -> Vec<DayCount> = days::answers;

    /// How many banners were shown on each of those days, in order.
    fn shown_by_day(organisation: OrganisationId, from: i64, to: i64) -> Vec<ShownOnDay> = days::shown;

    /// How many readers were shown a banner on each of those days, in order.
    fn readers_by_day(organisation: OrganisationId, from: i64, to: i64) -> Vec<ReadersOfDay> = days::readers;

    /// How many answers banners with each signal got in each week from the day `from` until before `to`.
    fn signal_weeks(organisation: OrganisationId, from: i64, to: i64) -> Vec<SignalWeek> = days::signal_weeks;

    /// What was found in the cases settled since `from` (milliseconds since 1970), each once, the latest first, at most `most`.
    fn decided_findings(organisation: OrganisationId, from: i64, most: u32) -> Vec<DecidedFindings> = days::decided;

    /// Switches a signal off or lets it weigh less, in place of what was set before.
    fn set_signal(organisation: OrganisationId, setting: SignalSetting, by: Change) -> () = signal_settings::set;

    /// Lets a signal weigh again what the model says; `false` when nothing was set.
    fn clear_signal(organisation: OrganisationId, signal: String, by: Change) -> bool = signal_settings::clear;

    /// What is set for signals in every organisation, in the order of their ids.
    fn signal_settings() -> Vec<(OrganisationId, SignalSetting)> = signal_settings::all;

    /// Decides on the message of answer `id`; `None` when there is no such answer.
    fn decide(organisation: OrganisationId, id: AnswerId, label: Correction, by: Change) -> Option<Decision> = decisions::decide;

    /// What became of the reporter's answers that count, the newest first, at most `most`.
    fn outcomes(organisation: OrganisationId, reporter: ReporterId, most: u32) -> Vec<Outcome> = decisions::outcomes;

    /// Decisions with that label from `from` (milliseconds since 1970) on, the oldest first.
    fn decided_as(organisation: OrganisationId, label: Correction, from: i64) -> Vec<Decision> = decisions::decided_as;

    /// Remembers that a version of a model is in service from `now` (milliseconds since 1970) on.
    fn serve_model(version: String, now: i64) -> () = models::serve;

    /// Every version of a model that was ever in service.
    fn served_models() -> Vec<String> = models::served;

    /// Keeps a model document, checked; the same again changes nothing, another one under its version is refused.
    fn add_model(organisation: OrganisationId, new: NewModel, by: Change) -> () = models::add;

    /// Keeps a document that the server itself was started with; `false` when another is kept under its version.
    fn add_own_model(new: NewModel, now: i64) -> bool = models::add_own;

    /// Every model that the organisation may use, the newest first.
    fn models(organisation: OrganisationId) -> Vec<ModelRow> = models::models;

    /// The model of that version, if the organisation may use one.
    fn model(organisation: OrganisationId, version: String) -> Option<KeptModel> = models::model_of;

    /// Releases a version to all readers, to a share of them, or silently; gives what is in service then.
    fn release(organisation: OrganisationId, version: String, reach: Reach, reason: String, by: Change) -> InServiceModels = releases::release;

    /// Goes back to what readers had before the last release; gives what is in service then.
    fn roll_back(organisation: OrganisationId, reason: String, by: Change) -> InServiceModels = releases::roll_back;

    /// Scores no model silently any more; gives what is in service then.
    fn end_silent(organisation: OrganisationId, reason: String, by: Change) -> InServiceModels = releases::end_silent;

    /// What is in service in the organisation.
    fn in_service(organisation: OrganisationId) -> InServiceModels = releases::in_service;

    /// What is in service in every organisation that has released anything.
    fn all_in_service() -> Vec<(OrganisationId, InServiceModels)> = releases::all_in_service;

    /// The latest releases, the newest first, at most `most`.
    fn releases(organisation: OrganisationId, most: u32) -> Vec<Release> = releases::releases;

    /// Every organisation, the one that was there from the start first.
    fn organisations() -> Vec<OrganisationRow> = organisations::all;

    /// The organisation of that name, made with keys of its own at the first call.
    fn found_organisation(name: String) -> OrganisationRow = organisations::found;

    /// Changes what the organisation's readers may send, and its profile (JSON).
    fn describe_organisation(organisation: OrganisationId, grade: Grade, profile: Option<String>, by: Change) -> () = organisations::describe;

    /// The same, where both are still as they were when somebody looked; `false` where they are not.
    fn revise_organisation(organisation: OrganisationId, before: Described, after: Described, by: Change) -> bool = organisations::revise;

    /// Removes an organisation with all that is kept of it, but for the log; `false` when there is none of that number.
    fn remove_organisation(organisation: OrganisationId, by: Change) -> bool = removing::remove;

    /// The key of this server itself that goes by `name`: `fresh` at the first call, then always the same.
    fn secret(name: &'static str, fresh: Vec<u8>) -> Vec<u8> = people::secret;

    /// Adds a key of the organisation's webmail; of more than two the oldest goes.
    fn add_reporter_key(organisation: OrganisationId, id: String, key: ReporterKey, by: Change) -> Vec<String> = people::add_reporter_key;

    /// The keys of all organisations' webmails that are valid, with their ids.
    fn reporter_keys() -> Vec<(OrganisationId, String, ReporterKey)> = people::reporter_keys;

    /// Takes a key of the organisation's webmail away; `false` when there is none of that id.
    fn remove_reporter_key(organisation: OrganisationId, id: String, by: Change) -> bool = people::remove_reporter_key;

    /// Makes a link by which one device becomes the reporter's; good once and until `until`. `code` is a hash.
    fn offer_enrolment(organisation: OrganisationId, reporter: ReporterId, code: [u8; 32], until: i64, by: Change) -> () = people::offer_enrolment;

    /// Uses such a link up for the device with this token (a hash); `false` when it is not good.
    fn enrol(code: [u8; 32], token: [u8; 32], now: i64) -> bool = people::enrol;

    /// Whose device has this token (a hash).
    fn device(token: [u8; 32]) -> Option<(OrganisationId, ReporterId)> = people::device;

    /// Every device of the organisation, the first that was enrolled first.
    fn devices(organisation: OrganisationId) -> Vec<Device> = people::devices;

    /// Takes a device's token (a hash) away; `false` when there is none.
    fn remove_device(organisation: OrganisationId, token: [u8; 32], by: Change) -> bool = people::remove_device;

    /// Makes an operator, or gives the one of that name another role and password and ends its sessions.
    fn set_operator(operator: Operator, by: Change) -> () = operators::set_operator;

    /// The operator of that name.
    fn operator(organisation: OrganisationId, name: String) -> Option<Operator> = operators::operator;

    /// Every operator of the organisation, in the order of their names.
    fn operators(organisation: OrganisationId) -> Vec<Operator> = operators::operators;

    /// Removes an operator, whose sessions end; `false` when there is none of that name.
    fn remove_operator(organisation: OrganisationId, name: String, by: Change) -> bool = operators::remove_operator;

    /// Whether any organisation has an operator.
    fn has_operators() -> bool = operators::has_operators;

    /// Opens a session with this token (a hash).
    fn open_session(token: [u8; 32], operator: Operator, until: i64, by: Change) -> () = operators::open_session;

    /// Whose session has this token (a hash), if it has not ended.
    fn session(token: [u8; 32], now: i64) -> Option<Operator> = operators::session;

    /// Ends a session.
    fn close_session(token: [u8; 32]) -> () = operators::close_session;

    /// Enters into the log what changes nothing, such as that somebody opened an original.
    fn note(organisation: OrganisationId, by: Change) -> () = audit::note;

    /// The latest changes in the organisation, the newest first.
    fn audit(organisation: OrganisationId, most: u32) -> Vec<AuditEntry> = audit::entries;

    /// At most `most` changes in the organisation that the filter lets through, the newest first; each held against the entry
    /// before it.
    fn audit_page(organisation: OrganisationId, filter: AuditFilter, most: u32) -> AuditShown = audit::page;

    /// Who is in the organisation's log, and what was done in it.
    fn audit_names(organisation: OrganisationId) -> (Vec<String>, Vec<String>) = audit::names;

    /// Whether the log of all changes is whole: reads all of it.
    fn verify_audit() -> AuditVerdict = audit::verify;

    /// Deletes all of a reporter, history and devices included, and takes it out of the counts.
    fn forget_reporter(organisation: OrganisationId, reporter: ReporterId, by: Change) -> Forgotten = forgetting::reporter;

    /// Deletes what readers wrote and sent with the answers of a grade that came before `before` (milliseconds since
    /// 1970): comments, hashed features and originals. The answers stay.
    fn forget_contents(organisation: OrganisationId, grade: Grade, before: i64) -> u64 = forgetting::contents_before;

    /// Deletes the answers of a grade that came before `before` (milliseconds since 1970); their counts stay.
    fn forget_answers(organisation: OrganisationId, grade: Grade, before: i64) -> u64 = forgetting::answers_before;

    /// Deletes the batches of banners shown that came before `before`; their counts stay.
    fn forget_exposures(organisation: OrganisationId, before: i64) -> u64 = forgetting::exposures_before;

    /// At most `most` batches of banners shown with an id above `after`, in the order of their ids.
    fn exposure_page(organisation: OrganisationId, after: Option<AnswerId>, most: u32) -> Vec<KeptExposures> = exposures::page;

    /// At most `most` cases after `after`, in the order of the filter.
    fn cases(organisation: OrganisationId, filter: CaseFilter, after: Option<CasePlace>, most: u32) -> Vec<Case> = cases::list;

    /// The place of the case that comes `most` cases after `after`, whatever is said of them.
    fn case_place_after(organisation: OrganisationId, settled: bool, after: Option<CasePlace>, most: u32) -> Option<CasePlace> = cases::place_after;

    /// How many cases are open, counted up to 10,000.
    fn open_cases(organisation: OrganisationId) -> u64 = cases::open_count;

    /// One case; `None` when there is none.
    fn case(organisation: OrganisationId, id: CaseId) -> Option<Case> = cases::case;

    /// The case of a message; `None` when nobody answered on it.
    fn case_of_message(organisation: OrganisationId, message: MessageKey) -> Option<CaseId> = cases::of_message;

    /// The cases that a text names: by number or id, by the key of a message or a reporter, or by an answer's id.
    fn find_cases(organisation: OrganisationId, text: String, most: u32) -> Vec<Case> = cases::find;

    /// At most `most` answers of a case that count, the newest first; in a case of many, of those that are looked at.
    fn case_answers(organisation: OrganisationId, id: CaseId, most: u32) -> Vec<KeptAnswer> = cases::answers;

    /// How many reporters there are among the first `most` answers of a case, of those that are looked at.
    fn case_reporters(organisation: OrganisationId, id: CaseId, most: u32) -> u64 = cases::reporters;

    /// At most `most` messages of a case, the one with the most answers first.
    fn case_messages(organisation: OrganisationId, id: CaseId, most: u32) -> Vec<CaseMessage> = cases::messages;

    /// The answers of a case with which readers sent the whole message, the newest first, at most 50.
    fn case_originals(organisation: OrganisationId, id: CaseId) -> Vec<AnswerId> = cases::originals;

    /// At most `most` messages with a key above `after`, in the order of their keys, each with its case.
    fn cases_of_messages(organisation: OrganisationId, since: i64, after: Option<MessageKey>, most: u32) -> Vec<(MessageKey, CaseId)> = cases::of_messages;

    /// At most `most` decisions on the messages of a case that were not withdrawn, the latest first; in a case of many
    /// messages, on those that are looked at.
    fn case_decisions(organisation: OrganisationId, id: CaseId, most: u32) -> Vec<Settled> = cases::decisions;

    /// Decides what the messages of a case are that whoever decides has `seen`, unless somebody else decided since; what joined later
    /// stays open.
    fn settle_case(organisation: OrganisationId, id: CaseId, label: Correction, seen: Seen, by: Change) -> Settling = cases::settle;

    /// Takes the decision on a case back that was made at `at`, unless somebody decided after `seen`; the one before holds again.
    fn withdraw_decision(organisation: OrganisationId, id: CaseId, at: i64, seen: Seen, by: Change) -> Settling = cases::withdraw_decision;

    /// Deletes an answer, as if it had never been given; `false` when there is none of that id.
    fn withdraw_answer(organisation: OrganisationId, id: AnswerId, by: Change) -> bool = cases::withdraw_answer;

    /// How much what is said of open cases is worth beside what as many new reporters would say, in thousandths; gives how many
    /// places in the order that changed.
    fn trust_cases(organisation: OrganisationId, trust: Vec<(CaseId, i64)>) -> u64 = cases::trust;

    /// Puts how far reporters are to be relied on in the place of what was known of them.
    fn set_reliances(organisation: OrganisationId, all: Vec<Reliance>) -> () = reliabilities::set;

    /// How far these reporters are to be relied on; nothing of new ones.
    fn reliances(organisation: OrganisationId, reporters: Vec<ReporterId>) -> Vec<Reliance> = reliabilities::of;

    /// Makes all cases anew from every answer: slow, and the same unless something is broken.
    fn recount_cases(organisation: OrganisationId) -> () = cases::recount;

    /// Groups answers anew whose campaign's sketch was taken back, where that was begun and not ended; how many those were.
    fn regroup_cases(organisation: OrganisationId) -> u64 = cases::regroup;

    /// How many messages of a case are in it because their text is alike; of a large case, of those that are looked at.
    fn case_joined(organisation: OrganisationId, id: CaseId) -> u64 = cases::joined;

    /// Works out the place of some cases in the order that came with an earlier version; how many that were.
    fn rank_cases(organisation: OrganisationId) -> u64 = cases::rank_some;

    /// Every decision of the organisation, the oldest first.
    fn decisions(organisation: OrganisationId) -> Vec<Decision> = decisions::all;

    /// Whether it is the organisation's turn to have a model trained, the last being `interval` milliseconds ago or more; whoever is
    /// told so has taken it.
    fn take_training_turn(organisation: OrganisationId, now: i64, interval: i64) -> bool = trainings::take_turn;

    /// Adds an address that is told of confirmed threats and of spikes, or gives it another key.
    fn add_webhook(organisation: OrganisationId, url: String, secret: Vec<u8>, by: Change) -> () = webhooks::add;

    /// The addresses that are told.
    fn webhooks(organisation: OrganisationId) -> Vec<String> = webhooks::all;

    /// Tells an address nothing any more; `false` when it was told nothing before.
    fn remove_webhook(organisation: OrganisationId, url: String, by: Change) -> bool = webhooks::remove;

    /// Tells every such address of the organisation of an event, once however often this is asked.
    fn announce(organisation: OrganisationId, event: String, body: String, now: i64) -> () = webhooks::announce;

    /// Takes what is due to be told; nobody else gets it for a minute.
    fn claim_deliveries(now: i64) -> Vec<Delivery> = webhooks::claim;

    /// Remembers that an event was told, or given up, so that it is not told again.
    fn settle_delivery(organisation: OrganisationId, url: String, event: String, now: i64) -> () = webhooks::settle;

    /// Forgets what was told before `before` (milliseconds since 1970); gives how much that was.
    fn forget_told(before: i64) -> u64 = webhooks::forget_told;

    /// Tries it again later.
    fn postpone_delivery(organisation: OrganisationId, url: String, event: String, due_at: i64) -> () = webhooks::postpone;

    /// Whether the database answers.
    fn ready() -> () = organisations::ready;

    /// Whether the database can be written to, by a change that changes nothing.
    fn writable() -> () = organisations::writable;
}
