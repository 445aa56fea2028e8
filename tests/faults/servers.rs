//! The servers themselves, before any story trusts them: databases are a test's own, and mail is really received.

use std::time::Duration;

use lettre::message::MultiPart;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use redis::AsyncTypedCommands;
use sea_orm::{ConnectionTrait, Database};

use crate::support::{Mailbox, Postgres, Redis};

#[tokio::test]
async fn each_test_has_a_postgres_database_of_its_own() {
    let (Some(one), Some(other)) = (Postgres::fresh().await, Postgres::fresh().await) else { return };
    let first = Database::connect(&one.url).await.unwrap();
    let second = Database::connect(&other.url).await.unwrap();
    for connection in [&first, &second] {
        connection.execute_unprepared("CREATE TABLE mine (id INT)").await.unwrap();
    }
    // Dropping the database must not wait for the connections that a failed test leaves open.
    drop(one);
    assert!(first.execute_unprepared("SELECT 1").await.is_err());
    second.execute_unprepared("SELECT 1").await.unwrap();
}

#[tokio::test]
async fn each_test_has_a_redis_database_of_its_own() {
    let (Some(one), Some(other)) = (Redis::fresh().await, Redis::fresh().await) else { return };
    let mut first = redis::Client::open(one.url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let mut second = redis::Client::open(other.url).unwrap().get_multiplexed_async_connection().await.unwrap();
    first.set("key", "mine").await.unwrap();
    assert_eq!(second.get("key").await.unwrap(), None);
    assert_eq!(first.get("key").await.unwrap().as_deref(), Some("mine"));
}

#[tokio::test]
async fn mail_is_really_received() {
    let Some(mailbox) = Mailbox::open() else { return };
    let (host, port) = mailbox.smtp.split_once(':').unwrap();
    let smtp = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(port.parse().unwrap())
        .timeout(Some(Duration::from_secs(5)))
        .build();
    let body = MultiPart::alternative_plain_html("Grüße: https://id.example.com/reset?token=a=b.".to_owned(), "<p>Grüße</p>".to_owned());
    let letter = Message::builder().from("desk@example.com".parse().unwrap()).to("received@example.com".parse().unwrap());
    smtp.send(letter.subject("Zurücksetzen").multipart(body).unwrap()).await.unwrap();

    let letters = mailbox.wait_for("Received@example.com", 1).await;
    assert_eq!(letters[0].subject, "Zurücksetzen");
    assert_eq!(letters[0].link(), "https://id.example.com/reset?token=a=b");
    assert_eq!(letters[0].from, "desk@example.com");
    assert!(letters[0].html.contains("<p>Grüße</p>"));
    assert!(mailbox.letters_to("nobody@example.com").is_empty());
}
