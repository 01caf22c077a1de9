//! Takes connections, as many as the machine bears, and lets go of those that say nothing.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::access::network_of;

/// How much is borne.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// How long the head of a request may take, the first as well as any later one.
    pub head: Duration,
    /// How many connections are open at most; further ones wait to be taken.
    pub most: usize,
    /// How many of them one network may have, unless it is a proxy's or this machine's.
    pub share: usize,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            head: Duration::from_secs(20),
            most: 4_096,
            share: 256,
        }
    }
}

/// Serves `app` until `stop` changes and what is being answered is answered. `proxies` ask for many.
pub(super) async fn serve_connections(
    listener: TcpListener,
    app: Router,
    bounds: Bounds,
    proxies: &[IpAddr],
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(bounds.most));
    let shares = Shares::default();
    let mut open = JoinSet::new();
    loop {
        let (stream, peer, place) = tokio::select! {
            _ = stop.changed() => break,
            Some(_) = open.join_next(), if !open.is_empty() => continue,
            taken = take(&listener, &places) => match taken {
                Ok(taken) => taken,
                Err(problem) => {
                    if !is_the_clients(&problem) {
                        // Too many open files, most likely: some will be closed.
                        tracing::error!(%problem, "no connection could be taken");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                    continue;
                }
            },
        };
        let address = peer.ip().to_canonical();
        let counted = !address.is_loopback() && !proxies.contains(&address);
        let share = counted.then(|| shares.take(address, bounds.share));
        if matches!(share, Some(None)) {
            tracing::debug!(%address, "has too many connections open");
            continue;
        }
        let (app, stop) = (app.clone(), stop.clone());
        open.spawn(async move {
            converse(stream, peer, app, bounds.head, stop).await;
            drop((place, share));
        });
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// The next connection, once there is a place for it.
async fn take(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await;
    let place = place.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, place))
}

fn is_the_clients(problem: &io::Error) -> bool {
    matches!(
        problem.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

/// Answers the requests of one connection.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    head: Duration,
    mut stop: watch::Receiver<bool>,
) {
    // Answers are small; none is to wait for the next.
    let _ = stream.set_nodelay(true);
    let app = app.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(problem) = ended {
        tracing::debug!(%problem, "a connection ended early");
    }
}

/// How many connections each network has open: an address, or of IPv6 all the addresses that one
/// client easily has.
#[derive(Clone, Default)]
struct Shares(Arc<Mutex<HashMap<String, usize>>>);

/// One of them; gives its place back when dropped.
struct Share {
    network: String,
    shares: Shares,
}

impl Shares {
    fn take(&self, address: IpAddr, most: usize) -> Option<Share> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let network = network_of(address);
        let count = open.entry(network.clone()).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Share {
            network,
            shares: self.clone(),
        })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut open = self.shares.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::task::JoinHandle;

    use super::*;

    async fn start(bounds: Bounds) -> (SocketAddr, watch::Sender<bool>, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let who = async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string();
        let app = Router::new().route("/", get(who));
        let (tell, stop) = watch::channel(false);
        let served = tokio::spawn(async move {
            serve_connections(listener, app, bounds, &[], stop).await;
        });
        (address, tell, served)
    }

    async fn ask(address: SocketAddr) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.unwrap();
        reply
    }

    #[tokio::test]
    async fn those_who_say_nothing_or_half_of_it_are_let_go_and_make_room() {
        let bounds = Bounds {
            head: Duration::from_millis(50),
            most: 2,
            ..Bounds::default()
        };
        let (address, _tell, _served) = start(bounds).await;
        let mut silent = TcpStream::connect(address).await.unwrap();
        let mut half = TcpStream::connect(address).await.unwrap();
        half.write_all(b"GET / HTTP/1.1\r\nHo").await.unwrap();
        // There is no place for a third until they are gone.
        let reply = ask(address).await;
        assert!(
            reply.starts_with("HTTP/1.1 200") && reply.ends_with("127.0.0.1"),
            "{reply}"
        );
        for stream in [&mut silent, &mut half] {
            let mut rest = Vec::new();
            // Either way it has ended.
            let _ = stream.read_to_end(&mut rest).await;
        }
    }

    #[tokio::test]
    async fn told_to_stop_it_waits_for_nobody_who_has_asked_nothing() {
        let (address, tell, served) = start(Bounds::default()).await;
        let mut idle = TcpStream::connect(address).await.unwrap();
        idle.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .await
            .unwrap();
        let mut reply = [0; 12];
        idle.read_exact(&mut reply).await.unwrap();
        assert_eq!(&reply, b"HTTP/1.1 200");
        tell.send(true).unwrap();
        served.await.unwrap();
    }

    #[test]
    fn all_addresses_of_one_client_have_one_share() {
        let shares = Shares::default();
        let take = |address: &str| shares.take(address.parse().unwrap(), 2);
        let held = [take("2001:db8:1:2::1"), take("2001:db8:1:2:ffff::9")];
        assert!(held.iter().all(Option::is_some));
        assert!(take("2001:db8:1:2::3").is_none());
        assert!(take("2001:db8:1:3::1").is_some());
        drop(held);
        assert!(take("2001:db8:1:2::3").is_some());
        assert!(shares.0.lock().unwrap().is_empty());
    }

    #[test]
    fn an_address_has_its_share_and_gives_it_back() {
        let shares = Shares::default();
        let address: IpAddr = "192.0.2.7".parse().unwrap();
        let held: Vec<_> = (0..3).map_while(|_| shares.take(address, 2)).collect();
        assert_eq!(held.len(), 2);
        assert!(shares.take("192.0.2.8".parse().unwrap(), 2).is_some());
        drop(held);
        assert!(shares.take(address, 2).is_some());
        assert!(shares.0.lock().unwrap().is_empty());
    }
}
