//! PostgreSQL under two servers: restarted, and crashed, while answers come.

use crate::client::{Load, Record, holds};
use crate::cluster::Cluster;
use crate::server::{Server, command, kept};

#[test]
fn restarted_and_crashed_under_load_it_loses_nothing() {
    if std::env::var_os("THREAT_BANNER_WITHOUT_POSTGRES").is_some() {
        eprintln!("PostgreSQL is left out, as THREAT_BANNER_WITHOUT_POSTGRES asks");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let files = std::env::temp_dir().join(format!("threat-banner-crash-{}", std::process::id()));
    let cluster = Cluster::start(&files).unwrap();
    let servers = [1, 2].map(|number| {
        let mut command = command(&folder.path().join(format!("data{number}")));
        command.env("VERDICT_SERVER_DATABASE_URL", cluster.url());
        Server::start(command)
    });
    let loads = [0, 1].map(|n| Load::start(&servers[n as usize].base, n * 1_000_000_000));
    for how in ["fast", "immediate"] {
        assert!(loads.iter().all(|load| load.wait_for(10)));
        cluster.stop(how).unwrap();
        cluster.resume().unwrap();
        assert!(
            loads.iter().all(|load| load.wait_for(10)),
            "a server did not find back after {how}"
        );
    }
    let mut all = Record::default();
    for load in loads {
        all.add(load.end());
    }
    // One server goes down as by a power failure; the other goes on alone.
    let [gone, stays] = servers;
    let load = Load::start(&gone.base, 2_000_000_000);
    assert!(load.wait_for(10));
    gone.kill();
    all.add(load.end());
    let load = Load::start(&stays.base, 3_000_000_000);
    assert!(load.wait_for(10), "the other server did not go on");
    all.add(load.end());
    stays.stop();
    holds(&all, &kept(&cluster.url()));
}
