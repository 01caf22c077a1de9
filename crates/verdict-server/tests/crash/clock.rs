//! A real server whose clock jumps while answers come: back and forth, by seconds and by months.

use std::path::Path;

use crate::client::{Load, holds};
use crate::faketime;
use crate::server::{Server, command, kept, sqlite_url, times};

/// What the clock of the server is ahead of ours by, in seconds: daylight saving, a machine that slept or was set by hand, and
/// the moment when somebody sets each right.
const JUMPS: &[i64] = &[-1, -3_600, 7_200, -80_000, 0, 86_400 * 45, -30, 0];
/// An empty battery. Ids that readers make are then of days to come, which are none.
const FAR_BACK: i64 = -86_400 * 400;

/// Has the process see a clock that is so many seconds ahead, from now on.
fn set(file: &Path, ahead: i64) {
    let whole = file.with_extension("new");
    std::fs::write(&whole, format!("{ahead:+}\n")).unwrap();
    std::fs::rename(whole, file).unwrap();
}

#[test]
fn a_clock_that_jumps_under_load_loses_doubles_and_refuses_nothing() {
    if std::env::var_os("THREAT_BANNER_WITHOUT_FAKETIME").is_some() {
        eprintln!("The clock is left alone, as THREAT_BANNER_WITHOUT_FAKETIME asks");
        return;
    }
    let library = faketime::library().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (data, clock) = (folder.path().join("data"), folder.path().join("clock"));
    set(&clock, 0);
    let mut command = command(&data);
    command
        .env("LD_PRELOAD", library)
        .env("FAKETIME_TIMESTAMP_FILE", &clock)
        .env("FAKETIME_NO_CACHE", "1")
        // Clocks that only count do not jump on a real machine either.
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let server = Server::start(command);
    let load = Load::start(&server.base, 0);
    for ahead in JUMPS {
        assert!(load.wait_for(15));
        set(&clock, *ahead);
        assert!(load.wait_for(15), "it did not go on when {ahead} s ahead");
    }
    let mut record = load.end();
    assert_eq!(record.refused, 0, "somebody was refused for the time");
    set(&clock, FAR_BACK);
    let load = Load::start(&server.base, 1_000_000);
    assert!(load.wait_for_a_refusal(), "the clock never jumped");
    set(&clock, 0);
    assert!(load.wait_for(15), "it did not go on with the right time");
    record.add(load.end());
    server.stop();
    let url = sqlite_url(&data);
    holds(&record, &kept(&url));
    let times = times(&url);
    let spread = (times.last().unwrap() - times.first().unwrap()) / 1_000;
    assert!(spread > 86_400 * 45, "it jumped by {spread} s");
}
