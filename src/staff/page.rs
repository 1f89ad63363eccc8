//! Signing in, signing out, and one's own account.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Officer, SESSION_COOKIE};
use crate::App;
use crate::error::{Error, Fault, Result};
use crate::web::field::{self, Field};
use crate::web::form::Form;
use crate::web::{Page, Visit};

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/personal", get(async |_: Officer| Redirect::to("/personal/arenden")))
        .route("/personal/logga-in", get(show).post(sign_in))
        .route("/personal/lank/{token}", get(link).post(use_link))
        .route("/personal/logga-ut", post(sign_out))
        .route("/personal/konto", get(account).post(set_password))
        .route("/personal/konto/logga-ut-overallt", post(sign_out_everywhere))
}

/// The workspace's own navigation.
pub fn navigation(visit: &Visit, officer: &Officer) -> Markup {
    html! {
        nav aria-label=(visit.say("staff-navigation")) {
            ul {
                li { a href="/personal/arenden" { (visit.say("staff-cases")) } }
                @if officer.may_audit() { li { a href="/personal/traffsakerhet" { (visit.say("insight-title")) } } }
                li { a href="/personal/konto" { (officer.name) } }
                li { form method="post" action="/personal/logga-ut" { button.link type="submit" { (visit.say("staff-sign-out")) } } }
            }
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Credentials {
    email: String,
    password: String,
}

async fn show(visit: Visit) -> Response {
    page(&visit, "", &[], StatusCode::OK)
}

async fn sign_in(
    State(app): State<App>,
    visit: Visit,
    jar: CookieJar,
    Form(form): Form<Credentials>,
) -> Result<Response> {
    match super::sign_in(&app, &visit.client.to_string(), &form.email, form.password).await {
        Ok(opening) => Ok((jar.add(cookie(&app, opening.token)), Redirect::to("/personal/arenden")).into_response()),
        Err(Error::Invalid(faults)) => Ok(page(&visit, &form.email, &faults, StatusCode::UNPROCESSABLE_ENTITY)),
        Err(trouble) => Err(trouble),
    }
}

fn cookie(app: &App, token: String) -> Cookie<'static> {
    Cookie::build((SESSION_COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings.server.public_url.starts_with("https://"))
        .build()
}

fn page(visit: &Visit, email: &str, faults: &[Fault], status: StatusCode) -> Response {
    let title = visit.say("sign-in-title");
    let field = |name, label| Field::new(visit.lang, name, label).faults(faults).required();
    let body = html! {
        h1 { (title) }
        (field::summary(visit.lang, faults))
        form method="post" action="/personal/logga-in" novalidate {
            (field("email", "sign-in-email").kind("email").autocomplete("username").value(email).line())
            (field("password", "sign-in-password").kind("password").autocomplete("current-password").line())
            div.buttons { button.primary type="submit" { (visit.say("sign-in")) } }
        }
        p.soft { (visit.say("sign-in-lost")) }
    };
    Page::new(visit, title, body).private().status(status).into_response()
}

/// Shows a button: programs that look at links in letters must not use it up.
async fn link(State(app): State<App>, visit: Visit, Path(token): Path<String>) -> Result<Response> {
    super::link_is_good(&app, &visit.client.to_string(), &token).await?;
    let title = visit.say("sign-in-title");
    let body = html! {
        h1 { (title) }
        p { (visit.say("sign-in-link")) }
        form method="post" { div.buttons { button.primary type="submit" { (visit.say("sign-in")) } } }
    };
    Ok(Page::new(&visit, title, body).private().into_response())
}

async fn use_link(State(app): State<App>, visit: Visit, jar: CookieJar, Path(token): Path<String>) -> Result<Response> {
    let opening = super::sign_in_by_link(&app, &visit.client.to_string(), &token).await?;
    Ok((jar.add(cookie(&app, opening.token)), Redirect::to("/personal/konto")).into_response())
}

async fn sign_out(State(app): State<App>, jar: CookieJar) -> Result<Response> {
    if let Some(token) = jar.get(SESSION_COOKIE) {
        super::sign_out(&app, token.value()).await?;
    }
    Ok((jar.remove(Cookie::build(SESSION_COOKIE).path("/")), Redirect::to("/personal/logga-in")).into_response())
}

async fn sign_out_everywhere(State(app): State<App>, officer: Officer, jar: CookieJar) -> Result<Response> {
    super::sign_out_everywhere(&app, officer.id).await?;
    Ok((jar.remove(Cookie::build(SESSION_COOKIE).path("/")), Redirect::to("/personal/logga-in")).into_response())
}

async fn account(visit: Visit, officer: Officer) -> Response {
    account_page(&visit, &officer, &[], StatusCode::OK)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewPassword {
    password: String,
}

async fn set_password(
    State(app): State<App>,
    visit: Visit,
    officer: Officer,
    Form(form): Form<NewPassword>,
) -> Result<Response> {
    match super::set_password(&app, officer.id, form.password).await {
        Ok(()) => Ok(Redirect::to("/personal/logga-in").into_response()),
        Err(Error::Invalid(faults)) => Ok(account_page(&visit, &officer, &faults, StatusCode::UNPROCESSABLE_ENTITY)),
        Err(trouble) => Err(trouble),
    }
}

fn account_page(visit: &Visit, officer: &Officer, faults: &[Fault], status: StatusCode) -> Response {
    let title = visit.say("account-title");
    let body = html! {
        h1 { (title) }
        (field::summary(visit.lang, faults))
        dl.facts {
            dt { (visit.say("account-name")) } dd { (officer.name) }
            dt { (visit.say("account-role")) } dd { (visit.say(&format!("role-{}", officer.role.code()))) }
            @if let Some(code) = &officer.department {
                dt { (visit.say("account-department")) } dd { (visit.town.department_label(code, visit.lang)) }
            }
        }
        h2 { (visit.say("account-password")) }
        form method="post" action="/personal/konto" novalidate {
            (Field::new(visit.lang, "password", "account-new-password").hint("account-password-hint").kind("password")
                .autocomplete("new-password").faults(faults).required().line())
            div.buttons { button.primary type="submit" { (visit.say("account-password-save")) } }
        }
        h2 { (visit.say("account-everywhere")) }
        p { (visit.say("account-everywhere-hint")) }
        form method="post" action="/personal/konto/logga-ut-overallt" {
            div.buttons { button type="submit" { (visit.say("account-everywhere-do")) } }
        }
    };
    Page::new(visit, title, body).for_staff(navigation(visit, officer)).status(status).into_response()
}
