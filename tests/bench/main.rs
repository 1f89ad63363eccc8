//! What things cost, as ratios measured in one run. See README.md beside this file.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench stops where it fails, and prints what it found"
)]

mod understanding;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use entity::word::Channel;
use futures_util::StreamExt as _;
use synpunkt::App;
use synpunkt::case::list::Filter;
use synpunkt::case::{Actor, Sight, Step, apply, by_code, list};
use synpunkt::clock::Clock;
use synpunkt::config::Settings;
use synpunkt::intake::report::Typed;
use synpunkt::intake::{self, Receipt};
use synpunkt::text::Lang;
use synpunkt::triage;

/// Cases that are there when the queue is measured.
const MANY: usize = 20_000;
/// Senders at once.
const SENDERS: usize = 64;

#[tokio::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("synpunkt-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let app = open(&folder, 256).await;

    let alone = open(&folder, 1).await;
    let one_by_one = speed(&alone, 1_500).await;
    drop(alone);
    let together = speed(&app, 3_000).await;
    line("intake", "together", together, "one by one", one_by_one, "reports/s");

    let app = open(&folder, 256).await;
    end_all(&app).await;
    let few = seconds(&app, 40).await;
    let missing = MANY.saturating_sub(4_500);
    send(&app, missing, "Klottret på muren är tillbaka").await;
    end_all(&app).await;
    send(&app, 200, "Lampan vid hamnen blinkar").await;
    let many = seconds(&app, 40).await;
    line("queue", "among 20,000", many[0], "among few", few[0], "ms");
    line("search", "among 20,000", many[1], "among few", few[1], "ms");
    line("status", "among 20,000", many[2], "among few", few[2], "ms");

    understanding::learning(&app).await;
    let classifier = app.classifier();
    let short = "Lampan på Storgatan är trasig och det är mörkt på kvällarna";
    let long = short.repeat(20);
    let time = |text: &str| {
        let started = Instant::now();
        (0..200).for_each(|_| drop(classifier.verdict(text)));
        started.elapsed().as_secs_f64() * 1e6 / 200.0
    };
    let (short_us, long_us) = (time(short), time(&long));
    line("verdict", "20 times the text", long_us, "the text", short_us, "us");
    understanding::alike(&app, cases()).await;
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Cases among which those alike are sought.
fn cases() -> usize {
    #[expect(clippy::disallowed_methods, reason = "the one who runs the bench says how many")]
    let said = std::env::var("BENCH_CASES").ok();
    said.and_then(|n| n.parse().ok()).unwrap_or(100_000)
}

fn line(name: &str, one: &str, a: f64, other: &str, b: f64, unit: &str) {
    println!("{name:8} {one} {a:.1} {unit}, {other} {b:.1} {unit}: {:.2} times", a / b);
}

/// A node on the bench's database.
async fn open(folder: &Path, batch: usize) -> App {
    let here = folder.display();
    #[expect(clippy::disallowed_methods, reason = "the one who runs the bench says where the database is")]
    let url = std::env::var("BENCH_DATABASE").unwrap_or_else(|_| format!("sqlite://{here}/bench.db"));
    let file: PathBuf = folder.join(format!("settings-{batch}.toml"));
    let text = format!(
        "database.url = \"{url}\"\ndatabase.batch = {batch}\nmail.folder = \"{here}/mail\"\n\
         files.url = \"file://{here}/files\"\nsecurity.key_file = \"{here}/key\"\n"
    );
    std::fs::write(&file, text).unwrap();
    App::open(Settings::read(Some(&file)).unwrap(), Clock::default()).await.unwrap()
}

/// Sends reports, so many at once.
async fn send(app: &App, count: usize, text: &str) -> Vec<Receipt> {
    let report = |n: usize| async move {
        let typed = Typed { text: format!("{text}, nummer {n}"), ..Typed::default() };
        intake::receive(app, typed.parse(Lang::Sv, None).unwrap(), Channel::Api).await.unwrap()
    };
    futures_util::stream::iter(0..count).map(report).buffer_unordered(SENDERS).collect().await
}

/// Reports a second.
async fn speed(app: &App, count: usize) -> f64 {
    let started = Instant::now();
    send(app, count, "Lampan på Storgatan är trasig").await;
    f64::from(u32::try_from(count).unwrap()) / started.elapsed().as_secs_f64()
}

/// Answers every open case.
async fn end_all(app: &App) {
    let actor = Actor { party: entity::word::Party::ContactCentre, officer: None, department: None };
    loop {
        let now = app.clock.now();
        let (cases, _) = list::page(app.db.read(), &Sight::All, &Filter::default(), None, 500, now).await.unwrap();
        if cases.is_empty() {
            return;
        }
        let (ground, actor) = (app.ground(), actor.clone());
        app.db
            .transaction(async move |tx| {
                for case in cases {
                    let step = Step::Answer { text: "Lagat.".to_owned() };
                    apply(&*tx, case.id, None, &actor, step, &ground).await?;
                }
                Ok(())
            })
            .await
            .unwrap();
    }
}

/// Milliseconds of the queue, a search and a status page, each the median of so many.
async fn seconds(app: &App, times: usize) -> [f64; 3] {
    let receipt = send(app, 1, "En ovanlig struts på torget").await.remove(0);
    let officer = synpunkt::staff::Officer {
        id: entity::id::OfficerId(app.clock.id()),
        name: String::new(),
        role: entity::word::Role::ContactCentre,
        department: None,
    };
    let rare = Filter { words: Some("struts".to_owned()), ended: true, ..Filter::default() };
    let mut all = [const { Vec::new() }; 3];
    for _ in 0..times {
        let now = app.clock.now();
        let started = Instant::now();
        triage::queue(app, &officer, &Filter::default(), None, now).await.unwrap();
        let queue = started.elapsed();
        let started = Instant::now();
        list::page(app.db.read(), &Sight::All, &rare, None, 50, now).await.unwrap();
        let search = started.elapsed();
        let started = Instant::now();
        let case = by_code(app.db.read(), &receipt.code).await.unwrap();
        synpunkt::case::event::of(app.db.read(), case.id).await.unwrap();
        let times = [queue, search, started.elapsed()];
        all.iter_mut().zip(times).for_each(|(all, time): (&mut Vec<Duration>, _)| all.push(time));
    }
    all.map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1000.0
    })
}
