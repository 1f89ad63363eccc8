//! What understanding costs: a verdict, learning a long history, the model's size, finding what is alike among many.

use std::time::Instant;

use chrono::TimeDelta;
use synpunkt::App;
use synpunkt::case::similar::{self, Sought};
use synpunkt::case::{Sight, open};
use synpunkt::classify::Classifier;
use synpunkt::classify::example::{self, Example};

/// Texts of the long history.
const HISTORY: usize = 100_000;
/// Cases written in one transaction.
const BATCH: usize = 500;

/// A verdict and a model of the example municipality, and learning a long history.
pub async fn learning(app: &App) {
    let shared = example::read(include_bytes!("../../config/helsingborg/learning/texts.csv")).unwrap();
    // First, while this process has not held anything large.
    long(&shared);
    app.refresh().await.unwrap();
    let classifier = app.classifier();
    let started = Instant::now();
    for text in &shared {
        drop(classifier.verdict(&text.text));
    }
    let us = started.elapsed().as_secs_f64() * 1e6 / count(shared.len());
    let model = app.files.list("models").await.unwrap();
    let bytes: u64 = model.iter().map(|file| file.size).sum();
    println!("understanding: {us:.0} us a verdict; the model takes {:.1} MB", count(bytes_of(bytes)) / 1e6);
}

fn long(shared: &[Example]) {
    let messages = example::read(include_bytes!("../../config/helsingborg/learning/messages.csv")).unwrap();
    let history = long_history(shared, &messages);
    let words: usize = history.iter().map(|text| text.text.split_whitespace().count()).sum();
    let started = Instant::now();
    let learnt = Classifier::learn(&history, 0.95);
    let seconds = started.elapsed().as_secs_f64();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "understanding: {} texts of {:.0} words learnt in {seconds:.1} s on {cores} cores, {} MB at the most; {} right of texts held out",
        history.len(),
        count(words) / count(history.len()),
        most_memory(),
        learnt.measured(|_| true).right,
    );
}

/// Each text made of the halves of two about the same, so that no two are alike.
fn long_history(shared: &[Example], messages: &[Example]) -> Vec<Example> {
    let all: Vec<&Example> = shared.iter().chain(messages).collect();
    let mut by_category: std::collections::BTreeMap<&str, Vec<&Example>> = std::collections::BTreeMap::new();
    for text in &all {
        by_category.entry(&text.category).or_default().push(text);
    }
    let mut history = Vec::with_capacity(HISTORY);
    for n in 0.. {
        for (category, texts) in &by_category {
            let (one, two) = (texts[n % texts.len()], texts[(n * 7 + n / texts.len() + 1) % texts.len()]);
            let half = |text: &str, first: bool| {
                let words: Vec<&str> = text.split_whitespace().collect();
                let (a, b) = words.split_at(words.len() / 2);
                if first { a.join(" ") } else { b.join(" ") }
            };
            history.push(Example {
                text: format!("{} {}", half(&one.text, true), half(&two.text, false)),
                category: (*category).to_owned(),
                kind: one.kind.clone(),
                ..Example::default()
            });
            if history.len() == HISTORY {
                return history;
            }
        }
    }
    history
}

/// Finding what is alike among many cases of the last months.
pub async fn alike(app: &App, cases: usize) {
    let shared = example::read(include_bytes!("../../config/helsingborg/learning/texts.csv")).unwrap();
    let now = app.clock.now();
    let started = Instant::now();
    let mut done = 0;
    while done < cases {
        let batch: Vec<open::New> = (done..done + BATCH).map(|n| made(&shared, n, cases, now)).collect();
        let ground = app.ground();
        app.db.transaction(async move |tx| open::open(&*tx, &batch, &ground).await).await.unwrap();
        done += BATCH;
    }
    println!("alike: {done} cases put in place in {:.0} s", started.elapsed().as_secs_f64());
    let classifier: std::sync::Arc<Classifier> = app.classifier();
    let mut times: Vec<f64> = Vec::new();
    for n in 0..400 {
        let text = &shared[(n * 37) % shared.len()];
        let place = format!("Storgatan {}", n * 11);
        let sought =
            Sought { text: &text.text, place: Some(&place), position: None, category: &text.category, at: now };
        let started = Instant::now();
        similar::like(app.db.read(), &Sight::All, sought, &classifier, 5).await.unwrap();
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "alike: among {done} cases p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms",
        times[times.len() / 2],
        times[times.len() * 95 / 100],
        times[times.len() * 99 / 100]
    );
}

fn made(shared: &[Example], n: usize, cases: usize, now: chrono::DateTime<chrono::Utc>) -> open::New {
    let text = &shared[n % shared.len()];
    // A year of cases, evenly.
    let minutes = i64::try_from((cases - n) * 525_600 / cases).unwrap();
    let at = now - TimeDelta::minutes(minutes);
    open::New {
        place: Some(format!("Storgatan {}", n % 5000)),
        ..open::New::of(format!("{} Nummer {n}.", text.text), text.category.clone(), at)
    }
}

/// The most memory this process has had, in MB (Linux; 0 elsewhere).
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn bytes_of(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap()
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap())
}
