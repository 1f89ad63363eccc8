//! `/personal/arenden`: the cases that wait longest against their promise first, with filters beside them.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use entity::word::{Kind, Status};
use maud::{Markup, html};
use serde::Deserialize;

use super::Queue;
use crate::App;
use crate::case::Case;
use crate::case::list::{After, Filter, MOST_COUNTED};
use crate::case::step::is_open;
use crate::error::Result;
use crate::staff::Officer;
use crate::staff::page::navigation;
use crate::web::{Page, Visit};

/// First words of a text that a row shows, in characters.
const FIRST_WORDS: usize = 90;

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new().route("/personal/arenden", axum::routing::get(show))
}

/// A filter as it stands in a link.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    status: String,
    department: Option<String>,
    category: String,
    kind: String,
    late: String,
    unread: String,
    q: String,
    after: String,
}

impl Asked {
    fn filter(&self) -> Filter {
        let some = |word: &String| (!word.is_empty()).then(|| word.clone());
        Filter {
            status: Status::from_code(&self.status),
            department: self
                .department
                .clone()
                .filter(|code| code != "*")
                .map(|code| if code == "-" { String::new() } else { code }),
            category: some(&self.category),
            kind: Kind::from_code(&self.kind),
            late: !self.late.is_empty(),
            unread: !self.unread.is_empty(),
            words: some(&self.q),
            ended: self.status == "*" || !self.q.is_empty(),
        }
    }
}

/// A filter as a link. The contact centre's own is `-`.
fn link(filter: &Filter, after: Option<After>) -> String {
    let mut query = form(filter);
    if let Some(after) = after {
        query.push(("after", after.key()));
    }
    let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    if pairs.is_empty() { "/personal/arenden".to_owned() } else { format!("/personal/arenden?{}", pairs.join("&")) }
}

fn form(filter: &Filter) -> Vec<(&'static str, String)> {
    let mut query = Vec::new();
    let mut add = |name, value: Option<String>| query.extend(value.map(|value| (name, value)));
    add("status", filter.status.map(|status| status.code().to_owned()));
    add("department", filter.department.clone().map(|code| if code.is_empty() { "-".to_owned() } else { code }));
    add("category", filter.category.clone());
    add("kind", filter.kind.map(|kind| kind.code().to_owned()));
    add("late", filter.late.then(|| "1".to_owned()));
    add("unread", filter.unread.then(|| "1".to_owned()));
    add("q", filter.words.clone());
    query
}

/// For a query (RFC 3986, percent-encoding).
fn escaped(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    value.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

async fn show(State(app): State<App>, visit: Visit, officer: Officer, Query(asked): Query<Asked>) -> Result<Response> {
    let filter = asked.filter();
    let after = if asked.after.is_empty() { None } else { Some(After::parse(&asked.after)?) };
    let queue = super::queue(&app, &officer, &filter, after, visit.now).await?;
    let title = visit.say("queue-title");
    let body = html! {
        h1 { (title) }
        div.work.list {
            (filters(&visit, &queue, &filter))
            section aria-label=(title) {
                @if queue.cases.is_empty() { p.card { (visit.say("queue-empty")) } }
                ul.queue { @for case in &queue.cases { li { (row(&visit, case)) } } }
                div.buttons {
                    @if after.is_some() { a.button href=(link(&filter, None)) { (visit.say("queue-first")) } }
                    @if let Some(next) = queue.next { a.button href=(link(&filter, Some(next))) rel="next" { (visit.say("queue-next")) } }
                }
            }
        }
    };
    Ok(Page::new(&visit, title, body).for_staff(navigation(&visit, &officer)).into_response())
}

fn filters(visit: &Visit, queue: &Queue, chosen: &Filter) -> Markup {
    let departments =
        [("*".to_owned(), visit.say("queue-any")), ("-".to_owned(), visit.town.contact_centre(visit.lang).to_owned())]
            .into_iter()
            .chain(visit.town.departments.iter().map(|d| (d.code.clone(), d.label(visit.lang).to_owned())));
    let categories = std::iter::once((String::new(), visit.say("queue-any")))
        .chain(visit.town.categories.iter().map(|c| (c.code.clone(), c.label(visit.lang).to_owned())));
    let department = chosen.department.as_deref().map_or("*", |code| if code.is_empty() { "-" } else { code });
    let category = chosen.category.as_deref().unwrap_or_default();
    html! {
        nav.filters aria-label=(visit.say("queue-filters")) {
            // A drawer on a phone; the style sheet lays it open where there is room.
            details {
                summary { (visit.say("queue-filters")) }
                (shortcuts(visit, queue, chosen, |f| f.status.is_none() && f.kind.is_none()))
                h2 { (visit.say("case-status")) }
                (shortcuts(visit, queue, chosen, |f| f.status.is_some()))
                h2 { (visit.say("case-kind")) }
                (shortcuts(visit, queue, chosen, |f| f.kind.is_some()))
                form method="get" action="/personal/arenden" {
                    @for (name, value) in form(chosen).iter().filter(|(name, _)| !["department", "category", "q"].contains(name)) {
                        input type="hidden" name=(name) value=(value);
                    }
                    label for="q" { (visit.say("queue-search")) }
                    input id="q" name="q" type="search" value=(chosen.words.as_deref().unwrap_or_default());
                    label for="department" { (visit.say("case-owner")) }
                    select id="department" name="department" {
                        @for (code, words) in departments { option value=(code) selected[code == department] { (words) } }
                    }
                    label for="category" { (visit.say("case-category")) }
                    select id="category" name="category" {
                        @for (code, words) in categories { option value=(code) selected[code == category] { (words) } }
                    }
                    p { button type="submit" { (visit.say("queue-show")) } }
                }
            }
        }
    }
}

fn shortcuts(visit: &Visit, queue: &Queue, chosen: &Filter, which: fn(&Filter) -> bool) -> Markup {
    html! {
        ul {
            @for (filter, count) in queue.counts.iter().filter(|(filter, _)| which(filter)) {
                li { (shortcut(visit, filter, *count, filter == chosen)) }
            }
        }
    }
}

fn shortcut(visit: &Visit, filter: &Filter, count: u64, is_chosen: bool) -> Markup {
    let words = match filter {
        Filter { status: Some(status), .. } => visit.say(&format!("status-{}", status.code())),
        Filter { kind: Some(kind), .. } => visit.say(&format!("kind-{}", kind.code())),
        Filter { late: true, .. } => visit.say("queue-late"),
        Filter { unread: true, .. } => visit.say("queue-unread"),
        _ => visit.say("queue-open"),
    };
    let count = if count >= MOST_COUNTED { format!("{MOST_COUNTED}+") } else { count.to_string() };
    html! {
        a href=(link(filter, None)) aria-current=[is_chosen.then_some("page")] { span { (words) } span.number { (count) } }
    }
}

/// How a case stands against its promise: a sign, a word and a colour.
pub fn state(visit: &Visit, case: &Case) -> Markup {
    let day = visit.day(case.answer_by);
    let soon = (case.answer_by - visit.now).num_hours() < 24;
    let (class, words) = match case.status {
        Status::Answered => ("state ok", format!("✓ {}", visit.say("status-answered"))),
        Status::Closed => ("state", format!("– {}", visit.say("status-closed"))),
        Status::AwaitingResident => ("state", format!("? {}", visit.say("status-awaiting_resident"))),
        Status::Planned => {
            let until =
                case.planned_until.map(|d| crate::text::date::day(visit.lang, d, crate::calendar::date(visit.now)));
            ("state", format!("▷ {} {}", visit.say("status-planned"), until.unwrap_or_default()))
        }
        Status::Received | Status::Forwarded | Status::InProgress => {
            let (class, sign, key) = match (case.answer_by < visit.now, soon) {
                (true, _) => ("state late", "▲", "state-late"),
                (false, true) => ("state wait", "◷", "state-soon"),
                (false, false) => ("state ok", "○", "state-in-time"),
            };
            (class, format!("{sign} {}", visit.with(key, &[("day", &day)])))
        }
    };
    html! { span class=(class) { (words) } }
}

fn row(visit: &Visit, case: &Case) -> Markup {
    let first: String = case.text.chars().take(FIRST_WORDS).collect();
    html! {
        a href={ "/personal/arenden/" (case.number) } {
            span.first {
                (state(visit, case))
                span.number { (case.number) }
                @if case.phone_first && is_open(case.status) { span.state.late { "☎ " (visit.say("queue-phone-first")) } }
                @if case.unread { span.state.wait { "✉ " (visit.say("queue-unread")) } }
                @if case.secret { span.state { "§ " (visit.say("queue-secret")) } }
                span.text { @if case.secret { (visit.say("queue-secret-text")) } @else { (first) } }
            }
            span.second {
                span { (visit.town.category_label(&case.category, visit.lang)) }
                span { (visit.say(&format!("kind-{}", case.kind.code()))) }
                @if let Some(place) = case.place.as_ref().filter(|_| !case.secret) { span { (place) } }
                span { (visit.town.owner(case.department.as_deref(), visit.lang)) }
                span { (visit.say(&format!("status-{}", case.status.code()))) }
                span { (visit.moment(case.received_at)) }
            }
        }
    }
}
