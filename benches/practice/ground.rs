//! The databases that are filled: files in a temporary folder, or databases of this run's own on a PostgreSQL server.

use std::path::PathBuf;

use sea_orm::{ConnectionTrait, Database};

pub struct Ground {
    pub url: String,
    pub folder: PathBuf,
    /// The server, and the database made on it.
    server: Option<(String, String)>,
}

impl Ground {
    /// A fresh database; `server` is the address of any database on the server.
    pub async fn fresh(server: Option<&str>, name: &str) -> Self {
        let name = format!("frontdesk_practice_{}_{name}", std::process::id());
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let Some(server) = server else {
            return Self { url: format!("sqlite:{}", folder.join("frontdesk.db").display()), folder, server: None };
        };
        let (before, _) = server.rsplit_once('/').expect("postgres://USER@HOST/NAME");
        let url = format!("{before}/{name}");
        tell(server, &format!("CREATE DATABASE {name}")).await;
        Self { url, folder, server: Some((server.to_owned(), name)) }
    }

    /// Takes it away again.
    pub async fn clear(self) {
        if let Some((server, name)) = &self.server {
            tell(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn tell(server: &str, statement: &str) {
    let connection = Database::connect(server).await.expect("the server");
    connection.execute_unprepared(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    connection.close().await.expect("a closed connection");
}
