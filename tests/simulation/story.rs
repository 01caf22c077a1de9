//! Thirty days in an organisation of two thousand readers, hour by hour.
//!
//! Mail comes in waves: a message goes to [`RECIPIENTS`] readers. Readers answer seldom, and when they answer on phishing they are
//! right in 68 of 100 cases, which is what was measured in the field; they call legitimate mail phishing so often that a
//! third of all such reports is wrong, which was measured too. Once a day an administrator settles a few cases, rightly. Every
//! [`Setting::train_every`] hours the real training runs on all that was said until then, and what passes the real gate is
//! released to all.

use std::collections::BTreeMap;

use banner_core::{Answer, Level, Model};
use verdict_server::training::feedback::{Found, candidates, labelled};
use verdict_server::training::gate::{self, Reached};
use verdict_server::training::labels::{Caps, MessageId, Opinion, Settled, Voice, implied, labels};

use crate::dice::{choose, dice};
use crate::world::{Seen, World, place};

/// How many readers there are.
pub const READERS: u64 = 2_000;
/// How many of them a message reaches.
pub const RECIPIENTS: u64 = 80;
/// How many days are told.
pub const DAYS: u64 = 30;
/// The day on which the new kind begins, at nine in the morning.
pub const BEGINS: u64 = 10 * 24 + 9;
/// How many networks they sit in, hostile ones in all of them.
const NETWORKS: u64 = 40;
/// How often a reader answers on harmful mail, or on a banner that alarms.
const ANSWERS: f64 = 0.1;
/// How often an answer on harmful mail, or on an alarm, is right: measured in the field.
const RIGHT: f64 = 0.68;
/// How often a reader calls a legitimate message without an alarm phishing: so often that of all such reports a third is wrong.
const WRONGLY: f64 = 0.000_46;
/// Messages of legitimate mail a day: twenty to each reader.
const LEGITIMATE: u64 = READERS * 20 / RECIPIENTS;
/// Messages of known phishing a day, and of the new kind once it has begun: each reader gets one in five days of either.
const HARMFUL: u64 = READERS / 5 / RECIPIENTS;

/// What differs between stories.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// How many readers are hostile: they agree on every lie.
    pub hostile: u64,
    /// How many cases an administrator settles each morning.
    pub settles: usize,
    /// How many hours pass between trainings.
    pub train_every: u64,
}

impl Default for Setting {
    fn default() -> Setting {
        Setting {
            hostile: 0,
            settles: 10,
            train_every: 24,
        }
    }
}

/// What a model in service does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The hour at which it came into service.
    pub hour: u64,
    /// The share of the new kind that it leaves below caution.
    pub missed: f64,
    /// What it makes of the base, on which the gate measures.
    pub base: Reached,
    /// What it makes of mail that neither training nor the gate has seen.
    pub unseen: Reached,
}

/// What happened.
#[derive(Debug, Clone)]
pub struct Told {
    /// Every model that was in service, the first one first.
    pub points: Vec<Point>,
    /// Hours from the beginning of the new kind until it was missed half as often, with the answers that came until then: all, and
    /// those on the new kind.
    pub halved: Option<(u64, u64, u64)>,
    /// Answers and decisions.
    pub answers: u64,
    pub decisions: usize,
    /// Of all reports of phishing, the share that was of legitimate mail, hostile readers left out.
    pub wrong_reports: f64,
    /// Candidates that were refused.
    pub refused: usize,
    /// The model in service at the end.
    pub last: Model,
}

/// A message, and when it came.
struct Mail {
    id: MessageId,
    seen: Seen,
    new: bool,
}

/// Tells one story.
pub fn tell(world: &World, setting: Setting) -> Told {
    let mut in_service = world.first.clone();
    let all = vec![true; world.base.entries.len()];
    let unseen = vec![true; world.unseen.entries.len()];
    let point = |hour, model: &Model| Point {
        hour,
        missed: world.missed(model),
        base: gate::of_base(&world.base, &all, model),
        unseen: gate::of_base(&world.unseen, &unseen, model),
    };
    let mut told = Told {
        points: vec![point(0, &in_service)],
        halved: None,
        answers: 0,
        decisions: 0,
        wrong_reports: 0.0,
        refused: 0,
        last: in_service.clone(),
    };
    let missed_at_first = world.missed(&in_service);
    let (mut voices, mut settled, mut reports) = (Vec::new(), Vec::new(), Vec::new());
    let (mut since, mut on_new, mut right, mut wrong) = (0, 0, 0.0, 0.0);
    let mut truth: BTreeMap<MessageId, Opinion> = BTreeMap::new();
    for hour in 0..DAYS * 24 {
        let before = voices.len();
        for mail in delivered(world, hour) {
            let opinion = match mail.seen.harmful {
                true => Opinion::Harmful,
                false => Opinion::Legitimate,
            };
            truth.insert(mail.id, opinion);
            let level = mail.seen.level(&in_service);
            let first = voices.len();
            voices.extend(answers(world, &mail, level, hour, setting));
            for voice in voices.iter().skip(first) {
                let is_report =
                    voice.opinion == Opinion::Harmful && number(voice) >= setting.hostile;
                right += f64::from(u8::from(is_report && mail.seen.harmful));
                wrong += f64::from(u8::from(is_report && !mail.seen.harmful));
                reports.push(Found {
                    message: mail.id,
                    features: mail.seen.features.clone(),
                });
            }
            on_new += (voices.len() - first) as u64 * u64::from(mail.new);
        }
        for (found, lies) in invented(world, hour, setting) {
            voices.extend(lies);
            reports.push(found);
        }
        if hour >= BEGINS {
            since += (voices.len() - before) as u64;
        }
        if hour % 24 == 9 {
            settled.extend(settles(&voices, &settled, &truth, setting.settles));
        }
        if hour % setting.train_every != setting.train_every - 1 {
            continue;
        }
        let labels = labels(&voices, &settled, Caps::default());
        let labelled = labelled(&labels, &reports);
        let trained = candidates(&world.base, &labelled, &world.prior);
        let models = [&in_service, &world.first];
        let (trained, report) = gate::choose(&world.base, &labelled, trained, models)
            .expect("there is always a candidate");
        if !report.passed() {
            told.refused += 1;
            continue;
        }
        in_service = trained;
        let now = point(hour, &in_service);
        told.points.push(now);
        if told.halved.is_none() && hour >= BEGINS && now.missed <= missed_at_first / 2.0 {
            told.halved = Some((hour + 1 - BEGINS, since, on_new));
        }
    }
    told.answers = voices.len() as u64;
    told.decisions = settled.len();
    told.wrong_reports = wrong / f64::max(right + wrong, 1.0);
    told.last = in_service;
    told
}

/// The mail of an hour: a day's mail comes between eight and eighteen.
fn delivered(world: &World, hour: u64) -> Vec<Mail> {
    let (day, of_day) = (hour / 24, hour % 24);
    let kinds = [
        (0, &world.legitimate, LEGITIMATE),
        (1, &world.known, HARMFUL),
        (2, &world.new, if hour >= BEGINS { HARMFUL } else { 0 }),
    ];
    let of_kind = |(kind, from, count): (u64, &Vec<Seen>, u64)| -> Vec<Mail> {
        let now = (0..count).filter(|number| 8 + number * 10 / count == of_day);
        let mail = now.map(|number| Mail {
            id: id(world.seed, kind, day, number),
            seen: world.draw(from, &[1, kind, day, number]).clone(),
            new: kind == 2,
        });
        mail.collect()
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

/// What stands for a message.
fn id(seed: u64, kind: u64, day: u64, number: u64) -> MessageId {
    let mut id = [0; 32];
    for (place, byte) in id.iter_mut().enumerate() {
        *byte = choose(256, seed, &[2, kind, day, number, place as u64]) as u8;
    }
    id
}

fn reporter(number: u64) -> [u8; 16] {
    u128::from(number).to_be_bytes()
}

fn number(voice: &Voice) -> u64 {
    u128::from_be_bytes(voice.reporter) as u64
}

/// What readers say of a message. The first [`Setting::hostile`] readers call every harmful message legitimate, and every 25th
/// legitimate one phishing, whether they received it or not.
fn answers(world: &World, mail: &Mail, level: Level, hour: u64, setting: Setting) -> Vec<Voice> {
    let told = |reader: u64, answer: Answer| {
        Some(Voice {
            message: mail.id,
            reporter: reporter(reader),
            at: i64::try_from(hour * 3_600_000).ok()?,
            opinion: implied(answer, None, level)?,
            network: Some(reader % NETWORKS),
        })
    };
    let says = |harmful: bool| match harmful == (level >= Level::Caution) {
        true => Answer::Accurate,
        false => Answer::NotAccurate,
    };
    let key = u64::from_be_bytes(mail.id[..8].try_into().expect("eight bytes"));
    let mut voices = Vec::new();
    let first = choose(READERS as usize, world.seed, &[3, key]) as u64;
    for place in 0..RECIPIENTS {
        let reader = (first + place * 7) % READERS;
        if reader < setting.hostile {
            continue;
        }
        let asked = mail.seen.harmful || level >= Level::Caution;
        let chance = dice(world.seed, &[4, key, reader]);
        let is_right = dice(world.seed, &[5, key, reader]) < RIGHT;
        let answer = match asked {
            true if chance < ANSWERS => says(is_right == mail.seen.harmful),
            false if chance < WRONGLY => says(true),
            _ => continue,
        };
        voices.extend(told(reader, answer));
    }
    if mail.seen.harmful || key.is_multiple_of(25) {
        let lie = says(!mail.seen.harmful);
        voices.extend((0..setting.hostile).filter_map(|reader| told(reader, lie)));
    }
    voices
}

/// Messages that never were: hostile readers say that ordinary mail is phishing and that what shows strong signs is legitimate.
fn invented(world: &World, hour: u64, setting: Setting) -> Vec<(Found, Vec<Voice>)> {
    if setting.hostile == 0 || hour % 24 != 12 {
        return Vec::new();
    }
    let of_new = [world.new_signal];
    let lies: [(&[&str], Opinion); 4] = [
        (&["headers.mailing_list"], Opinion::Harmful),
        (&["links.leads_away"], Opinion::Harmful),
        (
            &["content.credential_request", "sender.brand_in_display_name"],
            Opinion::Legitimate,
        ),
        (&of_new, Opinion::Legitimate),
    ];
    let of = |(kind, (signals, opinion)): (usize, (&[&str], Opinion))| {
        let message = id(world.seed, 9 + kind as u64, hour, 0);
        let voices = (0..setting.hostile).map(|reader| Voice {
            message,
            reporter: reporter(reader),
            at: (hour * 3_600_000) as i64,
            opinion,
            network: Some(reader % NETWORKS),
        });
        let features = signals.iter().map(|signal| (place(signal), 1.0)).collect();
        (Found { message, features }, voices.collect())
    };
    lies.into_iter().enumerate().map(of).collect()
}

/// The cases that an administrator settles: first those that readers disagree on most, then those on which there is most evidence. On what
/// never was, nobody can tell.
fn settles(
    voices: &[Voice],
    settled: &[Settled],
    truth: &BTreeMap<MessageId, Opinion>,
    most: usize,
) -> Vec<Settled> {
    let labels = labels(voices, settled, Caps::default());
    let mut open: Vec<_> = labels
        .messages
        .iter()
        .filter(|(_, judged)| !judged.decided)
        .collect();
    open.sort_by(|(one_id, one), (other_id, other)| {
        let worth = |judged: &verdict_server::training::labels::Judged| {
            judged.evidence * (0.5 + judged.contested)
        };
        worth(other)
            .total_cmp(&worth(one))
            .then(one_id.cmp(other_id))
    });
    let of = |(id, _): (&MessageId, _)| Settled {
        message: *id,
        opinion: truth.get(id).copied(),
    };
    open.into_iter().take(most).map(of).collect()
}
