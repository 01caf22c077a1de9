//! One function a filter: trained where it learns, run without a network, a score for each file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use banner_core::Message;
use serde_json::Value;

use super::sample::{self, Part, Sample};
use crate::step::{command, output};

/// Scores by the file.
pub type Scores = BTreeMap<String, f64>;

type Tool = fn(&Sample, &Path, &Path, &Path) -> Result<Scores>;

/// Every filter that is measured.
pub const ALL: [(&str, Tool); 7] = [
    ("Threat Banner, trained with the same mail", ours),
    ("Threat Banner as it ships", shipped),
    ("SpamAssassin, local rules", rules),
    ("SpamAssassin with Bayes", rules_and_bayes),
    ("Rspamd, local rules", rspamd),
    ("bogofilter", bogofilter),
    ("Thunderbird's rule for links", thunderbird),
];

fn file(mail: &Path, path: &str) -> String {
    mail.join(path).to_string_lossy().into_owned()
}

fn ours(_: &Sample, mail: &Path, server: &Path, folder: &Path) -> Result<Scores> {
    let model = folder.join("ours.json");
    let _ = fs::remove_file(&model);
    let mut train = command(server, &["train"]);
    train
        .arg("--data")
        .arg(mail.join(sample::name(Part::Training)))
        .arg("--out")
        .arg(&model);
    // It ends with 1 where it could not read a message, and has written the model even so.
    let done = output(&mut train);
    if !model.is_file() {
        done?;
        bail!("no model was written");
    }
    by_us(mail, server, Some(&model))
}

fn shipped(_: &Sample, mail: &Path, server: &Path, _: &Path) -> Result<Scores> {
    by_us(mail, server, None)
}

fn by_us(mail: &Path, server: &Path, model: Option<&Path>) -> Result<Scores> {
    let mut score = command(server, &["score"]);
    if let Some(model) = model {
        score.arg("--model").arg(model);
    }
    let lines = output(score.arg(mail).arg("--format").arg("json")).or_else(|error| {
        if error.to_string().contains("exit status: 1") {
            lines_of(mail, server, model)
        } else {
            Err(error)
        }
    })?;
    let mut scores = Scores::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line)?;
        if let (Some(path), Some(findings)) = (
            line.get("path").and_then(Value::as_str),
            line.pointer("/verdict/findings").and_then(Value::as_array),
        ) {
            // The probability is rounded; the shares are what it was made from.
            let sum: f64 = findings
                .iter()
                .filter_map(|finding| finding.get("share")?.as_f64())
                .sum();
            scores.insert(path.to_owned(), sum);
        }
    }
    Ok(scores)
}

/// The output of a run in which some files, such as the manifests, were no mail.
fn lines_of(mail: &Path, server: &Path, model: Option<&Path>) -> Result<String> {
    let mut score = command(server, &["score"]);
    if let Some(model) = model {
        score.arg("--model").arg(model);
    }
    let done = score.arg(mail).stderr(Stdio::null()).output()?;
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn rules(sample: &Sample, mail: &Path, _: &Path, folder: &Path) -> Result<Scores> {
    spamassassin(sample, mail, folder, "0")
}

fn rules_and_bayes(sample: &Sample, mail: &Path, _: &Path, folder: &Path) -> Result<Scores> {
    spamassassin(sample, mail, folder, "1")
}

fn spamassassin(sample: &Sample, mail: &Path, folder: &Path, bayes: &str) -> Result<Scores> {
    let state = folder.join(format!("spamassassin{bayes}"));
    let _ = fs::remove_dir_all(&state);
    fs::create_dir_all(&state)?;
    let script = folder.join("spamassassin.pl");
    fs::write(&script, include_str!("spamassassin.pl"))?;
    let mut input = String::new();
    for row in &sample.training {
        let _ = writeln!(
            input,
            "{}{}",
            if row.is_phishing { '+' } else { '-' },
            file(mail, &row.path)
        );
    }
    for row in &sample.test {
        let _ = writeln!(input, "={}", file(mail, &row.path));
    }
    let mut perl = offline("perl");
    perl.arg(&script).arg(&state).arg(bayes);
    tab_separated(&fed(&mut perl, &input)?)
}

fn bogofilter(sample: &Sample, mail: &Path, _: &Path, folder: &Path) -> Result<Scores> {
    let state = folder.join("bogofilter");
    let _ = fs::remove_dir_all(&state);
    fs::create_dir_all(&state)?;
    let names = |rows: &mut dyn Iterator<Item = &sample::Row>| {
        rows.map(|row| file(mail, &row.path) + "\n")
            .collect::<String>()
    };
    for (flag, is_phishing) in [("-s", true), ("-n", false)] {
        let mut learn = offline("bogofilter");
        learn.arg("-d").arg(&state).args([flag, "-b"]);
        fed(
            &mut learn,
            &names(
                &mut sample
                    .training
                    .iter()
                    .filter(|row| row.is_phishing == is_phishing),
            ),
        )?;
    }
    let mut judge = offline("bogofilter");
    judge.arg("-d").arg(&state).args(["-T", "-b"]);
    let lines = fed(&mut judge, &names(&mut sample.test.iter()))?;
    // "path S 0.99"
    let score = |line: &str| {
        let (rest, score) = line.rsplit_once(' ')?;
        let (path, _) = rest.rsplit_once(' ')?;
        Some((path.to_owned(), score.parse().ok()?))
    };
    Ok(lines.lines().filter_map(score).collect())
}

fn rspamd(sample: &Sample, mail: &Path, _: &Path, folder: &Path) -> Result<Scores> {
    let state = folder.join("rspamd");
    let _ = fs::remove_dir_all(&state);
    fs::create_dir_all(&state)?;
    output(
        Command::new("cp")
            .arg("-r")
            .arg("/etc/rspamd")
            .arg(state.join("etc")),
    )?;
    let local = state.join("etc/local.d");
    for module in [
        "spf",
        "dkim",
        "dmarc",
        "arc",
        "rbl",
        "fuzzy_check",
        "hfilter",
        "history_redis",
        "greylist",
        "ratelimit",
        "asn",
        "mx_check",
        "neural",
        "phishing",
    ] {
        let off = if module == "phishing" {
            "enabled = true;\n"
        } else {
            "enabled = false;\n"
        };
        fs::write(local.join(format!("{module}.conf")), off)?;
    }
    fs::write(
        local.join("options.inc"),
        "dns { nameserver = [\"127.0.0.1\"]; timeout = 0.01s; retransmits = 1; }\n",
    )?;
    fs::write(local.join("classifier-bayes.conf"), "enabled = false;\n")?;
    let list = state.join("list");
    let names: String = sample
        .test
        .iter()
        .map(|row| file(mail, &row.path) + "\n")
        .collect();
    fs::write(&list, names)?;
    // In a network of its own, in which there is nothing but the server and its client.
    let script = format!(
        "ip link set lo up; cd '{0}'; rspamd -i -f -c etc/rspamd.conf --var=CONFDIR='{0}/etc' --var=LOCAL_CONFDIR='{0}/etc' \
         --var=DBDIR='{0}' --var=RUNDIR='{0}' --var=LOGDIR='{0}' >log 2>&1 & server=$!; \
         for try in $(seq 180); do rspamc -h 127.0.0.1:11334 stat >/dev/null 2>&1 && break; \
         kill -0 $server || exit 3; sleep 1; done; \
         while read -r file; do printf '%s\\t' \"$file\"; rspamc -h 127.0.0.1:11333 --compact --json \"$file\" | tr -d '\\n'; echo; done < list; \
         kill $server",
        state.display()
    );
    let lines = output(offline("sh").arg("-c").arg(script))?;
    let mut scores = Scores::new();
    for line in lines.lines() {
        let Some((path, json)) = line.split_once('\t') else {
            continue;
        };
        if let Some(score) = serde_json::from_str::<Value>(json)
            .ok()
            .and_then(|answer| answer.get("score")?.as_f64())
        {
            scores.insert(path.to_owned(), score);
        }
    }
    if scores.is_empty() {
        bail!("no message was scored; see {}", state.join("log").display());
    }
    Ok(scores)
}

/// What Thunderbird warns of when a link is followed: its text is an address of another host, or it goes to a number.
fn thunderbird(sample: &Sample, mail: &Path, _: &Path, _: &Path) -> Result<Scores> {
    let mut scores = Scores::new();
    for row in &sample.test {
        let path = file(mail, &row.path);
        let raw = fs::read(&path)?;
        let message = Message::parse(&raw);
        let warns = message
            .links()
            .iter()
            .filter(|link| link.target.is_web())
            .any(|link| {
                let Some(host) = link.target.domain() else {
                    return true;
                };
                let shown = link.shown.trim();
                let shown = shown
                    .strip_prefix("https://")
                    .or_else(|| shown.strip_prefix("http://"));
                let shown = shown.and_then(|shown| shown.split(['/', ' ', '?']).next());
                shown.is_some_and(|shown| !shown.eq_ignore_ascii_case(host.ascii()))
            });
        scores.insert(path, f64::from(u8::from(warns)));
    }
    Ok(scores)
}

/// A program in a network of its own, without a way out.
fn offline(program: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--net", program]);
    command
}

fn fed(command: &mut Command, input: &str) -> Result<String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("it could not be started; a network of its own needs root")?;
    let mut pipe = child.stdin.take().context("it takes no input")?;
    let input = input.to_owned();
    // On a thread of its own, since the program answers while it is still fed.
    let feeder = std::thread::spawn(move || pipe.write_all(input.as_bytes()));
    let done = child.wait_with_output()?;
    let _ = feeder.join();
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

fn tab_separated(lines: &str) -> Result<Scores> {
    let score = |line: &str| {
        let (path, score) = line.split_once('\t')?;
        Some((path.to_owned(), score.trim().parse().ok()?))
    };
    let scores: Scores = lines.lines().filter_map(score).collect();
    if scores.is_empty() {
        bail!("it scored nothing");
    }
    Ok(scores)
}
