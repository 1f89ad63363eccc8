//! The pages that explain: what one can do here, the advisers, how to influence, accessibility, personal data.

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use crate::App;
use crate::secret;
use crate::web::field::Field;
use crate::web::{Page, Visit};

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/", get(start))
        .route("/radgivning", get(advisers))
        .route("/paverka", get(influence))
        .route("/tillganglighet", get(accessibility))
        .route("/personuppgifter", get(privacy))
}

async fn start(visit: Visit) -> Response {
    let title = visit.say("start-title");
    let body = html! {
        h1 { (title) }
        p.lead { (visit.say("start-lead")) }
        // Sent, not linked: what people write does not belong in an address.
        form method="post" action="/synpunkt" enctype="multipart/form-data" {
            input type="hidden" name="once" value=(secret::random());
            (Field::new(visit.lang, "text", "start-text").required().rows(6).most(5000).area())
            div.buttons { button.primary type="submit" name="step" value="borja" { (visit.say("start-go")) } }
        }
        ul.ways {
            li { a href="/arende" { (visit.say("start-follow")) } }
            li { a href="/radgivning" { (visit.say("start-advice")) } }
            li { a href="/paverka" { (visit.say("start-influence")) } }
        }
        p { (visit.say("start-danger")) " " a href="tel:112" { "112" } "." }
    };
    Page::new(&visit, title, body).into_response()
}

/// A page of headings and paragraphs: `{key}-title`, `{key}-lead`, and `{key}-{n}-title` with `{key}-{n}` from 1.
fn words(visit: &Visit, key: &str, more: &Markup) -> Response {
    let title = visit.say(&format!("{key}-title"));
    let about = &visit.town.about;
    let values = [("name", about.name.as_str()), ("phone", about.phone.as_str()), ("email", about.email.as_str())];
    let parts = (1..).map_while(|n| {
        let part = format!("{key}-{n}");
        Some((visit.say(&format!("{part}-title")), visit.lang.find(&part, &values)?))
    });
    let body = html! {
        h1 { (title) }
        p.lead { (visit.with(&format!("{key}-lead"), &values)) }
        @for (heading, words) in parts {
            h2 { (heading) }
            @for paragraph in words.split("\n\n") { p { (paragraph) } }
        }
        (more)
    };
    Page::new(visit, title, body).into_response()
}

async fn advisers(visit: Visit) -> Response {
    let to_form = html! { p { a.button href="/synpunkt" { (visit.say("layout-write")) } } };
    words(&visit, "advice", &to_form)
}

async fn influence(visit: Visit) -> Response {
    let to_form = html! { p { a.button href="/synpunkt" { (visit.say("layout-write")) } } };
    words(&visit, "influence", &to_form)
}

async fn accessibility(visit: Visit) -> Response {
    let report = html! { p.alone { a href="https://www.digg.se/tdosanmalan" { (visit.say("accessibility-report")) } } };
    words(&visit, "accessibility", &report)
}

async fn privacy(visit: Visit) -> Response {
    words(&visit, "privacy", &html! {})
}
