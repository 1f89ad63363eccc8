//! What a receipt was given for is on disk, whatever clients and nodes do meanwhile.

use std::net::SocketAddr;
use std::time::Duration;

use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};
use synpunkt::{App, server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::town::{Base, Town, clock, database, folder, form, settings};

/// Serves a town on a free port of the loopback interface.
async fn served(town: &Town) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = server::router(town.app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    #[expect(clippy::disallowed_methods, reason = "a server to hang up on")]
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

#[rstest]
#[tokio::test]
async fn clients_that_hang_up_take_nothing_with_them(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::with(base, "database.connections = 3").await;
    let address = served(&town).await;
    let mut acknowledged = Vec::new();
    for i in 0..120_u64 {
        let body = format!("{{\"text\":\"Lampan på Storgatan är trasig, nummer {i}\"}}");
        let request = format!(
            "POST /api/v1/cases HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        if i % 2 == 0 {
            // Hang up somewhere between at once and long after.
            tokio::time::sleep(Duration::from_micros((i * 97) % 6000)).await;
            drop(stream);
            continue;
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
        let at = answer.find("KC-").unwrap();
        acknowledged.push(answer[at..at + 14].to_owned());
        // Steps hang up too: they go through a transaction of their own.
        let officer = format!("POST /arende/{} HTTP/1.1\r\nHost: a\r\n", code(&answer));
        let words = form(&[("step", "write"), ("text", "Mer att säga")]);
        let step = format!(
            "{officer}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{words}",
            words.len()
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(step.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_micros((i * 131) % 6000)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let browser = town.browser();
    let key = synpunkt::staff::key::add(&town.app, "test", &[synpunkt::staff::key::Scope::CasesRead]).await.unwrap();
    let browser = browser.header("authorization", &format!("Bearer {key}"));
    for number in &acknowledged {
        assert_eq!(browser.get(&format!("/api/v1/cases/{number}")).await.status, 200, "{number} was acknowledged");
    }
    // No gaps: as many cases as the last number says.
    let count = entity::case::Entity::find().count(town.app.db.read()).await.unwrap();
    let last = entity::counter::Entity::find().one(town.app.db.read()).await.unwrap().unwrap().last;
    assert_eq!(u64::try_from(last).unwrap(), count);
    assert!(count >= u64::try_from(acknowledged.len()).unwrap());
}

fn code(answer: &str) -> &str {
    let at = answer.find("\"code\":\"").unwrap() + 8;
    answer[at..].split('"').next().unwrap()
}

#[rstest]
#[tokio::test]
async fn many_reports_at_once_get_numbers_without_gaps(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await.shared();
    let reports = (0..100).map(|i| {
        let town = town.clone();
        async move { town.reports(&format!("Lampan på Storgatan är trasig, nummer {i}"), &[]).await.number }
    });
    let mut numbers = futures_util::future::join_all(reports).await;
    numbers.sort();
    let expected: Vec<String> = (1..=100).map(|n| format!("{}{n:06}", &numbers[0][..8])).collect();
    assert_eq!(numbers, expected);
}

#[rstest]
#[tokio::test]
async fn two_nodes_share_a_database_and_its_idempotency(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let folder = folder();
    let url = database(base, &folder).await;
    let one = App::open(settings(&folder, &url, ""), clock()).await.unwrap();
    let two = App::open(settings(&folder, &url, ""), clock()).await.unwrap();
    let browsers = [server::router(one), server::router(two)].map(crate::town::Browser::new);
    let body = r#"{"text": "Lampan på Storgatan är trasig"}"#;
    let calls = (0..40).map(|i| {
        let browser = &browsers[i % 2];
        async move {
            let request = axum::http::Request::post("/api/v1/cases")
                .header("content-type", "application/json")
                .header("idempotency-key", format!("k{}", i / 4))
                .body(axum::body::Body::from(body))
                .unwrap();
            browser.ask(request).await
        }
    });
    let answers = futures_util::future::join_all(calls).await;
    for four in answers.chunks(4) {
        let numbers: Vec<_> = four.iter().map(|a| a.json()["number"].clone()).collect();
        assert!(four.iter().all(|a| a.status == 201) && numbers.iter().all(|n| *n == numbers[0]), "{numbers:?}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_bad_report_in_a_batch_hurts_nobody_else() {
    let town = Town::new(Base::Sqlite).await.shared();
    let send = |key: &'static str, text: &'static str| {
        let browser = town.browser().header("idempotency-key", key);
        async move { browser.call("/api/v1/cases", &format!("{{\"text\": \"{text}\"}}")).await.status }
    };
    assert_eq!(send("a", "Lampan på Storgatan är trasig").await, 201);
    let (good, bad, same) = tokio::join!(
        send("b", "Ett djupt hål i asfalten på torget"),
        send("a", "Något helt annat med samma nyckel"),
        send("a", "Lampan på Storgatan är trasig")
    );
    assert_eq!((good, bad, same), (201, 409, 201));
}

#[tokio::test]
async fn another_key_than_the_databases_stops_the_start() {
    let town = Town::new(Base::Sqlite).await;
    let url = format!("sqlite://{}/synpunkt.db", town.folder.display());
    let mut other = settings(&town.folder, &url, "");
    other.security.key_file = town.folder.join("another");
    let refused = App::open(other, clock()).await.err().unwrap().to_string();
    assert!(refused.contains("security.key_file"), "{refused}");
}
