//! An SMS gateway on this machine that does as it is told and keeps what it was sent. It speaks HTTP by hand, so that it can
//! also speak it badly.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How the gateway behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// 201, at once.
    Takes,
    /// Another status, with this body.
    Answers(u16, &'static str),
    /// 201, after a while.
    TakesAfter(Duration),
    /// Two answers to one request.
    AnswersTwice,
    /// Takes the SMS, and is gone before it says so.
    TakesAndHangsUp,
    /// Never answers.
    Hangs,
    /// Elsewhere: 307.
    Redirects,
}

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Posted {
    /// `POST /path`
    pub line: String,
    /// By lower-case name.
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Posted {
    pub fn field(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.body.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// What the SMS says, of either form.
    pub fn text(&self) -> String {
        let json: Option<serde_json::Value> = serde_json::from_str(&self.body).ok();
        json.and_then(|json| json["text"].as_str().map(str::to_owned)).or_else(|| self.field("Body")).expect("a text")
    }

    /// The six digits that it begins with.
    pub fn code(&self) -> String {
        self.text()[..6].to_owned()
    }
}

pub struct RecordingGateway {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    state: Arc<Mutex<(Manner, Vec<Posted>)>>,
    server: JoinHandle<()>,
}

impl RecordingGateway {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new((Manner::Takes, Vec::new())));
        let shared = Arc::clone(&state);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&shared)));
            }
        });
        Self { url, state, server }
    }

    pub fn behave(&self, manner: Manner) {
        self.state.lock().expect("a gateway").0 = manner;
    }

    /// Every POST so far, oldest first.
    pub fn posted(&self) -> Vec<Posted> {
        self.state.lock().expect("a gateway").1.iter().filter(|posted| posted.line.starts_with("POST ")).cloned().collect()
    }
}

impl Drop for RecordingGateway {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn converse(mut stream: TcpStream, state: Arc<Mutex<(Manner, Vec<Posted>)>>) -> std::io::Result<()> {
    let mut read = Vec::new();
    let head = loop {
        if stream.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let lines: Vec<String> = String::from_utf8_lossy(&read[..head]).split("\r\n").map(str::to_owned).collect();
    let headers: BTreeMap<String, String> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())))
        .collect();
    let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while read.len() < head + 4 + length {
        if stream.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
    }
    let body = String::from_utf8_lossy(&read[head + 4..]).into_owned();
    let line = lines[0].trim_end_matches(" HTTP/1.1").to_owned();
    let manner = {
        let mut state = state.lock().expect("a gateway");
        state.1.push(Posted { line, headers, body });
        state.0
    };
    let answer = |status: u16, more: &str, body: &str| {
        format!("HTTP/1.1 {status} So\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{more}\r\n{body}", body.len())
    };
    let words = match manner {
        Manner::Takes => answer(201, "", "{\"sid\":\"SM1\"}"),
        Manner::Answers(status, body) => answer(status, "", body),
        Manner::TakesAfter(pause) => {
            tokio::time::sleep(pause).await;
            answer(201, "", "{}")
        }
        Manner::AnswersTwice => answer(201, "", "{}").repeat(2),
        Manner::TakesAndHangsUp => return Ok(()),
        Manner::Hangs => std::future::pending().await,
        Manner::Redirects => answer(307, "location: /elsewhere\r\n", ""),
    };
    stream.write_all(words.as_bytes()).await?;
    // Give the other side time to hang up by itself.
    let _ = tokio::time::timeout(Duration::from_secs(2), stream.read(&mut [0; 64])).await;
    Ok(())
}
