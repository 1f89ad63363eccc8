//! The contract with other systems.

use insta::assert_snapshot;
use rstest::rstest;
use serde_json::json;
use synpunkt::staff::key::{self, Scope};

use crate::town::{Base, Browser, Town};

const LAMP: &str = r#"{"text": "Lampan på Storgatan är trasig, det är mörkt vid lyktstolpen", "kind": "fel",
    "place": {"description": "Storgatan 14", "lat": 56.04, "lon": 12.7},
    "contact": {"name": "Kim Ek", "email": "kim@example.org", "phone": "070-123 45 67"}, "language": "sv"}"#;

async fn keyed(town: &Town, may: &[Scope]) -> Browser {
    let key = key::add(&town.app, "test", may).await.unwrap();
    town.browser().header("authorization", &format!("Bearer {key}"))
}

#[rstest]
#[tokio::test]
async fn a_report_gets_its_receipt_and_the_same_key_the_same_one(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let browser = town.browser().header("idempotency-key", "en-nyckel");
    let first = browser.call("/api/v1/cases", LAMP).await;
    assert_eq!(first.status, 201, "{}", first.body);
    let receipt = first.json();
    assert_eq!(receipt["status"], "forwarded");
    assert_eq!(receipt["category"], json!({"code": "gata.belysning", "label": "Trasig gatubelysning"}));
    assert_eq!(receipt["department"], json!({"code": "SBF", "name": "Stadsbyggnadsförvaltningen"}));
    assert!(receipt["because"].as_array().unwrap().len() > 1 && receipt["confidence"].as_f64().unwrap() > 0.5);
    let code = receipt["code"].as_str().unwrap();
    assert_eq!(receipt["tracking_url"], format!("https://synpunkt.example/arende/{code}"));
    assert!(receipt["answer_by"].as_str().unwrap().contains('T'));
    assert_eq!(browser.call("/api/v1/cases", LAMP).await.json(), receipt);
    let other = browser.call("/api/v1/cases", r#"{"text": "Något helt annat nu"}"#).await;
    assert_eq!((other.status, other.json()["type"].as_str().unwrap()), (409, "/api/v1/problems/conflict"));

    // The resident's own view.
    let number = receipt["number"].as_str().unwrap();
    let path = format!("/api/v1/cases/{number}");
    assert_eq!(town.browser().get(&path).await.status, 401);
    let own = town.browser().header("authorization", &format!("Bearer {code}")).get(&path).await;
    assert_eq!((own.status, own.json()["place"]["description"].as_str()), (200, Some("Storgatan 14")));
    assert!(own.json()["events"].as_array().unwrap().iter().all(|event| event["kind"] != "classified"));
    assert!(!own.body.contains("kim@example.org"));
    let resident = town.browser().header("authorization", &format!("Bearer {code}"));
    assert_eq!(resident.get("/api/v1/cases/KC-2026-000099").await.status, 404);
}

#[tokio::test]
async fn bad_bodies_are_refused_with_a_problem_that_names_the_field_and_never_the_value() {
    let town = Town::new(Base::Sqlite).await;
    let long = format!("{{\"text\": \"{}\"}}", "a".repeat(70_000));
    for (body, status, field) in [
        (r#"{"text": "kort"}"#, 422, "text"),
        (r#"{"text": 7}"#, 422, "text"),
        (r#"{"text": "en lång nog text", "hemligt": 1}"#, 422, "hemligt"),
        (r#"{"text": "en lång nog text", "kind": "hot"}"#, 422, "kind"),
        (r#"{"text": "en lång nog text\u0000"}"#, 422, "text"),
        (r#"{"text": "en lång nog text", "language": "tlh"}"#, 422, "language"),
        (r#"{"text": "en lång nog text", "place": {"lat": 91, "lon": 0}}"#, 422, "place.lat"),
        (r#"{"text": "en lång nog text", "place": {"lat": 1}}"#, 422, "place.lon"),
        (r#"{"text": "en lång nog text", "contact": {"email": "hemlig@"}}"#, 422, "contact.email"),
        (r#"{"text": "en lång nog text", "contact": {"phone": "hemlig"}}"#, 422, "contact.phone"),
        ("hemlig", 422, "body"),
        ("", 422, "body"),
        (&long, 413, ""),
    ] {
        let answer = town.browser().call("/api/v1/cases", body).await;
        assert_eq!(answer.status, status, "{body} {}", answer.body);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        if status == 422 {
            assert_eq!(problem["errors"][0]["field"], field, "{body}");
        }
        assert!(!answer.body.contains("hemlig@") && !answer.body.contains("tlh"));
    }
    assert_eq!(town.browser().post("/api/v1/cases", &[("text", "x")]).await.status, 415);
    let wrong = town.browser().get("/api/v1/cases/KC-2026-000001/steps").await;
    assert_eq!(
        (wrong.status, wrong.json()["status"].as_u64(), &wrong.headers["allow"]),
        (405, Some(405), &"POST".parse().unwrap())
    );
    assert_eq!(town.browser().get("/api/v1/nothing").await.headers["content-type"], "application/problem+json");
}

#[rstest]
#[tokio::test]
async fn keys_read_list_and_take_steps_within_their_scope(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let number = town.browser().call("/api/v1/cases", LAMP).await.json()["number"].as_str().unwrap().to_owned();
    for text in ["Klotter på väggen vid skolan", "När öppnar biblioteket vid torget"] {
        town.browser().call("/api/v1/cases", &format!("{{\"text\": \"{text}\"}}")).await;
    }
    let reader = keyed(&town, &[Scope::CasesRead]).await;
    let page = reader.get("/api/v1/cases?limit=2").await.json();
    assert_eq!(page["cases"].as_array().unwrap().len(), 2);
    let next = page["next"].as_str().unwrap();
    let rest = reader.get(&format!("/api/v1/cases?limit=2&after={next}")).await.json();
    assert_eq!((rest["cases"].as_array().unwrap().len(), &rest["next"]), (1, &json!(null)));
    let found =
        reader.get("/api/v1/cases?q=lamporna&status=forwarded&department=SBF&category=gata.belysning").await.json();
    assert_eq!(found["cases"][0]["number"], number.as_str());
    for wrong in ["status=x", "limit=0", "limit=999", "limit=a", "after=x", "okänd=1"] {
        assert_eq!(reader.get(&format!("/api/v1/cases?{wrong}")).await.status, 422, "{wrong}");
    }

    let steps = format!("/api/v1/cases/{number}/steps");
    let answer = r#"{"step": "answer", "text": "Lagat."}"#;
    assert_eq!(reader.call(&steps, answer).await.status, 403);
    assert_eq!(town.browser().call(&steps, answer).await.status, 401);
    let writer = keyed(&town, &[Scope::CasesWrite]).await;
    let stale = key::add(&town.app, "stale", &[Scope::CasesWrite]).await.unwrap();
    let stale = town.browser().header("authorization", &format!("Bearer {stale}")).header("if-match", "\"0\"");
    assert_eq!(stale.call(&steps, answer).await.status, 412);
    for (body, status) in [
        (r#"{"step": "dance"}"#, 422),
        (r#"{"step": "answer"}"#, 422),
        (r#"{"step": "forward", "department": "XXX"}"#, 422),
        (r#"{"step": "note", "text": "Ring elbolaget"}"#, 200),
        (r#"{"step": "return", "reason": "Fel förvaltning"}"#, 200),
        (r#"{"step": "return", "reason": "En gång till"}"#, 409),
        (r#"{"step": "forward", "department": "KUF", "note": "Er?"}"#, 200),
        (r#"{"step": "ask", "text": "Vilken stolpe?"}"#, 200),
        (r#"{"step": "plan", "until": "2999-01-01", "reason": "Sedan"}"#, 422),
        (answer, 200),
        (answer, 409),
        (r#"{"step": "reopen", "reason": "Lyser inte"}"#, 200),
        (r#"{"step": "close", "close_reason": "duplicate", "text": "Se det andra"}"#, 200),
    ] {
        let answer = writer.call(&steps, body).await;
        assert_eq!(answer.status, status, "{body} {}", answer.body);
    }
    let case = reader.get(&format!("/api/v1/cases/{number}")).await;
    assert_eq!(case.json()["status"], "closed");
    assert_eq!(case.headers["etag"].to_str().unwrap(), format!("\"{}\"", case.json()["version"]));
}

#[tokio::test]
async fn the_document_is_served_and_stays_as_it_is() {
    let town = Town::new(Base::Sqlite).await;
    let served = town.browser().get("/api/v1/openapi.json").await;
    assert_eq!((served.status, served.json()["openapi"].as_str()), (200, Some("3.1.0")));
    assert_snapshot!(synpunkt::api::document());
}

#[tokio::test]
async fn operators_see_whether_it_lives_and_is_ready() {
    let town = Town::new(Base::Sqlite).await;
    assert_eq!(town.browser().get("/halsa/levande").await.status, 200);
    town.works().await;
    assert_eq!(town.browser().get("/halsa/redo").await.status, 200);
    town.later(chrono::TimeDelta::minutes(20));
    assert_eq!(town.browser().get("/halsa/redo").await.status, 503, "the worker has not been seen for too long");
    town.works().await;
    assert_eq!(town.browser().get("/halsa/redo").await.status, 200);
}
