//! The form at `/synpunkt`.

use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use entity::word::{Channel, Kind};
use maud::{Markup, html};
use serde::Deserialize;

use super::language;
use super::photo;
use super::report::{MOST_PHOTOS, Typed};
use super::{Understanding, review, understand};
use crate::App;
use crate::case::similar::{Like, Sought};
use crate::error::{Error, Fault, Result};
use crate::secret;
use crate::track::ways;
use crate::web::field::{self, Field};
use crate::web::form::Form;
use crate::web::{Page, Visit, problem};

/// Five photos, and room for the words.
const MOST_BYTES: usize = MOST_PHOTOS * photo::MOST_BYTES + 1024 * 1024;

/// The words of the form alone.
const TIPS_BYTES: usize = 64 * 1024;

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/synpunkt", get(show_empty).post(send).layer(DefaultBodyLimit::max(MOST_BYTES)))
        .route("/synpunkt/tips", post(hints).layer(DefaultBodyLimit::max(TIPS_BYTES)))
}

/// The form as it was sent.
#[derive(Debug, Default)]
struct Sent {
    typed: Typed,
    once: String,
    /// The field that people never see.
    trap: String,
    /// Which button: send, or look first.
    step: String,
    /// The number of a case about the same thing, to follow it.
    join: String,
    /// A way of its own was shown before.
    shown: bool,
    /// Names of photos that were taken in before.
    kept: Vec<String>,
    /// Photos that came along, good or bad.
    tried: usize,
    faults: Vec<Fault>,
    /// Public cases that are likely about the same thing.
    alike: Vec<Like>,
}

impl Sent {
    async fn alike(&self, app: &App, seen: &Understanding, at: DateTime<Utc>) -> Result<Vec<Like>> {
        let typed = &self.typed;
        let sought = Sought {
            text: &typed.text,
            place: Some(typed.place.as_str()).filter(|place| !place.is_empty()),
            position: typed.lat.parse().ok().zip(typed.lon.parse().ok()),
            category: &seen.verdict.category,
            at,
        };
        super::alike(app, sought).await
    }

    /// Reads a form without photos, or with them; photos only of somebody who has not sent too much.
    async fn read(app: &App, request: Request, with_photos: bool) -> Result<Self> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let form = Multipart::from_request(request, app).await.map_err(|_| Error::fault("form", "broken"))?;
            return Self::read_parts(app, form, with_photos).await;
        }
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, app).await?;
        let mut sent = Self::default();
        for (name, value) in fields {
            sent.field(&name, value);
        }
        Ok(sent)
    }

    async fn read_parts(app: &App, mut form: Multipart, with_photos: bool) -> Result<Self> {
        let broken = |_| Error::fault("form", "broken");
        let mut sent = Self::default();
        loop {
            let part = match form.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) => break,
                // Too much, or cut off: what came before is kept.
                Err(_) => {
                    sent.faults.push(Fault::limit("photos", "large", 10));
                    break;
                }
            };
            let name = part.name().unwrap_or_default().to_owned();
            if name == "photos" {
                if !with_photos {
                    continue;
                }
                sent.photo(app, part).await?;
                continue;
            }
            sent.field(&name, part.text().await.map_err(broken)?);
        }
        Ok(sent)
    }

    fn field(&mut self, name: &str, value: String) {
        match name {
            "text" => self.typed.text = value,
            "kind" => self.typed.kind = value,
            "place" => self.typed.place = value,
            "lat" => self.typed.lat = value,
            "lon" => self.typed.lon = value,
            "name" => self.typed.name = value,
            "email" => self.typed.email = value,
            "phone" => self.typed.phone = value,
            "once" => self.once = value,
            "webbplats" => self.trap = value,
            "step" => self.step = value,
            "join" => self.join = value,
            "shown" => self.shown = value == "1",
            "kept" if photo::is_name(&value) && self.kept.len() < MOST_PHOTOS => self.kept.push(value),
            _ => {}
        }
    }

    async fn photo(&mut self, app: &App, part: axum::extract::multipart::Field<'_>) -> Result<()> {
        let Ok(bytes) = part.bytes().await else {
            self.faults.push(Fault::limit("photos", "large", 10));
            return Ok(());
        };
        if bytes.is_empty() {
            return Ok(());
        }
        self.tried += 1;
        if self.kept.len() >= MOST_PHOTOS || self.tried > MOST_PHOTOS {
            if !self.faults.iter().any(|f| f.code == "many") {
                self.faults.push(Fault::limit("photos", "many", 5));
            }
            return Ok(());
        }
        match photo::draft(app, bytes.to_vec()).await {
            Ok(name) => self.kept.push(name),
            Err(Error::Invalid(faults)) => self.faults.extend(faults),
            Err(trouble) => return Err(trouble),
        }
        Ok(())
    }
}

async fn show_empty(visit: Visit) -> Response {
    let sent = Sent { once: secret::random(), ..Sent::default() };
    page(&visit, &sent, &[], None, StatusCode::OK)
}

async fn send(State(app): State<App>, visit: Visit, request: Request) -> Result<Response> {
    let limit = app.limits.report(visit.client);
    let mut sent = Sent::read(&app, request, limit.is_ok()).await?;
    if let Err(error) = limit {
        let told = problem::advice(&visit, &error);
        return Ok(page_with(&visit, &sent, &[], None, Some(&told), StatusCode::TOO_MANY_REQUESTS));
    }
    if sent.once.is_empty() {
        sent.once = secret::random();
    }
    let parsed = sent.typed.clone().parse(visit.lang, Some(format!("web:{}", sent.once)));
    if sent.step == "borja" || sent.step == "granska" {
        let faults = if sent.step == "granska" { faults(parsed.err(), &sent) } else { Vec::new() };
        let seen = (sent.typed.text.trim().chars().count() >= 10).then(|| {
            let Typed { text, place, kind, .. } = &sent.typed;
            understand(&app, text, Some(place), Kind::from_code(kind), visit.lang)
        });
        sent.alike = match &seen {
            Some(seen) if sent.step == "granska" && faults.is_empty() => sent.alike(&app, seen, visit.now).await?,
            _ => Vec::new(),
        };
        return Ok(page(&visit, &sent, &faults, seen.as_ref(), StatusCode::OK));
    }
    if !sent.trap.is_empty() {
        sent.faults.push(Fault::new("webbplats", "filled"));
    }
    match parsed {
        Ok(mut report) if sent.faults.is_empty() => {
            report.shown = sent.shown;
            report.join = Some(sent.join.clone()).filter(|number| !number.is_empty());
            report.photos = photo::keep(&app, &sent.kept).await?;
            match super::receive(&app, report, Channel::Web).await {
                Ok(receipt) => Ok(Redirect::to(&format!("/arende/{}?tack", receipt.code)).into_response()),
                // The same page sent again with other words: a new case, and the words are kept.
                Err(error @ Error::Conflict(_)) => {
                    sent.once = secret::random();
                    let told = problem::advice(&visit, &error);
                    Ok(page_with(&visit, &sent, &[], None, Some(&told), StatusCode::CONFLICT))
                }
                Err(trouble) => Err(trouble),
            }
        }
        parsed => {
            let faults = faults(parsed.err(), &sent);
            Ok(page(&visit, &sent, &faults, None, StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

fn faults(error: Option<Error>, sent: &Sent) -> Vec<Fault> {
    let mut all = match error {
        Some(Error::Invalid(faults)) => faults,
        _ => Vec::new(),
    };
    all.extend(sent.faults.iter().cloned());
    all
}

#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    text: String,
}

/// What would be said before sending, for the script that asks while somebody writes.
async fn hints(State(app): State<App>, visit: Visit, Form(words): Form<Words>) -> Html<String> {
    Html(warnings(&visit, &understand(&app, &words.text, None, None, visit.lang)).into_string())
}

/// What the resident should know before they send: danger, and personal identity numbers.
pub fn warnings(visit: &Visit, seen: &Understanding) -> Markup {
    html! {
        @if seen.route.phone_first { (ring(visit)) }
        (ways(visit, seen.ways.iter()))
        @if !language::is_understood(seen.written_in) {
            div.notice.wait { h2 { (visit.say("form-language-title")) } p { (visit.say("form-language")) } }
        }
        @if seen.identity_number {
            div.notice.wait { h2 { (visit.say("form-identity-title")) } p { (visit.say("form-identity")) } }
        }
    }
}

/// Ring instead of writing.
pub fn ring(visit: &Visit) -> Markup {
    let town = &visit.town.about;
    let dialled: String = town.phone.chars().filter(char::is_ascii_digit).collect();
    html! {
        div.notice {
            h2 { (visit.say("form-danger-title")) }
            p {
                a href="tel:112" { (visit.say("form-danger-112")) } " "
                (visit.say("form-danger-else")) " " a href={ "tel:" (dialled) } { (town.phone) } "."
            }
        }
    }
}

fn page(visit: &Visit, sent: &Sent, faults: &[Fault], seen: Option<&Understanding>, status: StatusCode) -> Response {
    page_with(visit, sent, faults, seen, None, status)
}

fn page_with(
    visit: &Visit,
    sent: &Sent,
    faults: &[Fault],
    seen: Option<&Understanding>,
    told: Option<&str>,
    status: StatusCode,
) -> Response {
    let title = visit.say("form-title");
    let headed = if faults.is_empty() { title.clone() } else { format!("{}: {title}", visit.say("faults-mark")) };
    let body = html! {
        h1 { (title) }
        (field::summary(visit.lang, faults))
        @if let Some(told) = told { div.notice.wait role="status" { p { (told) } } }
        @if let Some(seen) = seen.filter(|_| sent.step == "granska") {
            (review::understood(visit, seen, &sent.typed.kind))
        }
        form method="post" action="/synpunkt" enctype="multipart/form-data" novalidate {
            input type="hidden" name="once" value=(sent.once);
            (fields(visit, sent, faults))
            @if sent.shown || seen.is_some_and(|seen| !seen.ways.is_empty()) { input type="hidden" name="shown" value="1"; }
            div role="status" data-hints="/synpunkt/tips" { @if let Some(seen) = seen { (warnings(visit, seen)) } }
            (review::alike(visit, &sent.alike))
            div.card {
                h2 { (visit.say("form-public-title")) }
                p { (visit.say("form-public")) }
                p.alone { a href="/personuppgifter" { (visit.say("form-public-more")) } }
            }
            div.buttons {
                button.primary type="submit" name="step" value="skicka" { (visit.say("form-send")) }
                button type="submit" name="step" value="granska" { (visit.say("form-review")) }
            }
        }
    };
    Page::new(visit, headed, body).status(status).into_response()
}

fn fields(visit: &Visit, sent: &Sent, faults: &[Fault]) -> Markup {
    let lang = visit.lang;
    let typed = &sent.typed;
    let field = |name, label| Field::new(lang, name, label).faults(faults);
    let kinds = std::iter::once((String::new(), visit.say("form-kind-any")))
        .chain(Kind::ALL.iter().map(|k| (k.code().to_owned(), visit.say(&format!("kind-{}", k.code())))))
        .collect::<Vec<_>>();
    html! {
        (field("text", "form-text").hint("form-text-hint").value(&typed.text).required().rows(8).most(5000).area())
        (field("kind", "form-kind").hint("form-kind-hint").value(&typed.kind).choice(&kinds))
        (field("place", "form-place").hint("form-place-hint").value(&typed.place).most(300).line())
        input type="hidden" name="lat" id="lat" value=(typed.lat);
        input type="hidden" name="lon" id="lon" value=(typed.lon);
        div.buttons {
            button type="button" hidden data-position data-waiting=(visit.say("form-position-waiting"))
                data-done=(visit.say("form-position-done")) data-failed=(visit.say("form-position-failed")) {
                (visit.say("form-position"))
            }
            span #position-said role="status" { @if !typed.lat.is_empty() { (visit.say("form-position-done")) } }
        }
        fieldset {
            legend { h2 { (visit.say("form-contact")) } }
            p.hint { (visit.say("form-contact-hint")) }
            (field("name", "form-name").value(&typed.name).autocomplete("name").most(200).line())
            (field("email", "form-email").value(&typed.email).kind("email").autocomplete("email").most(254).line())
            (field("phone", "form-phone").value(&typed.phone).kind("tel").autocomplete("tel").most(30).line())
        }
        (photos(visit, sent, faults))
        // Somebody who fills this in is a program. If it was a person after all, they see the field and can empty it.
        div.trap.shown[!sent.trap.is_empty()] aria-hidden=[sent.trap.is_empty().then_some("true")] {
            label for="webbplats" { (visit.say("form-trap")) }
            input id="webbplats" name="webbplats" value=(sent.trap) autocomplete="off"
                tabindex=[sent.trap.is_empty().then_some("-1")];
        }
    }
}

fn photos(visit: &Visit, sent: &Sent, faults: &[Fault]) -> Markup {
    let fault = faults.iter().find(|fault| fault.field == "photos");
    let kept = i64::try_from(sent.kept.len()).unwrap_or(0);
    html! {
        div.field.wrong[fault.is_some()] {
            label for="photos" { (visit.say("form-photos")) " " span.voluntary { (visit.say("field-voluntary")) } }
            p.hint #photos-hint { (visit.say("form-photos-hint")) }
            @if let Some(fault) = fault { p.fault #photos-fault { (field::sentence(visit.lang, fault)) } }
            @if kept > 0 {
                p.state.ok { (visit.lang.count("form-photos-kept", kept)) }
                @for name in &sent.kept { input type="hidden" name="kept" value=(name); }
            }
            input id="photos" name="photos" type="file" multiple accept="image/jpeg,image/png,image/webp"
                aria-describedby=(if fault.is_some() { "photos-hint photos-fault" } else { "photos-hint" })
                aria-invalid=[fault.map(|_| "true")];
        }
    }
}
