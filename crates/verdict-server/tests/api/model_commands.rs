//! `verdict-server model`: every step from a file to readers and back, and sentences that say what to do.

use banner_core::Model;

use crate::keeping::run;

/// Runs `model` on the data folder.
fn model(data: &str, arguments: &[&str]) -> (bool, String) {
    run(&[&["model", "--data-dir", data], arguments].concat(), "")
}

#[test]
fn a_model_goes_from_a_file_to_readers_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (data, file) = (path("data"), path("model.json"));
    let make = [
        "admin",
        "--data-dir",
        &data,
        "--create",
        "organisation",
        "default",
    ];
    assert!(run(&make, "").0);
    let own = Model::built_in().unwrap().version;
    let mut new = Model::built_in().unwrap();
    new.version = "2030.1.1".into();
    let mut weight = new.weight("links.known_bad").unwrap();
    weight.weight += 1.0;
    new.signals.insert("links.known_bad".into(), weight);
    std::fs::write(&file, new.to_json().unwrap()).unwrap();

    let done = |arguments: &[&str], expected: &[&str]| {
        let (done, told) = model(&data, arguments);
        assert!(done, "{arguments:?}: {told}");
        for expected in expected {
            assert!(told.contains(expected), "{arguments:?}: {told}");
        }
    };
    done(&["list"], &[&own, "that the server was started with"]);
    done(&["import", &file], &["Model 2030.1.1 is kept"]);
    done(&["import", &file], &["is kept"]);
    let weights = ["Weights that differ most", "links.known_bad"];
    done(&["compare", &own, "2030.1.1"], &weights);
    let why = ["--reason", "better on invoices"];
    let share = [&["release", "2030.1.1", "--share", "2.5"][..], &why].concat();
    done(&share, &["2.5 % of them have model 2030.1.1"]);
    let all = [&["release", "2030.1.1"][..], &why].concat();
    done(&all, &["Readers have model 2030.1.1"]);
    done(
        &["show", "2030.1.1"],
        &["by command line: better on invoices"],
    );
    done(
        &["show", "2030.1.1", "--document"],
        &["\"version\": \"2030.1.1\""],
    );
    let silence = ["silence", &own, "--reason", "a look"];
    done(&silence, &[&format!("Model {own} is scored silently")]);
    done(
        &["silence", "--end", "--reason", "seen"],
        &["within seconds"],
    );
    let back = ["roll-back", "--reason", "too loud"];
    done(&back, &["2.5 % of them"]);
    done(&back, &["that the server was started with"]);
}

#[test]
fn what_cannot_be_done_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (data, file) = (path("data"), path("model.json"));
    let (done, told) = model(&data, &["list"]);
    assert!(!done && told.contains("There is no database"), "{told}");
    let make = [
        "admin",
        "--data-dir",
        &data,
        "--create",
        "organisation",
        "default",
    ];
    assert!(run(&make, "").0);
    std::fs::write(&file, "{}").unwrap();
    let own = Model::built_in().unwrap().version;
    for (arguments, why) in [
        (&["show", "2030.1.1"][..], "verdict-server model list"),
        (
            &["release", "2030.1.1", "--reason", "x"],
            "No model of version 2030.1.1",
        ),
        (&["release", &own], "--reason"),
        (&["release", &own, "--reason", " "], "say why"),
        (
            &["release", &own, "--share", "0", "--reason", "x"],
            "0.1 and 100 percent",
        ),
        (&["roll-back", "--reason", "x"], "nothing to go back to"),
        (&["silence", "--end", "--reason", "x"], "No model is silent"),
        (&["import", &file], "is no model that can be used"),
        (&["import", "none.json"], "cannot be read"),
        (
            &["--organisation", "acme", "list"],
            "There is no organisation",
        ),
    ] {
        let (done, told) = model(&data, arguments);
        assert!(!done && told.contains(why), "{arguments:?}: {told}");
    }
}
