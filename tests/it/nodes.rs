//! Nodes that are processes of their own, as they are when Synpunkt runs.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use entity::word::Role;
use rstest::rstest;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::town::{Base, Town, database, folder};

/// Within so many seconds every node knows what somebody corrected.
const SOON: Duration = Duration::from_secs(10);
const PIPE: &str = "Den stora pipan utanför kiosken visslar hela nätterna";
const LIKE_IT: &str = "Pipan utanför kiosken visslar igen";

/// The program itself, serving the same database and files, without a worker.
struct Node {
    process: Child,
    /// Held open: the program may say more.
    _said: BufReader<ChildStdout>,
    address: String,
}

impl Node {
    fn start(folder: &Path) -> Self {
        let is_settings = |path: &Path| path.extension().is_some_and(|extension| extension == "toml");
        let mut files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let settings = files.find(|path| is_settings(path)).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_synpunkt"))
            .arg("--config")
            .arg(settings)
            .args(["serve", "--no-worker", "--listen", "127.0.0.1:0"])
            .env("SYNPUNKT_SERVER__PUBLIC_URL", "")
            .env("SYNPUNKT_METRICS__LISTEN", "")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().trim_end_matches('/').to_owned();
        Self { process, _said: said, address }
    }

    /// What it takes a text to be about, and by which model.
    async fn says(&self, text: &str) -> String {
        let body = serde_json::json!({ "text": text }).to_string();
        let head = "POST /api/v1/cases HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close";
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let request = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let case: serde_json::Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}"));
        case.pointer("/category/code").and_then(serde_json::Value::as_str).unwrap().to_owned()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[rstest]
#[tokio::test]
async fn what_is_corrected_at_one_node_is_known_to_another_process_within_ten_seconds(
    #[values(Base::Sqlite, Base::Postgres)] base: Base,
) {
    let folder = folder();
    let url = database(base, &folder).await;
    let town = Town::at(&folder, &url).await;
    let other = Node::start(&folder);
    let before = other.says(LIKE_IT).await;
    assert_eq!(before, town.app.classifier().verdict(LIKE_IT).category, "they agree from the beginning");

    let officer = town.officer(Role::ContactCentre, None).await;
    let report = town.reports(PIPE, &[]).await;
    let right = if before == "renhallning.klotter" { "gata.hal" } else { "renhallning.klotter" };
    town.step(&officer, &report.number, &[("step", "recategorise"), ("category", right), ("kind", "fel")]).await;
    town.works().await;
    assert_eq!(town.app.classifier().verdict(LIKE_IT).category, right);
    let started = Instant::now();
    while other.says(LIKE_IT).await != right {
        assert!(started.elapsed() < SOON, "the other process has not heard of it");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
