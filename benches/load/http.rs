//! One connection that asks and waits, with as little work as possible on the asking side.

use std::fmt::Write as _;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Connection {
    stream: Option<TcpStream>,
    address: SocketAddr,
    host: String,
    buffer: Vec<u8>,
}

pub struct Reply {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Connection {
    pub fn new(address: SocketAddr, host: &str) -> Self {
        Self { stream: None, address, host: host.to_owned(), buffer: Vec::with_capacity(16 * 1024) }
    }

    pub async fn get(&mut self, path: &str, headers: &str) -> Result<Reply, String> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{headers}\r\n", self.host);
        self.send(request.as_bytes()).await
    }

    pub async fn post(&mut self, path: &str, headers: &str, form: &str) -> Result<Reply, String> {
        let mut request = format!("POST {path} HTTP/1.1\r\nhost: {}\r\n{headers}", self.host);
        let _ = write!(request, "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}", form.len());
        self.send(request.as_bytes()).await
    }

    /// Sends and reads one answer; connects anew after any failure.
    pub async fn send(&mut self, request: &[u8]) -> Result<Reply, String> {
        let answer = self.exchange(request).await;
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<Reply, String> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address).await.map_err(|error| error.to_string())?;
            stream.set_nodelay(true).map_err(|error| error.to_string())?;
            self.stream = Some(stream);
        }
        let stream = self.stream.as_mut().ok_or("not connected")?;
        stream.write_all(request).await.map_err(|error| error.to_string())?;
        self.buffer.clear();
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            if stream.read_buf(&mut self.buffer).await.map_err(|error| error.to_string())? == 0 {
                return Err("closed before an answer".to_owned());
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).into_owned();
        let status = text.get(9..12).and_then(|status| status.parse().ok()).ok_or("no status")?;
        let mut reply = Reply { status, head: text, body: String::new() };
        let length: usize = match reply.header("content-length") {
            Some(length) => length.parse().map_err(|_| "a content-length that is no number")?,
            None if status == 304 || status == 204 => 0,
            None => return Err(format!("an answer without content-length: {}", reply.head)),
        };
        while self.buffer.len() < head + length {
            if stream.read_buf(&mut self.buffer).await.map_err(|error| error.to_string())? == 0 {
                return Err("closed within an answer".to_owned());
            }
        }
        reply.body = String::from_utf8_lossy(&self.buffer[head..head + length]).into_owned();
        Ok(reply)
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.pairs().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        self.pairs().filter(|(key, _)| key.eq_ignore_ascii_case("set-cookie")).map(|(_, value)| value)
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(key, value)| (key, value.trim()))
    }

    /// The answer, if it has this status.
    pub fn expect(self, status: u16) -> Result<Self, String> {
        if self.status == status {
            Ok(self)
        } else {
            Err(format!("{} instead of {status}: {}", self.status, self.body.chars().take(300).collect::<String>()))
        }
    }

    /// A text member of a JSON body.
    pub fn member(&self, name: &str) -> Result<String, String> {
        let body: serde_json::Value = serde_json::from_str(&self.body).map_err(|error| error.to_string())?;
        body[name].as_str().map(str::to_owned).ok_or_else(|| format!("no {name} in {}", self.body))
    }
}
