//! Times the core, and the mail parser alone, on the mails whose paths stand on standard input, a line each.

#![allow(
    clippy::disallowed_methods,
    reason = "measuring is this program's task"
)]

use std::io::Write as _;
use std::time::{Duration, Instant};

use banner_core::{Context, Model, score};

/// So many mails are judged at least, in three rounds at least; the fastest whole round counts: other programs only ever slow
/// one down.
const MAILS: usize = 3_600;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut mails = Vec::new();
    for path in std::io::stdin().lines() {
        mails.push(std::fs::read(path?)?);
    }
    let model = Model::built_in()?;
    let context = Context::default();
    let core = fastest(&mails, |mail| drop(score(mail, &context, &model)));
    let parser = mail_parser::MessageParser::default();
    let parsing = fastest(&mails, |mail| {
        if let Some(message) = parser.parse(mail) {
            drop((message.body_text(0), message.body_html(0)));
        }
    });
    writeln!(
        std::io::stdout(),
        "{} {}",
        core.as_secs_f64(),
        parsing.as_secs_f64()
    )?;
    Ok(())
}

fn fastest(mails: &[Vec<u8>], work: impl Fn(&[u8])) -> Duration {
    let round = |_| {
        let began = Instant::now();
        mails.iter().for_each(|mail| work(mail));
        began.elapsed()
    };
    let rounds = (MAILS / mails.len().max(1)).max(3);
    (0..rounds).map(round).min().unwrap_or_default()
}
