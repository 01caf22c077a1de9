//! Puts the server together, runs it, and stops it without losing anything.

mod connections;
mod knowledge;
mod start_error;

pub use knowledge::Knowledge;
pub use start_error::StartError;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use banner_core::Model;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::access::Access;
use crate::config::Config;
use crate::dashboard::Wording;
use crate::demo::{DemoMail, Mailbox};
use crate::jobs;
use crate::packages;
use crate::private::make_folder;
use crate::router::build_app;
use crate::state::{AppState, Clock, InService, Reach, Shared, own_model};
use crate::store::{self, NewModel, Store, StoreError, is_kept_version};
use connections::{Bounds, serve_connections};

/// How long requests in work may take once the server is told to stop: less than the ten seconds
/// after which many supervisors kill, so that the database is closed before.
const FAREWELL: Duration = Duration::from_secs(8);

/// Serves until the process is told to stop (SIGINT, SIGTERM).
///
/// Prints one line with the addresses to standard output once requests are answered.
///
/// # Errors
/// [`StartError`] says in a sentence what to do.
pub async fn serve(config: Config) -> Result<(), StartError> {
    let mut stop = stop_signal()?;
    // First of all the port, so that a second start fails before it touches anything.
    let listener =
        TcpListener::bind(config.listen)
            .await
            .map_err(|problem| StartError::Listen {
                address: config.listen,
                problem,
            })?;
    let address = listener
        .local_addr()
        .map_err(|problem| StartError::Listen {
            address: config.listen,
            problem,
        })?;
    let state = prepare(&config).await?;
    let mut reload = reload_signal()?;
    announce(address, &state);

    let tending = tokio::spawn(jobs::run(
        state.clone(),
        config.keep.clone(),
        config.schedule,
    ));
    let reloading = {
        let (state, knowledge) = (state.clone(), config.knowledge.clone());
        tokio::spawn(async move {
            while reload.changed().await.is_ok() {
                read_anew(&state, &knowledge).await;
            }
        })
    };
    let app = build_app(state.clone());
    let (bounds, proxies) = (Bounds::default(), &config.front.proxies);
    tokio::select! {
        () = serve_connections(listener, app, bounds, proxies, stop.clone()) => {}
        () = async {
            let _ = stop.changed().await;
            tracing::info!("stopping");
            tokio::time::sleep(FAREWELL).await;
        } => tracing::warn!("some requests took too long and were dropped"),
    }
    reloading.abort();
    tending.abort();
    state.store.close().await;
    Ok(())
}

/// Reads anew what can be read anew. What is no good is told, and what was there before stays.
async fn read_anew(state: &AppState, knowledge: &Knowledge) {
    let knowledge = knowledge.clone();
    match tokio::task::spawn_blocking(move || knowledge.read()).await {
        Ok(Ok(served)) => {
            let model = served.model_version.clone();
            let (version, now) = (served.model_version.to_string(), state.clock.milliseconds());
            if let Err(problem) = state.store.serve_model(version, now).await {
                tracing::error!(%problem, "what was in service before stays");
                return;
            }
            if let Err(problem) = keep_own(&*state.store, served.own_model(), now).await {
                tracing::error!(%problem, "the model document is not kept");
            }
            state.in_service.replace(served);
            state.access.refresh();
            // Once it is so: whoever reads this line may rely on it.
            tracing::info!(%model, "read profile, list and model anew");
        }
        Ok(Err(problem)) => tracing::error!(%problem, "what was in service before stays"),
        Err(problem) => tracing::error!(%problem, "what was in service before stays"),
    }
}

/// Opens and reads all that the server needs.
async fn prepare(config: &Config) -> Result<AppState, StartError> {
    let served = config.knowledge.read()?;
    make_folder(&config.data_dir).map_err(|problem| StartError::DataDir {
        folder: config.data_dir.clone(),
        problem,
    })?;
    if let Some(www) = &config.www
        && let Err(problem) = packages::check(www)
    {
        // Without the demo none of our own pages needs them.
        if config.demo.is_some() {
            return Err(problem.into());
        }
        tracing::warn!(%problem, "pages with banners will not work");
    }
    let clock = Clock::system();
    let store = store::open(&config.database_url(), clock.milliseconds()).await?;
    let home = store
        .found_organisation(store::DEFAULT_ORGANISATION.to_owned())
        .await?;
    let now = clock.milliseconds();
    store
        .serve_model(served.model_version.to_string(), now)
        .await?;
    // A page may hold the model that was built in.
    let built_in = Model::built_in()?.version;
    keep_own(&*store, served.own_model(), now).await?;
    keep_own(&*store, own_model(&built_in, Model::BUILT_IN), now).await?;
    store.serve_model(built_in, now).await?;
    let demo = match config.demo.clone() {
        Some(source) => Some(Arc::new(open_mailbox(source).await?)),
        None => None,
    };
    let access = Access::open(store.clone()).await?;
    if demo.is_some() && access.directory.has_keys().await? {
        tracing::warn!(
            "the demo stays closed: there is the key of a webmail, so readers need tokens, which the demo has not; run it \
             on a server without keys, such as one with --data-dir demo-data"
        );
    }
    Ok(Shared {
        access: Arc::new(access),
        origins: config.origins.clone(),
        front: config.front.clone(),
        metrics: Arc::default(),
        store,
        in_service: InService::new(served),
        home: Arc::new(home),
        wording: Arc::new(
            Wording::built_in().map_err(|problem| StartError::Runtime(problem.to_string()))?,
        ),
        demo,
        www: config.www.clone(),
        reach: config.reach(),
        clock,
    }
    .into())
}

/// Keeps a document that the server itself brought, so that it can be compared with and gone back to.
async fn keep_own(store: &dyn Store, model: NewModel, now: i64) -> Result<(), StoreError> {
    if !is_kept_version(&model.version) {
        tracing::warn!(
            version = model.version,
            "the model is served, but cannot be compared with others: its version must be letters, digits, dots, \
             hyphens and underscores"
        );
        return Ok(());
    }
    let version = model.version.clone();
    if !store.add_own_model(model, now).await? {
        tracing::warn!(
            version,
            "another document was served under this version before, and is kept: give the new one a version of its own"
        );
    }
    Ok(())
}

async fn open_mailbox(source: DemoMail) -> Result<Mailbox, StartError> {
    let begin = std::time::Instant::now();
    let mailbox = tokio::task::spawn_blocking(move || Mailbox::open(&source))
        .await
        .map_err(|problem| StartError::Runtime(problem.to_string()))??;
    tracing::info!(messages = mailbox.len(), took = ?begin.elapsed(), "the demo's mail is listed");
    Ok(mailbox)
}

/// Says on standard output that requests are answered, and where.
fn announce(address: SocketAddr, state: &AppState) {
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let base = format!("http://{}", SocketAddr::new(host, address.port()));
    let demo = if state.has_demo_pages() {
        format!("demo {base}/demo/  ")
    } else {
        String::new()
    };
    tracing::info!(
        "without keys of a webmail and without operators, readers and administrators are whoever sits at this machine: \
         put no proxy in front before `verdict-server admin add-key` and `create-user`; /demo/ is never for others"
    );
    let in_clear = !state.front.is_https() && state.front.proxies.is_empty();
    if state.reach == Reach::Network && in_clear {
        tracing::warn!(
            "passwords and tokens come over plain HTTP, for everyone on the way to read: put a proxy with TLS in front, \
             and name it with --trusted-proxy and --public-url"
        );
    }
    if state.www.is_none() {
        tracing::warn!(
            "there is no folder www here: pages with banners, and their scripts, are not served; name the folder with --www"
        );
    }
    // Last, so that it stands where a person at a terminal looks.
    let mut output = std::io::stdout().lock();
    // Nobody need be listening.
    let _ = writeln!(output, "Ready: {demo}dashboard {base}/admin/");
    let _ = output.flush();
}

/// Changes when the process is told to stop.
fn stop_signal() -> Result<watch::Receiver<bool>, StartError> {
    let (tell, told) = watch::channel(false);
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .map_err(|problem| StartError::Runtime(problem.to_string()))?;
    tokio::spawn(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
        let _ = tell.send(true);
    });
    Ok(told)
}

/// Changes when the process is told to read its files anew (SIGHUP), as service managers do to reload,
/// and terminals and log rotation by the way.
fn reload_signal() -> Result<watch::Receiver<u64>, StartError> {
    let (tell, told) = watch::channel(0);
    #[cfg(unix)]
    {
        let mut hangup = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())
            .map_err(|problem| StartError::Runtime(problem.to_string()))?;
        tokio::spawn(async move {
            while hangup.recv().await.is_some() {
                tell.send_modify(|times| *times += 1);
            }
        });
    }
    #[cfg(not(unix))]
    drop(tell);
    Ok(told)
}
