//! The table that `cargo xtask codes` prints: our reader beside zbar and rqrr on the same pictures. Of mails that show a code
//! in pieces, cells or characters the others are given what our reader has put together.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use image::RgbImage;

use super::{Shown, all_kinds, shown};

/// How many variants of each kind are drawn; `CODES_EACH` changes it.
const EACH: u64 = 40;

/// Of one reader: codes found of those that are there, and texts that nothing holds.
#[derive(Clone, Copy, Default)]
struct Count {
    found: usize,
    false_reads: usize,
    spent: Duration,
}

impl Count {
    fn add(&mut self, expected: &[String], texts: &[String], since: Instant) {
        self.spent += since.elapsed();
        self.found += expected.iter().filter(|text| texts.contains(text)).count();
        self.false_reads += texts.iter().filter(|text| !expected.contains(text)).count();
    }
}

/// What zbarimg ends with when it has found nothing (zbarimg(1)).
const NOTHING_FOUND: i32 = 4;

const MISSING: &str = "zbarimg does not run (Debian: `apt install zbar-tools`; `cargo xtask codes` does that by itself)";

/// The program that `cargo xtask codes` found or installed.
fn zbarimg() -> Command {
    Command::new(std::env::var_os("ZBARIMG").unwrap_or_else(|| "zbarimg".into()))
}

/// Ends the comparison where the program does not run: a reader that reads nothing is easily beaten.
fn zbar(file: &Path) -> Vec<String> {
    let output = zbarimg()
        .args([
            "-q",
            "--raw",
            "-Sdisable",
            "-Sqrcode.enable",
            "-Stest-inverted",
        ])
        .arg(file)
        .output()
        .unwrap();
    assert!(
        output.status.success() || output.status.code() == Some(NOTHING_FOUND),
        "zbarimg could not read {}: {}",
        file.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

fn rqrr(picture: &RgbImage) -> Vec<String> {
    let luma = image::DynamicImage::ImageRgb8(picture.clone()).into_luma8();
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        luma.get_pixel(x as u32, y as u32).0[0]
    });
    let grids = prepared.detect_grids();
    grids
        .iter()
        .filter_map(|grid| Some(grid.decode().ok()?.1))
        .collect()
}

fn unique(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts.dedup();
    texts
}

fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    target.join("codes")
}

#[test]
#[ignore = "minutes of work: run by `cargo xtask codes`"]
fn more_codes_are_read_than_zbar_reads() {
    let folder = folder();
    std::fs::create_dir_all(&folder).unwrap();
    // Before minutes of drawing, not after.
    let version = zbarimg().arg("--version").output();
    assert!(
        version.is_ok_and(|version| version.status.success()),
        "{MISSING}"
    );
    let each = std::env::var("CODES_EACH")
        .ok()
        .and_then(|each| each.parse().ok())
        .unwrap_or(EACH);
    println!(
        "{:<14}{:>7}{:>9}{:>9}{:>9}{:>9}",
        "kind", "codes", "ours", "zbar", "rqrr", "ms ours"
    );
    let mut total = [Count::default(); 3];
    let mut codes = 0;
    let kinds = all_kinds();
    for (kind, name) in kinds.iter().enumerate() {
        if std::env::var("CODES_KIND").is_ok_and(|only| only != *name) {
            continue;
        }
        let mut counts = [Count::default(); 3];
        let mut expected = 0;
        for seed in 0..each {
            let Shown {
                texts,
                pictures,
                read,
            } = shown(kind, seed);
            expected += texts.len();
            let files: Vec<PathBuf> = pictures
                .iter()
                .enumerate()
                .map(|(at, picture)| {
                    let file =
                        folder.join(format!("{}-{seed:03}-{at}.png", name.replace(' ', "-")));
                    picture.save(&file).unwrap();
                    file
                })
                .collect();
            let since = Instant::now();
            let ours = read();
            counts[0].add(&texts, &ours, since);
            if std::env::var("CODES_MISSED").is_ok()
                && texts.iter().any(|text| !ours.contains(text))
            {
                println!("  missed {files:?}");
            }
            let since = Instant::now();
            let theirs: Vec<String> = files.iter().flat_map(|file| zbar(file)).collect();
            counts[1].add(&texts, &unique(theirs), since);
            let since = Instant::now();
            counts[2].add(
                &texts,
                &unique(pictures.iter().flat_map(rqrr).collect()),
                since,
            );
        }
        line(name, expected, &counts, each);
        codes += expected;
        for (sum, count) in total.iter_mut().zip(counts) {
            sum.found += count.found;
            sum.false_reads += count.false_reads;
            sum.spent += count.spent;
        }
    }
    line("all", codes, &total, each * kinds.len() as u64);
    println!(
        "read that is not there: ours {}, zbar {}, rqrr {}",
        total[0].false_reads, total[1].false_reads, total[2].false_reads
    );
    assert_eq!(total[0].false_reads, 0);
    assert!(total[0].found > total[1].found);
}

fn line(name: &str, codes: usize, counts: &[Count; 3], pictures: u64) {
    let share = |count: &Count| format!("{:.1}%", count.found as f64 * 100.0 / codes as f64);
    let [ours, zbar, rqrr] = counts;
    let each = ours.spent.as_secs_f64() * 1_000.0 / pictures as f64;
    println!(
        "{name:<14}{codes:>7}{:>9}{:>9}{:>9}{each:>9.1}",
        share(ours),
        share(zbar),
        share(rqrr)
    );
}

/// Reads all mail below the folder that `CODES_MAIL` names and prints what its codes say, for a person to look at.
#[test]
#[ignore = "needs real mail: name its folder in CODES_MAIL"]
fn codes_of_real_mail_are_printed() {
    let mut folders: Vec<PathBuf> = std::env::var_os("CODES_MAIL")
        .map(PathBuf::from)
        .into_iter()
        .collect();
    let (mut mails, mut pictures) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let raw = std::fs::read(&path).unwrap_or_default();
            let message = banner_core::Message::parse(&raw);
            let shown = message.pictures().len();
            if shown == 0 {
                continue;
            }
            (mails, pictures) = (mails + 1, pictures + shown);
            for code in part_reader::codes::in_message(&message, Vec::new()) {
                println!("{}: {:?}", path.display(), code.text);
            }
            if mails % 100 == 0 {
                println!("{pictures} pictures in {mails} mails");
            }
        }
    }
    println!("{pictures} pictures in {mails} mails");
}
