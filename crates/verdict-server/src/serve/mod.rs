//! Puts the server together, runs it, and stops it without losing anything.

mod start_error;

pub use start_error::StartError;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use banner_core::Model;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::access::Access;
use crate::config::Config;
use crate::dashboard::Wording;
use crate::demo::{DemoMail, Mailbox};
use crate::intelligence::PageList;
use crate::jobs;
use crate::packages;
use crate::router::build_app;
use crate::state::{AppState, Clock};
use crate::store;

/// How long requests in work may take once the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

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
    let app = build_app(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    announce(address, &state);

    let tending = tokio::spawn(jobs::run(state.clone(), config.keep.clone()));
    let mut told = stop.clone();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        // An error would mean that nobody can tell us any more.
        let _ = told.changed().await;
        tracing::info!("stopping");
    });
    tokio::select! {
        ended = async { server.await } => ended.map_err(|problem| StartError::Runtime(problem.to_string()))?,
        () = async {
            let _ = stop.changed().await;
            tokio::time::sleep(FAREWELL).await;
        } => tracing::warn!("some requests took too long and were dropped"),
    }
    tending.abort();
    state.store.close().await;
    Ok(())
}

/// Opens and reads all that the server needs.
async fn prepare(config: &Config) -> Result<AppState, StartError> {
    make_private_folder(&config.data_dir).map_err(|problem| StartError::DataDir {
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
    let demo = match config.demo.clone() {
        Some(source) => Some(Arc::new(open_mailbox(source).await?)),
        None => None,
    };
    let model = config
        .model
        .clone()
        .unwrap_or_else(|| Model::BUILT_IN.to_owned());
    Ok(AppState {
        access: Arc::new(Access::open(store.clone()).await?),
        origins: config.origins.clone().into(),
        metrics: Arc::default(),
        store,
        organisation: Arc::new(config.organisation.clone()),
        intelligence: PageList::of(&config.intelligence)
            .map_err(|problem| StartError::Runtime(problem.to_string()))?,
        home: Arc::new(home),
        model_version: Model::from_json(&model)?.version.into(),
        model: model.into(),
        wording: Arc::new(
            Wording::built_in().map_err(|problem| StartError::Runtime(problem.to_string()))?,
        ),
        demo,
        www: config.www.clone(),
        reach: config.reach(),
        clock,
    })
}

async fn open_mailbox(source: DemoMail) -> Result<Mailbox, StartError> {
    let begin = std::time::Instant::now();
    let mailbox = tokio::task::spawn_blocking(move || Mailbox::open(&source))
        .await
        .map_err(|problem| StartError::Runtime(problem.to_string()))??;
    tracing::info!(messages = mailbox.len(), took = ?begin.elapsed(), "the demo's mail is listed");
    Ok(mailbox)
}

/// The folder holds readers' comments and a key, so others on this machine have no business in it.
pub(crate) fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
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
    if state.demo.is_some() && state.www.is_none() {
        tracing::warn!(
            "the demo has mail but no pages: name the folder of the web pages with --www"
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
