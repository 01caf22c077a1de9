//! A mail server that takes whatever is sent and sends it nowhere.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What was sent.
pub struct Outbox {
    pub port: u16,
    sent: Sent,
}

type Sent = Arc<Mutex<Vec<String>>>;

impl Outbox {
    /// Begins to take mail, until the test ends.
    pub async fn open() -> Result<Outbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let sent = Sent::default();
        let kept = sent.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, kept.clone()));
            }
        });
        Ok(Outbox { port, sent })
    }

    /// The messages that were sent so far.
    pub fn sent(&self) -> Vec<String> {
        let sent = self.sent.lock();
        sent.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One conversation (RFC 5321).
async fn take(stream: TcpStream, sent: Sent) -> Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 outbox\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let command = line.to_ascii_uppercase();
        if command.starts_with("DATA") {
            write.write_all(b"354 go on\r\n").await?;
            let mut message = String::new();
            while let Some(line) = lines.next_line().await? {
                if line == "." {
                    break;
                }
                message.push_str(&line);
                message.push('\n');
            }
            sent.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(message);
        }
        let quits = command.starts_with("QUIT");
        let answer = if quits { "221 bye\r\n" } else { "250 OK\r\n" };
        write.write_all(answer.as_bytes()).await?;
        if quits {
            break;
        }
    }
    Ok(())
}
