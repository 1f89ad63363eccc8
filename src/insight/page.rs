//! `/personal/traffsakerhet`: how well texts are understood, in the open, with the cases behind every figure.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::{Datelike as _, Months, NaiveDate};
use entity::model::Model;
use maud::{Markup, html};
use serde::Deserialize;

use super::figures::{self, Behind, Count, Figures};
use super::model;
use crate::App;
use crate::calendar;
use crate::case::list::After;
use crate::classify::Measured;
use crate::error::Result;
use crate::staff::page::navigation;
use crate::staff::{Auditor, Keeper};
use crate::web::form::Form;
use crate::web::{Page, Visit};

/// Figures of so many months.
const MONTHS: u32 = 12;

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/personal/traffsakerhet", get(show))
        .route("/personal/traffsakerhet/arenden", get(list))
        .route("/personal/traffsakerhet/modell", post(steer))
}

async fn show(State(app): State<App>, visit: Visit, Auditor(officer): Auditor) -> Result<Response> {
    let today = calendar::date(app.clock.now());
    let first = NaiveDate::from_ymd_opt(today.year(), today.month(), 1).unwrap_or(today);
    let figures = figures::since(app.db.read(), first - Months::new(MONTHS - 1)).await?;
    let models = model::all(app.db.read()).await?;
    let version = app.classifier().version().to_owned();
    let title = visit.say("insight-title");
    let body = html! {
        h1 { (title) }
        p.lead { (visit.say("insight-lead")) }
        (summary(&visit, &figures))
        (months(&visit, &figures))
        (confusions(&visit, &figures))
        (misroutes(&visit, "insight-categories", "said", &figures.categories, |code| {
            visit.town.category_label(code, visit.lang).to_owned()
        }))
        (misroutes(&visit, "insight-departments", "department", &figures.departments, |code| {
            visit.town.owner((!code.is_empty()).then_some(code), visit.lang).to_owned()
        }))
        (guided(&visit, &figures))
        (versions(&visit, &models, &version, officer.may_steer()))
    };
    Ok(Page::new(&visit, title, body).for_staff(navigation(&visit, &officer)).into_response())
}

fn share(visit: &Visit, part: i32, all: i32) -> String {
    if all == 0 { "–".to_owned() } else { percent(visit, f64::from(part) / f64::from(all)) }
}

/// A share in per cent, with the decimal sign of the language.
fn percent(visit: &Visit, share: f64) -> String {
    format!("{:.1} %", 100.0 * share).replace('.', visit.lang.pick(",", "."))
}

fn summary(visit: &Visit, figures: &Figures) -> Markup {
    let all = &figures.all;
    html! {
        section.card {
            h2 { (visit.say("insight-summary")) }
            @if all.cases == 0 { p { (visit.say("insight-none")) } }
            dl.facts {
                dt { (visit.say("insight-cases")) } dd { a href="/personal/traffsakerhet/arenden" { (all.cases) } }
                dt { (visit.say("insight-right")) } dd { (share(visit, all.right, all.cases)) }
                dt { (visit.say("insight-arrived")) } dd { (share(visit, all.arrived, all.cases)) }
                dt { (visit.say("insight-returned")) } dd { (share(visit, all.returned, all.cases)) }
                dt { (visit.say("insight-automatic")) } dd { a href="/personal/traffsakerhet/arenden?automatic=1" { (share(visit, all.automatic, all.cases)) } }
                dt { (visit.say("insight-automatic-arrived")) } dd { (share(visit, all.automatic_arrived, all.automatic)) }
            }
            p.soft { (visit.say("insight-definitions")) }
        }
    }
}

/// A table; all but the first column are figures, unless it is one of words.
fn table(visit: &Visit, heading: &str, head: &[&str], rows: &Markup) -> Markup {
    let words = ["insight-confusions", "insight-guided", "insight-ended"].contains(&heading);
    let title = visit.say(heading);
    html! {
        section {
            h2 { (title) }
            div.scroll tabindex="0" role="region" aria-label=(title) {
                table.figures[!words] {
                    thead { tr { @for key in head { th scope="col" { (visit.say(key)) } } } }
                    tbody { (rows) }
                }
            }
        }
    }
}

fn counts(visit: &Visit, count: &Count) -> Markup {
    html! {
        td.number { (count.cases) }
        td.number { (share(visit, count.right, count.cases)) }
        td.number { (share(visit, count.arrived, count.cases)) }
        td.number { (share(visit, count.automatic, count.cases)) }
        td.number { (share(visit, count.automatic_arrived, count.automatic)) }
    }
}

fn months(visit: &Visit, figures: &Figures) -> Markup {
    let head = [
        "insight-month",
        "insight-cases",
        "insight-right",
        "insight-arrived",
        "insight-automatic",
        "insight-automatic-arrived",
    ];
    let rows = html! { @for (month, count) in figures.months.iter().rev() { tr { th scope="row" { (month.replace('-', "\u{2011}")) } (counts(visit, count)) } } };
    html! { @if !figures.months.is_empty() { (table(visit, "insight-months", &head, &rows)) } }
}

fn confusions(visit: &Visit, figures: &Figures) -> Markup {
    let label = |code: &str| visit.town.category_label(code, visit.lang).to_owned();
    let rows = html! {
        @for (said, turned_out, n) in &figures.confusions { tr {
            td { (label(said)) }
            td { (label(turned_out)) }
            td.number { a href={ "/personal/traffsakerhet/arenden?said=" (said) "&turned_out=" (turned_out) } { (n) } }
        } }
    };
    let head = ["insight-said", "insight-turned-out", "insight-cases"];
    html! { @if !figures.confusions.is_empty() { (table(visit, "insight-confusions", &head, &rows)) } }
}

fn misroutes(
    visit: &Visit,
    heading: &str,
    field: &str,
    rows: &[(String, Count)],
    label: impl Fn(&str) -> String,
) -> Markup {
    let head = ["insight-whose", "insight-misrouted", "insight-cases", "insight-misroute-share"];
    let lines = html! {
        @for (code, count) in rows { tr {
            th scope="row" { (label(code)) }
            td.number { a href={ "/personal/traffsakerhet/arenden?elsewhere=1&" (field) "=" (code) } { (count.cases - count.arrived) } }
            td.number { (count.cases) }
            td.number { (share(visit, count.cases - count.arrived, count.cases)) }
        } }
    };
    html! { @if !rows.is_empty() { (table(visit, heading, &head, &lines)) } }
}

fn guided(visit: &Visit, figures: &Figures) -> Markup {
    let rows = html! {
        @for ((rule, step), n) in &figures.guided { tr {
            td { (visit.town.guidance_label(rule, visit.lang)) }
            td { (visit.say(&format!("shown-{step}"))) }
            td.number { (n) }
        } }
    };
    let head = ["insight-way", "insight-step", "insight-cases"];
    html! { @if !figures.guided.is_empty() { (table(visit, "insight-guided", &head, &rows)) } }
}

fn versions(visit: &Visit, models: &[Model], version: &str, may_steer: bool) -> Markup {
    let measured = |model: &Model| serde_json::from_value::<Measured>(model.figures.clone()).ok();
    let percent = |share: f32| percent(visit, f64::from(share));
    let rows = html! {
        @for model in models { tr {
            td { (visit.moment(model.at)) @if model.set_aside { " (" (visit.say("insight-set-aside")) ")" } }
            td.number { (model.texts) }
            td.number { (model.lessons) }
            @match measured(model) {
                Some(m) => {
                    td.number { (percent(m.right)) }
                    td.number { (percent(m.auto_share)) }
                    td.number { (m.auto_precision.map_or_else(|| "–".to_owned(), percent)) }
                },
                None => { td colspan="3" { (visit.say("insight-learning")) } },
            }
            td.number { (model.cases) }
            td.number { (share(visit, model.cases_right, model.cases)) }
        } }
    };
    let head = [
        "insight-learnt",
        "insight-texts",
        "insight-lessons",
        "insight-held-out-right",
        "insight-held-out-automatic",
        "insight-held-out-arrived",
        "insight-cases",
        "insight-right",
    ];
    let reliability =
        models.iter().find(|m| !m.set_aside).and_then(measured).map(|m| m.reliability).unwrap_or_default();
    let bins = html! { @for bin in &reliability { tr {
        td.number { (percent(bin.confidence)) } td.number { (percent(bin.right)) } td.number { (bin.texts) }
    } } };
    let button = |step: &str| {
        html! {
            form method="post" action="/personal/traffsakerhet/modell" {
                input type="hidden" name="step" value=(step);
                button type="submit" { (visit.say(&format!("insight-do-{step}"))) }
            }
        }
    };
    html! {
        (table(visit, "insight-models", &head, &rows))
        p.soft { (visit.say("insight-models-hint")) }
        p.soft { (visit.with("insight-version", &[("version", version)])) }
        (table(visit, "insight-reliability", &["insight-confidence", "insight-right", "insight-texts"], &bins))
        @if may_steer {
            h2 { (visit.say("insight-steer")) }
            p { (visit.say("insight-steer-hint")) }
            div.buttons { (button("back")) (button("again")) (button("learn")) }
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    said: Option<String>,
    turned_out: Option<String>,
    department: Option<String>,
    elsewhere: Option<String>,
    automatic: Option<String>,
    after: Option<String>,
}

async fn list(
    State(app): State<App>,
    visit: Visit,
    Auditor(officer): Auditor,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let which = Behind {
        said: asked.said,
        turned_out: asked.turned_out,
        department: asked.department,
        elsewhere: asked.elsewhere.is_some(),
        automatic: asked.automatic.is_some(),
    };
    let after = asked.after.as_deref().map(After::parse).transpose()?;
    let (cases, next) = figures::behind(app.db.read(), &officer.sight(), &which, after).await?;
    let title = visit.say("insight-behind");
    let label = |code: &str| visit.town.category_label(code, visit.lang).to_owned();
    let owner = |code: &str| visit.town.owner((!code.is_empty()).then_some(code), visit.lang).to_owned();
    let rows = html! { @for (number, case) in &cases { tr {
        th scope="row" {
            @match number {
                Some(number) => a href={ "/personal/arenden/" (number) } { (number) },
                None => (visit.say("queue-secret")),
            }
        }
        td { (visit.moment(case.at)) }
        td { (label(&case.said)) br; span.soft { (owner(&case.department_said)) } }
        td { (label(&case.turned_out)) br; span.soft { (owner(&case.department_turned_out)) } }
        td { (visit.say(if case.automatic { "yes" } else { "no" })) }
        td { (visit.say(if case.returned { "yes" } else { "no" })) }
    } } };
    let head = [
        "case-number",
        "case-received",
        "insight-said",
        "insight-turned-out",
        "insight-was-automatic",
        "insight-was-returned",
    ];
    let more = next.map(|next| {
        let flag = |is: bool| is.then_some("1".to_owned());
        let fields = [
            ("said", which.said.clone()),
            ("turned_out", which.turned_out.clone()),
            ("department", which.department.clone()),
            ("elsewhere", flag(which.elsewhere)),
            ("automatic", flag(which.automatic)),
            ("after", Some(next.key())),
        ];
        let fields: Vec<_> = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        format!("/personal/traffsakerhet/arenden?{}", serde_urlencoded::to_string(fields).unwrap_or_default())
    });
    let body = html! {
        h1 { (title) }
        p.alone { a href="/personal/traffsakerhet" { (visit.say("insight-title")) } }
        @if cases.is_empty() { p.card { (visit.say("queue-empty")) } } @else { (table(&visit, "insight-ended", &head, &rows)) }
        @if let Some(more) = more { div.buttons { a.button href=(more) rel="next" { (visit.say("queue-next")) } } }
    };
    Ok(Page::new(&visit, title, body).for_staff(navigation(&visit, &officer)).into_response())
}

#[derive(Deserialize)]
struct Steered {
    step: String,
}

async fn steer(State(app): State<App>, _: Keeper, Form(form): Form<Steered>) -> Result<Response> {
    super::steer(&app, &form.step).await?;
    Ok(Redirect::to("/personal/traffsakerhet").into_response())
}
