//! `verdict-server admin` and its neighbours: who and what is there, in the folder that is meant.

use std::path::Path;

use crate::keeping::run;

const PASSWORD: &str = "correct horse battery\n";

/// Runs `admin` on the data folder.
fn admin(data: &str, arguments: &[&str], input: &str) -> (bool, String) {
    let all = [&["admin", "--data-dir", data, "--create"], arguments].concat();
    run(&all, input)
}

#[test]
fn a_command_in_the_wrong_folder_says_so_and_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (data, copy) = (path("data"), path("copy"));
    for command in [
        &["backup", "--data-dir", &data, &copy][..],
        &["export", "--data-dir", &data, "--out", &copy],
        &["admin", "--data-dir", &data, "forget", "julia"],
        &["admin", "--data-dir", &data, "verify-log"],
        &["admin", "--data-dir", &data, "list"],
        &["admin", "--data-dir", &data, "enrol", "julia"],
        // What it made there would open nothing elsewhere.
        &["admin", "--data-dir", &data, "add-key", "k1"],
        &["admin", "organisation", "acme", "--data-dir", &data],
    ] {
        let (done, told) = run(command, "");
        assert!(
            !done && told.contains("There is no database"),
            "{command:?}: {told}"
        );
        assert!(told.contains("--data-dir"), "{told}");
    }
    assert!(!Path::new(&data).exists() && !Path::new(&copy).exists());
}

#[test]
fn a_reader_of_whom_nothing_is_kept_is_not_said_to_be_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    assert!(admin(&data, &["organisation", "default"], "").0);
    let (done, told) = admin(&data, &["forget", "julai"], "");
    assert!(
        !done && told.contains("Nothing is kept of \"julai\""),
        "{told}"
    );
    assert!(admin(&data, &["enrol", "julia"], "").0);
    let (done, told) = admin(&data, &["forget", "julia"], "");
    assert!(done && told.contains("and 1 device or code"), "{told}");
}

#[test]
fn operators_keep_their_role_until_it_is_changed_and_can_be_removed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let make = ["create-user", "anna", "--role", "administrator"];
    assert!(admin(&data, &make, PASSWORD).0);
    for command in [&["create-user", "anna"][..], &["set-password", "anna"]] {
        let (done, told) = admin(&data, command, "another good password\n");
        assert!(done, "{told}");
        let listed = admin(&data, &["list"], "").1;
        assert!(listed.contains("operator anna (administrator)"), "{listed}");
    }
    assert!(admin(&data, &["set-role", "anna", "viewer"], "").0);
    assert!(
        admin(&data, &["list"], "")
            .1
            .contains("operator anna (viewer)")
    );
    assert!(admin(&data, &["remove-user", "anna"], "").0);
    assert!(!admin(&data, &["list"], "").1.contains("anna"));
    for command in [
        &["remove-user", "anna"][..],
        &["set-role", "anna", "viewer"],
        &["set-password", "anna"],
    ] {
        let (done, told) = admin(&data, command, PASSWORD);
        assert!(
            !done && told.contains("There is no operator anna"),
            "{told}"
        );
    }
    for name in ["", "an\nna"] {
        let (done, told) = admin(&data, &["create-user", name], PASSWORD);
        assert!(!done && told.contains("A name has"), "{told}");
    }
}

#[test]
fn a_key_in_use_ends_only_if_that_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    for id in ["2026-10", "2026-11"] {
        let (done, told) = admin(&data, &["add-key", id], "");
        assert!(done && told.contains("decode the Base64 first"), "{told}");
    }
    let (done, told) = admin(&data, &["add-key", "2026-12"], "");
    assert!(!done && told.contains("2026-10 and 2026-11"), "{told}");
    let (done, told) = admin(&data, &["add-key", "2026-12", "--replace"], "");
    assert!(done && told.contains("Key 2026-10 has ended"), "{told}");
    let listed = admin(&data, &["list"], "").1;
    assert!(!listed.contains("2026-10") && listed.contains("2026-11"));

    let hook = "https://siem.example/hook";
    assert!(admin(&data, &["add-webhook", hook], "").0);
    let (done, told) = admin(&data, &["add-webhook", hook], "");
    assert!(!done && told.contains("--replace"), "{told}");
    let (done, told) = admin(&data, &["add-webhook", hook, "--replace"], "");
    assert!(done && told.contains("told this once"), "{told}");
}

#[test]
fn the_data_folder_may_be_named_behind_the_command_too() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    assert!(admin(&data, &["organisation", "acme"], "").0);
    let (done, told) = run(&["admin", "list", "--data-dir", &data], "");
    assert!(done && told.contains("organisation acme"), "{told}");
    let (_, help) = run(&["admin", "list", "--help"], "");
    assert!(help.contains("--data-dir") && help.contains("--database-url"));
}

#[test]
fn a_code_is_for_somebody_and_says_where_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let (done, told) = admin(&data, &["organisation", "bad name/../"], "");
    assert!(!done && told.contains("An organisation's name"), "{told}");
    assert!(admin(&data, &["organisation", "acme"], "").0);
    let (done, told) = admin(&data, &["enrol", " "], "");
    assert!(!done && told.contains("A name has"), "{told}");
    let (done, told) = admin(&data, &["enrol", "julia@acme.example"], "");
    assert!(done && told.contains("/api/v1/devices"), "{told}");
    let profile = folder.path().join("bad.toml");
    std::fs::write(&profile, "own_domains = \"acme.example\"\n").unwrap();
    let profile = profile.display().to_string();
    let (done, told) = admin(&data, &["organisation", "acme", "--profile", &profile], "");
    assert!(!done && told.contains("leave --profile out"), "{told}");
    assert!(told.contains("own_domains = [\"…\"]"), "{told}");
}

#[test]
fn what_is_wrong_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (data, plain) = (path("data"), path("plain.txt"));
    std::fs::write(&plain, "no database, no model, no list").unwrap();
    assert!(admin(&data, &["organisation", "acme"], "").0);
    let nowhere = path("none/copy");
    for (command, words) in [
        (
            &["restore", "--data-dir", &path("a"), &plain][..],
            &[&*plain, "is no database"][..],
        ),
        (
            &["restore", "--data-dir", &path("b"), &nowhere],
            &[&nowhere, "cannot be read"],
        ),
        (
            &["backup", "--data-dir", &data, &nowhere],
            &[&nowhere, "The copy"],
        ),
        (
            &["serve", "--data-dir", &plain],
            &["is a file, not a folder"],
        ),
        (
            &["serve", "--model", &plain],
            &[&plain, "--model", "no model document"],
        ),
        (
            &["score", "--model", &plain, &plain],
            &[&plain, "--model", "no model document"],
        ),
        (&["serve", "--listen", "8312"], &["127.0.0.1:8080"]),
        (
            &["serve", "--trusted-proxy", "proxy.example"],
            &["10.0.0.2"],
        ),
        (&["serve", "--keep", "signals=30"], &["60"]),
        (
            &[
                "serve",
                "--data-dir",
                &path("c"),
                "--database-url",
                "postgres://me@127.0.0.1:1/v",
            ],
            &["refused"],
        ),
    ] {
        let (done, told) = run(command, "");
        assert!(!done, "{command:?}: {told}");
        for word in words {
            assert!(
                told.contains(word),
                "{command:?} says nothing of {word}: {told}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn a_database_of_another_user_is_not_said_to_be_missing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let text = data.display().to_string();
    assert!(admin(&text, &["organisation", "acme"], "").0);
    let close = |mode| std::fs::set_permissions(&data, std::fs::Permissions::from_mode(mode));
    close(0o000).unwrap();
    // The superuser may open anything.
    let is_superuser = std::fs::read_dir(&data).is_ok();
    let (done, told) = run(&["admin", "--data-dir", &text, "list"], "");
    close(0o700).unwrap();
    assert!(
        is_superuser || (!done && told.contains("may not be opened by this user")),
        "{told}"
    );
}

#[test]
fn keys_and_webhooks_are_listed_and_removed_and_a_grade_stays() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    assert!(admin(&data, &["organisation", "acme", "--grade", "message"], "").0);
    let (done, told) = admin(&data, &["organisation", "acme"], "");
    assert!(done && told.contains("message"), "{told}");
    let acme = |arguments: &[&str]| {
        let all = [arguments, &["--organisation", "acme"]].concat();
        admin(&data, &all, "")
    };
    assert!(acme(&["add-key", "k1"]).0);
    let (done, told) = acme(&["add-key", "k1"]);
    assert!(!done && told.contains("already"), "{told}");
    assert!(acme(&["add-webhook", "https://siem.example/hook"]).0);
    let listed = acme(&["list"]).1;
    for line in [
        "organisation acme (message)",
        "  key k1 (HS256)",
        "  webhook https://siem.example/hook",
    ] {
        assert!(
            listed.lines().any(|other| other == line),
            "{line}: {listed}"
        );
    }
    assert!(!listed.contains("default"), "{listed}");
    for command in [
        &["remove-key", "k1"][..],
        &["remove-webhook", "https://siem.example/hook"],
    ] {
        assert!(acme(command).0);
        let (done, told) = acme(command);
        assert!(!done && told.contains("There is no"), "{told}");
    }
    let (done, told) = acme(&["remove-device", "0123456789abcdef"]);
    assert!(!done && told.contains("There is no device"), "{told}");
    assert_eq!(acme(&["list"]).1, "organisation acme (message)\n");
}

#[cfg(unix)]
#[test]
fn databases_copies_and_exports_are_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let text = |name: &str| path(name).display().to_string();
    let (data, other) = (text("data"), text("other"));
    // A folder that is there already and lets others in, with a database that others can read.
    std::fs::create_dir(path("data")).unwrap();
    assert!(admin(&data, &["create-user", "anna"], PASSWORD).0);
    let database = path("data/verdicts.sqlite3");
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&database, open).unwrap();
    assert!(run(&["backup", "--data-dir", &data, &text("copy")], "").0);
    assert!(run(&["restore", "--data-dir", &other, &text("copy")], "").0);
    for format in ["jsonl", "stix", "misp", "parquet", "arf"] {
        let out = text(format);
        let command = [
            "export",
            "--data-dir",
            &data,
            "--format",
            format,
            "--out",
            &out,
        ];
        let (done, told) = run(&command, "");
        assert!(done, "{told}");
    }
    for name in [
        "data/verdicts.sqlite3",
        "other",
        "other/verdicts.sqlite3",
        "copy",
        "jsonl",
        "stix",
        "misp",
        "parquet",
        "parquet/answers.parquet",
        "arf",
    ] {
        let mode = path(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}: {mode:o}");
    }
}
