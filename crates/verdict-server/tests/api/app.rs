//! The application on a store of its own, without a network in between.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use banner_core::{Intelligence, Model, Organisation};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use verdict_server::access::Access;
use verdict_server::config::Front;
use verdict_server::demo::{DemoMail, Mailbox};
use verdict_server::{
    AppState, Clock, InService, Reach, Served, Shared, Wording, build_app, store,
};

/// 2026-11-21T14:03:00Z.
pub const NOW: u64 = 1_795_269_780_000;

/// The application, and the folder in which it keeps its data, removed with it.
pub struct App {
    router: Router,
    pub state: AppState,
    folder: TempDir,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name}: {:?}", self.headers))
            .to_str()
            .unwrap()
    }

    /// Holds that it is a refusal with this status and field, in words.
    #[track_caller]
    pub fn is_problem(&self, status: StatusCode, field: Option<&str>) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status.as_u16());
        assert_eq!(problem["field"].as_str(), field, "{problem}");
        assert!(problem["title"].is_string());
        assert!(
            problem["detail"].as_str().unwrap().ends_with('.'),
            "{problem}"
        );
    }
}

impl App {
    pub async fn start() -> App {
        App::start_with(|_| {}).await
    }

    /// Starts with a state that `change` has changed.
    pub async fn start_with(change: impl FnOnce(&mut Shared)) -> App {
        let folder = tempfile::tempdir().unwrap();
        let url = format!(
            "sqlite:{}",
            folder.path().join("verdicts.sqlite3").display()
        );
        let store = store::open(&url, NOW.cast_signed()).await.unwrap();
        for version in ["2026.11.1", "acme-model", "m"] {
            store.serve_model(version.into(), 0).await.unwrap();
        }
        let mut state = Shared {
            access: Arc::new(Access::open(store.clone()).await.unwrap()),
            front: Front::default(),
            origins: vec![String::from("https://mail.acme.example")],
            metrics: Arc::default(),
            home: Arc::new(store.found_organisation("default".into()).await.unwrap()),
            store,
            in_service: InService::new(
                Served::new(
                    Organisation::default(),
                    &Intelligence::default(),
                    Model::BUILT_IN,
                )
                .unwrap(),
            ),
            wording: Arc::new(Wording::built_in().unwrap()),
            demo: None,
            www: None,
            reach: Reach::ThisMachine,
            clock: Clock::standing_at(NOW),
        };
        change(&mut state);
        let state = AppState::from(state);
        App {
            router: build_app(state.clone()),
            state,
            folder,
        }
    }

    /// Starts where pages are given something else.
    pub async fn start_serving(change: impl FnOnce(&mut Served)) -> App {
        App::start_with(|state| {
            let mut served = (*state.in_service.now()).clone();
            change(&mut served);
            state.in_service.replace(served);
        })
        .await
    }

    /// Starts with the demo of the mail in `mail` and the pages in `www`.
    pub async fn start_demo(mail: &Path, www: &Path) -> App {
        let mailbox = Mailbox::open(&DemoMail::Own(mail.to_owned())).unwrap();
        let www = www.to_owned();
        App::start_with(|state| {
            state.demo = Some(Arc::new(mailbox));
            state.www = Some(www);
        })
        .await
    }

    /// The file of the database.
    pub fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("verdicts.sqlite3")
    }

    /// Sends `request` from `peer`.
    pub async fn send_from(&self, peer: &str, mut request: Request<Body>) -> Reply {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Sends `request` from this machine.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        self.send_from("127.0.0.1:50000", request).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(request("GET", path, headers, Body::empty()))
            .await
    }

    /// Posts answers as a banner does.
    pub async fn answer(&self, answers: &Value) -> Reply {
        self.answer_with(answers.to_string(), &[]).await
    }

    pub async fn answer_with(&self, body: String, headers: &[(&str, &str)]) -> Reply {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.send(request("POST", "/api/v1/feedback", &all, Body::from(body)))
            .await
    }
}

/// A request; `Host` is this machine unless `headers` say otherwise.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:8080");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).unwrap()
}

/// The id that a client makes at that time, in milliseconds since 1970.
pub fn id_at(time: u64, number: u32) -> String {
    let time = format!("{time:012x}");
    let (high, low) = time.split_at(8);
    format!("{high}-{low}-774b-bcce-{number:012x}")
}

/// A sound answer with this number, made now by the system's clock.
pub fn answer_now(number: u32) -> Value {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    // The same id within a run, and so within a test.
    static BEGIN: std::sync::OnceLock<u64> = std::sync::OnceLock::new();
    let time = *BEGIN.get_or_init(|| u64::try_from(since.unwrap().as_millis()).unwrap());
    let mut answer = answer(number);
    answer["id"] = id_at(time, number).into();
    answer
}

/// A sound answer with this number in its id.
pub fn answer(number: u32) -> Value {
    json!({
        "id": id_at(NOW, number),
        "answer": "accurate",
        "level": "danger",
        "probability": 0.9973,
        "findings": [{"id": "links.ip_host", "strength": 1.0}, {"id": "content.pressure", "strength": 0.5}],
        "model": "2026.11.1",
        "message_key": format!("{number:08x}").repeat(8),
        "grade": "signals"
    })
}
