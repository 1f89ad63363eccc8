//! The contract with other systems: API v1, described by its own OpenAPI document.

pub mod body;
pub mod cases;
pub mod view;

use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Synpunkt",
        version = "1",
        description = "Questions, complaints, praise, suggestions and fault reports from residents, until they have an \
                       answer. Errors are application/problem+json (RFC 9457) and name the field, never the value."
    ),
    modifiers(&Bearer),
    components(schemas(crate::web::problem::Problem, crate::web::problem::FieldProblem)),
)]
struct Document;

/// How callers show who they are, and what is left out.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        // The crate is not published under one, and an empty name says less than none.
        openapi.info.license = None;
        let components = openapi.components.get_or_insert_default();
        let scheme = |words: &str| {
            SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(words)).build())
        };
        components.add_security_scheme("key", scheme("A key made with `synpunkt key add`."));
        components.add_security_scheme("code", scheme("The resident's code of the case."));
    }
}

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(cases::create, cases::list))
        .routes(routes!(cases::read))
        .routes(routes!(cases::step))
}

/// The document, as JSON.
pub fn document() -> String {
    let (_, openapi) = described().split_for_parts();
    openapi.to_pretty_json().unwrap_or_default()
}

/// The routes.
pub fn routes() -> axum::Router<App> {
    let (router, openapi) = described().split_for_parts();
    let json = openapi.to_pretty_json().unwrap_or_default();
    router.route("/api/v1/openapi.json", get(async move || ([(CONTENT_TYPE, "application/json")], json.clone())))
}
