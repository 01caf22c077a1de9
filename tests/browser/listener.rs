//! A server that notes who connects to it, to find out whether a mail contacts anybody.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;

/// A port of its own, listened on until the test program ends.
pub struct Listener {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Listener {
    /// Listens, and answers every request with this page.
    pub fn serving(page: String) -> Result<Listener> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = socket.local_addr()?;
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        std::thread::spawn(move || {
            for connection in socket.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let page = page.clone();
                // A connection that asks nothing must not hold up the next one.
                std::thread::spawn(move || answer(connection, &page));
            }
        });
        Ok(Listener {
            address,
            connections,
        })
    }

    /// Listens, and has nothing to say.
    pub fn silent() -> Result<Listener> {
        Listener::serving(String::new())
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// How many connections were made so far, whether anything was asked or not.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn answer(mut connection: TcpStream, page: &str) -> std::io::Result<()> {
    let mut request = [0; 4096];
    if connection.read(&mut request)? == 0 {
        return Ok(());
    }
    write!(
        connection,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
        page.len()
    )
}
