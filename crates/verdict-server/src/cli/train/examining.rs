//! Reads labelled mail once and keeps of each message only what training needs.

use std::ops::ControlFlow;

use banner_core::{Context, Message, inspect};
use sha2::{Digest, Sha256};

use super::TrainArguments;
use crate::cli::judging::{prepared, with_readings};
use crate::cli::progress::Progress;
use crate::cli::read_as::ReadAs;
use crate::evaluation::Failed;
use crate::in_order::{all_processors, work_in_order};
use crate::mail_source::Mail;
use crate::training::examples::Example;
use crate::training::manifest::Entry;
use crate::training::normalise::{Marks, RECEIVER};
use crate::training::structure::{self, Aspect, Features};
use crate::training::wording::{Passages, sampled};

/// What is kept of the mail.
pub(super) struct Examined {
    /// What each message shows.
    pub examples: Vec<Example>,
    /// What it shows when it was made alike, as [`OTHERWISE`].
    pub otherwise: [(ReadAs, Vec<Example>); 2],
    /// Passages of those that are sampled.
    pub samples: Vec<Passages>,
    /// The structure of those, made alike.
    pub structures: Vec<(usize, Features)>,
    /// The digest of each file; zeros where it could not be read.
    pub contents: Vec<[u8; 32]>,
    /// What could not be read.
    pub failed: Vec<Failed>,
}

/// How mail is read besides, to be measured only.
const OTHERWISE: [ReadAs; 2] = [ReadAs::Withheld, ReadAs::Simulated];

pub(super) fn examined(
    arguments: &TrainArguments,
    entries: &[Entry],
    context: &Context,
) -> Examined {
    let marks = Marks::bundled();
    let sampled = sampled(entries, arguments.seed);
    let progress = Progress::new();
    progress.expects(entries.len());
    let mut all = Examined {
        examples: Vec::with_capacity(entries.len()),
        otherwise: OTHERWISE.map(|read_as| (read_as, Vec::with_capacity(entries.len()))),
        samples: Vec::new(),
        structures: Vec::new(),
        contents: Vec::with_capacity(entries.len()),
        failed: Vec::new(),
    };
    // A reader whose server wrote the simulated results.
    let mut receiver = context.clone();
    receiver.organisation.authserv_ids.push(RECEIVER.to_owned());
    work_in_order(
        entries.iter().enumerate(),
        arguments.jobs.unwrap_or_else(all_processors),
        |(number, entry)| {
            let is_sampled = sampled.get(number) == Some(&true);
            let examined = examined_one(
                number,
                entry,
                is_sampled,
                arguments.read_as,
                &marks,
                [context, &receiver],
            );
            (entry, examined)
        },
        |(entry, result)| {
            match result {
                Ok(one) => {
                    if let Some((passages, structure)) = one.sampled {
                        all.samples.push(passages);
                        all.structures.push((one.example.entry, structure));
                    }
                    all.examples.push(one.example);
                    for ((_, examples), example) in all.otherwise.iter_mut().zip(one.otherwise) {
                        examples.push(example);
                    }
                    all.contents.push(one.digest);
                }
                Err(error) => {
                    all.failed.push(Failed {
                        path: entry.path.clone(),
                        error,
                    });
                    all.contents.push([0; 32]);
                }
            }
            progress.done();
            ControlFlow::Continue(())
        },
    );
    progress.finish();
    all
}

/// One message.
struct ExaminedOne {
    /// What it shows.
    example: Example,
    /// And made alike, as [`OTHERWISE`].
    otherwise: [Example; 2],
    /// Passages and structure, if it is sampled.
    sampled: Option<(Passages, Features)>,
    /// The digest of its file.
    digest: [u8; 32],
}

fn examined_one(
    number: usize,
    entry: &Entry,
    is_sampled: bool,
    read_as: ReadAs,
    marks: &Marks,
    [context, receiver]: [&Context; 2],
) -> Result<ExaminedOne, String> {
    let raw = Mail::File(entry.file.clone()).read();
    let raw = raw.map_err(|error| error.to_string())?;
    let digest: [u8; 32] = Sha256::digest(&raw).into();
    let shown = |mail: &[u8], context: &Context| {
        with_readings(mail, |message, readings| {
            Example::new(number, &inspect(message, readings, context))
        })
    };
    let withheld = prepared(ReadAs::Withheld, raw.clone(), marks)?;
    let simulated = prepared(ReadAs::Simulated, raw.clone(), marks)?;
    let otherwise = [shown(&withheld, context)?, shown(&simulated, receiver)?];
    let example = match read_as {
        ReadAs::Raw => shown(&raw, context)?,
        ReadAs::Withheld => shown(&withheld, context)?,
        ReadAs::Simulated => shown(&simulated, context)?,
    };
    // Text is always learnt from mail that was made alike, so that no table knows a collection by its words.
    let alike = match read_as {
        ReadAs::Raw | ReadAs::Withheld => withheld,
        ReadAs::Simulated => simulated,
    };
    let sampled = is_sampled.then(|| {
        let passages = Passages::of(number, &Message::parse(&alike));
        (passages, structure::features(&alike, Aspect::All))
    });
    Ok(ExaminedOne {
        example,
        otherwise,
        sampled,
        digest,
    })
}
