//! Pages that imitate those of webmails which cannot be had here, as far as their structure is known, with a policy as strict as
//! such a page can bear.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::mail::Mail;

/// A webmail that is imitated: where its messages are opened.
pub struct Webmail {
    pub name: &'static str,
    /// A phishing mail.
    pub phish: &'static str,
    /// A mail without harm.
    pub legit: &'static str,
}

/// All of them.
pub const WEBMAILS: [Webmail; 4] = [
    Webmail {
        name: "Gmail",
        phish: "/mail/u/0/#inbox/phish",
        legit: "/mail/u/0/#inbox/legit",
    },
    Webmail {
        name: "Outlook",
        phish: "/owa/mail/inbox/id/AAMkphish",
        legit: "/owa/mail/inbox/id/AAMklegit",
    },
    Webmail {
        name: "Nextcloud Mail",
        phish: "/index.php/apps/mail/box/3/thread/12",
        legit: "/index.php/apps/mail/box/3/thread/13",
    },
    Webmail {
        name: "SOGo",
        phish: "/SOGo/so/julia/Mail/view#!/Mail/0/INBOX%252FBank_post/7",
        legit: "/SOGo/so/julia/Mail/view#!/Mail/0/INBOX%252FBank_post/8",
    },
];

/// What pages may do: load their own scripts, and ask their own server. Styles, frames, images and all else are refused, and so is
/// text that becomes HTML.
const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/// A server of such pages.
pub struct Imitations {
    address: String,
}

impl Imitations {
    /// Starts one; it ends with the test.
    pub async fn start() -> Result<Imitations> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let messages = Arc::new(Messages {
            phish: Mail::case("phish/apple-purchase-userinfo-url")?.bytes,
            legit: Mail::case("legit/fr-meeting-moved")?.bytes,
            stranger: Mail::case("legit/first-contact")?.bytes,
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let messages = messages.clone();
                // A browser that goes away in the middle is of no matter.
                tokio::spawn(async move { answer(stream, &messages).await.ok() });
            }
        });
        Ok(Imitations { address })
    }

    /// A URL on this server.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

struct Messages {
    phish: Vec<u8>,
    legit: Vec<u8>,
    /// The first mail of somebody, without harm.
    stranger: Vec<u8>,
}

/// What was asked for.
pub struct Request {
    pub method: String,
    pub target: String,
    /// By their names in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

struct Response {
    kind: &'static str,
    body: Vec<u8>,
}

async fn answer(mut stream: TcpStream, messages: &Messages) -> Result<()> {
    let request = read(&mut stream).await?;
    let (status, response) = match respond(&request, messages) {
        Ok(response) => ("200 OK", response),
        Err(error) => {
            let body = format!("{error:#}").into_bytes();
            (
                "404 Not Found",
                Response {
                    kind: "text/plain",
                    body,
                },
            )
        }
    };
    // What is no webmail may load what it likes.
    let policy = if request.target == "/elsewhere/" {
        ""
    } else {
        POLICY
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {}\r\ncontent-length: {}\r\ncontent-security-policy: {policy}\r\n\
         set-cookie: X-OWA-CANARY=canary-of-the-page; Path=/\r\n\
         set-cookie: XSRF-TOKEN=token-of-the-page; Path=/\r\nconnection: close\r\n\r\n",
        response.kind,
        response.body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&response.body).await?;
    Ok(stream.shutdown().await?)
}

/// Reads a request.
pub async fn read(stream: &mut TcpStream) -> Result<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).await?;
    let (method, rest) = line.split_once(' ').context("no request")?;
    let (method, target) = (
        method.to_owned(),
        rest.split(' ').next().unwrap_or_default().to_owned(),
    );
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await?;
    Ok(Request {
        method,
        target,
        headers,
        body: String::from_utf8(body)?,
    })
}

/// Answers as the webmail would; an error when that would refuse.
fn respond(request: &Request, messages: &Messages) -> Result<Response> {
    let target = request.target.as_str();
    let header = |name: &str| request.headers.get(name).map(String::as_str);
    let raw = |message: &Vec<u8>| {
        Ok(Response {
            kind: "message/rfc822",
            body: message.clone(),
        })
    };
    match target {
        "/pages/draw.js" => Ok(Response {
            kind: "text/javascript",
            body: page("draw.js")?,
        }),
        "/mail/u/0/?view=att&th=18f0000000000001&attid=0&disp=comp&safe=1&zw" => {
            raw(&messages.phish)
        }
        "/mail/u/0/?view=att&th=18f0000000000002&attid=0&disp=comp&safe=1&zw" => {
            raw(&messages.legit)
        }
        "/mail/u/0/?view=att&th=18f0000000000003&attid=0&disp=comp&safe=1&zw" => {
            raw(&messages.stranger)
        }
        "/SOGo/so/julia/Mail/0/folderINBOX/folderBank_U_post/7/export"
        | "/SOGo/so/julia/Mail/0/folderINBOX/folderBank_U_post/8/export" => {
            ensure!(
                header("x-xsrf-token") == Some("token-of-the-page"),
                "the token is missing"
            );
            raw(if target.contains("/7/") {
                &messages.phish
            } else {
                &messages.legit
            })
        }
        "/index.php/apps/mail/api/messages/12/export"
        | "/index.php/apps/mail/api/messages/13/export" => {
            ensure!(
                header("requesttoken") == Some("token-of-the-page"),
                "CSRF check failed"
            );
            raw(if target.contains("/12/") {
                &messages.phish
            } else {
                &messages.legit
            })
        }
        _ if target.starts_with("/owa/service.svc?") => {
            ensure!(
                header("x-owa-canary") == Some("canary-of-the-page"),
                "the canary is missing"
            );
            exchange(
                header("action").unwrap_or_default(),
                &request.body,
                messages,
            )
        }
        _ if target.starts_with("/mail/u/0/") => html("gmail.html"),
        _ if target.starts_with("/owa/mail/") => html("outlook.html"),
        _ if target.starts_with("/index.php/apps/mail/box/") => html("nextcloud.html"),
        _ if target.starts_with("/SOGo/so/julia/Mail/view") => html("sogo.html"),
        "/elsewhere/" => Ok(Response {
            kind: "text/html",
            body: b"<!doctype html><title>Elsewhere</title>".to_vec(),
        }),
        _ => anyhow::bail!("{target} is not imitated"),
    }
}

fn exchange(action: &str, body: &str, messages: &Messages) -> Result<Response> {
    let item = match action {
        "GetItem" if body.contains("AAMkphish") => {
            json!({"Items": [{"MimeContent": {"Value": STANDARD.encode(&messages.phish)}}]})
        }
        "GetItem" if body.contains("AAMklegit") => {
            json!({"Items": [{"MimeContent": {"Value": STANDARD.encode(&messages.legit)}}]})
        }
        "GetConversationItems" if body.contains("AAQkphish") => {
            json!({"Conversation": {"ConversationNodes": [{"Items": [{"ItemId": {"Id": "AAMkphish"}}]}]}})
        }
        _ => anyhow::bail!("{action} is not imitated"),
    };
    let answer = json!({"Body": {"ResponseMessages": {"Items": [item]}}});
    Ok(Response {
        kind: "application/json",
        body: answer.to_string().into_bytes(),
    })
}

fn html(name: &str) -> Result<Response> {
    Ok(Response {
        kind: "text/html; charset=utf-8",
        body: page(name)?,
    })
}

fn page(name: &str) -> Result<Vec<u8>> {
    let path = system_tests::folder().join("extension/pages").join(name);
    std::fs::read(&path).with_context(|| format!("{} could not be read", path.display()))
}
