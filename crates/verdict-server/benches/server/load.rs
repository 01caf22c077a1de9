//! A load generator that costs little itself: connections that stay open, requests made by hand.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How many browsers are connected.
pub const CONNECTIONS: u32 = 1_024;
/// How many send batches.
const SENDERS: u32 = 8;

/// Numbers of answers, so that no two are the same.
static NEXT: AtomicU32 = AtomicU32::new(0);

pub struct Measured {
    pub per_second: f64,
    pub p99_ms: f64,
}

/// The first half of all ids: when this process began.
static BEGIN: LazyLock<String> = LazyLock::new(|| {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let time = format!("{:012x}", since.unwrap_or_default().as_millis());
    let (high, low) = time.split_at(8);
    format!("{high}-{low}")
});

/// An answer as a browser sends it, with six findings.
fn answer(number: u32) -> String {
    let begin = &*BEGIN;
    format!(
        "{{\"id\":\"{begin}-774b-bcce-{number:012x}\",\"answer\":\"accurate\",\"level\":\"danger\",\"probability\":0.9973,\
         \"findings\":[{{\"id\":\"links.ip_host\",\"strength\":1.0}},{{\"id\":\"content.pressure\",\"strength\":0.5}},\
         {{\"id\":\"content.credential_request\",\"strength\":1.0}},{{\"id\":\"sender.first_contact\",\"strength\":1.0}},\
         {{\"id\":\"links.text_target_mismatch\",\"strength\":1.0}},{{\"id\":\"authentication.missing\",\"strength\":0.3}}],\
         \"model\":\"2026.11.1\",\"message_key\":\"{key}\",\"grade\":\"signals\"}}",
        key = format!(
            "{:016x}",
            u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        )
        .repeat(4),
    )
}

fn request(body: &str, address: &str) -> Vec<u8> {
    format!(
        "POST /api/v1/feedback HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn single(address: &str) -> Vec<u8> {
    request(&answer(NEXT.fetch_add(1, Ordering::Relaxed)), address)
}

fn batch(address: &str) -> Vec<u8> {
    let first = NEXT.fetch_add(100, Ordering::Relaxed);
    let answers: Vec<String> = (first..first + 100).map(answer).collect();
    request(&format!("[{}]", answers.join(",")), address)
}

/// Sends a request and reads its answer, which must be 201.
async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut [u8]) {
    stream.write_all(request).await.unwrap();
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await.unwrap();
        assert!(read > 0, "the server hung up");
        filled += read;
        let text = std::str::from_utf8(&buffer[..filled]).unwrap();
        let Some(head) = text.find("\r\n\r\n") else {
            continue;
        };
        assert!(text.starts_with("HTTP/1.1 201"), "{text}");
        let length = text[..head]
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next())
            .map_or(0, |length| length.parse().unwrap());
        if filled >= head + 4 + length {
            return;
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

fn as_fast_as_possible(
    address: &str,
    connections: u32,
    span: Duration,
    make: fn(&str) -> Vec<u8>,
) -> Measured {
    let done = Arc::new(AtomicU64::new(0));
    runtime().block_on(async {
        let warm = Duration::from_secs(1);
        let end = Instant::now() + warm + span;
        let tasks: Vec<_> = (0..connections)
            .map(|_| {
                let (address, done) = (address.to_owned(), done.clone());
                tokio::spawn(async move {
                    let mut stream = TcpStream::connect(&address).await.unwrap();
                    stream.set_nodelay(true).unwrap();
                    let mut buffer = [0; 4_096];
                    while Instant::now() < end {
                        exchange(&mut stream, &make(&address), &mut buffer).await;
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        tokio::time::sleep(warm).await;
        let (before, began) = (done.load(Ordering::Relaxed), Instant::now());
        tokio::time::sleep(span - Duration::from_millis(100)).await;
        let per_second =
            (done.load(Ordering::Relaxed) - before) as f64 / began.elapsed().as_secs_f64();
        for task in tasks {
            task.await.unwrap();
        }
        Measured {
            per_second,
            p99_ms: 0.0,
        }
    })
}

/// Single answers, as fast as they are acknowledged.
pub fn singles(address: &str, span: Duration) -> Measured {
    as_fast_as_possible(address, CONNECTIONS, span, single)
}

/// Batches of 100, as fast as they are acknowledged.
pub fn batches(address: &str, span: Duration) -> Measured {
    as_fast_as_possible(address, SENDERS, span, batch)
}

/// Single answers at a given rate. A time begins when its request was due, not when it was sent, so
/// that waiting for a slow server counts.
pub fn paced(address: &str, per_second: f64, span: Duration) -> Measured {
    runtime().block_on(async {
        let pause = Duration::from_secs_f64(f64::from(CONNECTIONS) / per_second);
        let begin = Instant::now() + Duration::from_millis(200);
        let tasks: Vec<_> = (0..CONNECTIONS)
            .map(|connection| {
                let address = address.to_owned();
                tokio::spawn(async move {
                    let mut stream = TcpStream::connect(&address).await.unwrap();
                    stream.set_nodelay(true).unwrap();
                    let mut buffer = [0; 4_096];
                    let mut due =
                        begin + pause.mul_f64(f64::from(connection) / f64::from(CONNECTIONS));
                    let mut times = Vec::new();
                    while due < begin + span {
                        let request = single(&address);
                        tokio::time::sleep_until(due.into()).await;
                        exchange(&mut stream, &request, &mut buffer).await;
                        times.push(due.elapsed());
                        due += pause;
                    }
                    times
                })
            })
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await.unwrap());
        }
        times.sort_unstable();
        Measured {
            per_second: times.len() as f64 / span.as_secs_f64(),
            p99_ms: times[times.len() * 99 / 100].as_secs_f64() * 1e3,
        }
    })
}
