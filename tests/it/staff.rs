//! Who works here: signing in, rights, and not overwriting one another.

use entity::word::Role;
use rstest::rstest;
use synpunkt::staff;

use crate::town::{Base, Town};

const LAMP: &str = "Lampan på Storgatan är trasig, det är mörkt vid lyktstolpen";
const CARE: &str = "Hemtjänsten kommer för sent till mamma på Storgatan, personalen byts hela tiden";

#[rstest]
#[tokio::test]
async fn a_link_signs_in_once_and_a_password_from_then_on(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let link =
        staff::add(&town.app, "Alva@lilla.example", "Alva", Role::ContactCentre, None, None).await.unwrap().unwrap();
    let path = link.trim_start_matches("https://synpunkt.example");
    let browser = town.browser();
    assert_eq!(browser.get("/personal/arenden").await.location.as_deref(), Some("/personal/logga-in"));
    assert_eq!(browser.get(path).await.status, 200, "looking does not use it up");
    assert_eq!(browser.post(path, &[]).await.status, 303);
    assert_eq!(town.browser().post(path, &[]).await.status, 404, "the second time it is used up");
    assert_eq!(browser.post("/personal/konto", &[("password", "kort")]).await.status, 422);
    let password = "fyra blå ord i rad";
    assert_eq!(browser.post("/personal/konto", &[("password", password)]).await.status, 303);
    assert_eq!(browser.get("/personal/arenden").await.status, 303, "a new password signs out everywhere");

    let wrong = browser.post("/personal/logga-in", &[("email", "alva@lilla.example"), ("password", "fel")]).await;
    assert_eq!(wrong.status, 422);
    let nobody = browser.post("/personal/logga-in", &[("email", "ingen@lilla.example"), ("password", "fel")]).await;
    let sentence = "E-postadressen eller lösenordet stämmer inte.";
    assert!(wrong.body.contains(sentence) && nobody.body.contains(sentence), "which one is wrong is not told");
    let right = [("email", "ALVA@lilla.example "), ("password", password)];
    let (one, two) = (town.browser(), town.browser());
    assert_eq!(one.post("/personal/logga-in", &right).await.status, 303);
    assert_eq!(two.post("/personal/logga-in", &right).await.status, 303);
    assert_eq!(two.get("/personal/arenden").await.status, 200);
    assert_eq!(one.post("/personal/konto/logga-ut-overallt", &[]).await.status, 303);
    assert_eq!(two.get("/personal/arenden").await.status, 303);
}

#[tokio::test]
async fn many_guesses_at_once_are_not_more_than_a_few() {
    let town = Town::with(Base::Sqlite, "limits.guesses = 3").await;
    let guess = [("email", "alva@lilla.example"), ("password", "gissning")];
    let guesses = (0..12).map(|_| async { town.browser().post("/personal/logga-in", &guess).await.status });
    let mut answers = futures_util::future::join_all(guesses).await;
    answers.sort_unstable();
    assert_eq!((answers[2], answers[3]), (422, 429));
}

#[rstest]
#[tokio::test]
async fn what_was_written_while_a_colleague_ended_the_case_is_still_there(
    #[values(Base::Sqlite, Base::Postgres)] base: Base,
) {
    let town = Town::new(base).await;
    let report = town.reports(LAMP, &[]).await;
    let desk = town.letters().await.iter().find(|l| l.to == "SBF@lilla.example").unwrap().link("/svar/");
    let centre = town.officer(Role::ContactCentre, None).await;
    let path = format!("/personal/arenden/{}", report.number);
    let version = centre.get(&path).await.hidden("version");
    let answer = |text| [("version", version.as_str()), ("step", "answer"), ("text", text)];
    assert_eq!(centre.post(&path, &answer("Först")).await.status, 303);
    let second = centre.post(&path, &answer("Mitt andra svar")).await;
    assert!(second.status == 409 && second.body.contains("Mitt andra svar"));
    let department = town.browser().post(&desk, &[("step", "answer"), ("text", "Vårt långa svar")]).await;
    assert!(department.body.contains("Vårt långa svar"));
    assert!(!department.words().contains("Tack, svaret är skickat"), "it was somebody else's answer");
    let resident = town.browser().post(&report.path, &[("step", "write"), ("text", "En sak till")]).await;
    assert!(resident.status == 409 && resident.body.contains("En sak till"));
}

#[rstest]
#[tokio::test]
async fn characters_that_no_database_keeps_are_refused_in_words(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let report = town.reports(LAMP, &[]).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let case = format!("/personal/arenden/{}", report.number);
    for (path, fields) in [
        ("/personal/logga-in", [("email", "\0"), ("password", "x")]),
        (report.path.as_str(), [("step", "write"), ("text", "a\0b")]),
        (case.as_str(), [("step", "note"), ("note", "a\0b")]),
        (case.as_str(), [("step", "note"), ("note", "a\u{7}b")]),
        ("/arende", [("code", "\0"), ("x", "y")]),
    ] {
        assert_eq!(officer.post(path, &fields).await.status, 422, "{path}");
    }
    for path in ["/personal/arenden/%00", "/personal/arenden?category=%00", "/arende/%00"] {
        assert_eq!(officer.get(path).await.status, 404, "{path}");
    }
    let far = format!("/personal/arenden?after=-8000000000000000.{}", uuid::Uuid::nil().simple());
    assert_eq!(officer.get(&far).await.status, 422);
    let key = staff::key::add(&town.app, "test", &[staff::key::Scope::CasesWrite]).await.unwrap();
    let api = town.browser().header("authorization", &format!("Bearer {key}"));
    let steps = format!("/api/v1/cases/{}/steps", report.number);
    let refused = api.call(&steps, r#"{"step": "note", "text": "a\u0000b"}"#).await;
    assert_eq!((refused.status, refused.json()["errors"][0]["field"].as_str()), (422, Some("text")));
}

#[tokio::test]
async fn guessing_passwords_ends_also_when_the_guesser_moves_about() {
    let town = Town::with(Base::Sqlite, "limits.guesses = 3\nserver.trusted_proxies = 1").await;
    let password = "fyra blå ord i rad";
    let _ = staff::add(&town.app, "alva@lilla.example", "Alva", Role::Reader, None, Some(password.to_owned()))
        .await
        .unwrap();
    for from in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
        let guess = [("email", "alva@lilla.example"), ("password", "gissning")];
        let browser = town.browser().header("x-forwarded-for", from);
        assert_eq!(browser.post("/personal/logga-in", &guess).await.status, 422);
    }
    let right = [("email", "alva@lilla.example"), ("password", password)];
    let elsewhere = town.browser().header("x-forwarded-for", "192.0.2.4");
    assert_eq!(elsewhere.post("/personal/logga-in", &right).await.status, 429);
}

#[tokio::test]
async fn idle_officers_are_signed_out() {
    let town = Town::new(Base::Sqlite).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    for _ in 0..3 {
        town.later(chrono::TimeDelta::hours(3));
        assert_eq!(officer.get("/personal/arenden").await.status, 200);
    }
    town.later(chrono::TimeDelta::hours(4));
    assert_eq!(officer.get("/personal/arenden").await.status, 303);
}

#[rstest]
#[tokio::test]
async fn everybody_sees_what_is_theirs_and_nothing_else(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let lamp = town.reports(LAMP, &[("email", "kim@example.org"), ("name", "Kim Ek")]).await;
    let care = town.reports(CARE, &[("name", "Kim Ek")]).await;
    let path = |number: &str| format!("/personal/arenden/{number}");

    let centre = town.officer(Role::ContactCentre, None).await;
    let queue = centre.get("/personal/arenden").await;
    assert!(queue.body.contains(&lamp.number) && queue.body.contains(&care.number));
    assert!(!queue.body.contains("mamma"), "what is secret is not in lists");
    assert!(centre.get(&path(&lamp.number)).await.body.contains("Kim Ek"));

    let streets = town.officer(Role::Department, Some("SBF")).await;
    let queue = streets.get("/personal/arenden").await;
    assert!(queue.body.contains(&lamp.number) && !queue.body.contains(&care.number));
    let page = streets.get(&path(&lamp.number)).await;
    assert!(page.body.contains(LAMP) && !page.body.contains("Kim Ek") && !page.body.contains("kim@example.org"));
    assert_eq!(streets.get(&path(&care.number)).await.status, 404);
    assert_eq!(streets.post(&path(&care.number), &[("step", "answer"), ("text", "Nej")]).await.status, 404);
    let forward = town.step(&streets, &lamp.number, &[("step", "forward"), ("department", "KUF")]).await;
    assert_eq!(forward.status, 403, "a department gives back, it does not send on");

    let culture = town.officer(Role::Department, Some("KUF")).await;
    assert_eq!(culture.get(&path(&lamp.number)).await.status, 404);

    let reader = town.officer(Role::Reader, None).await;
    let page = reader.get(&path(&lamp.number)).await;
    assert!(page.body.contains(LAMP) && !page.body.contains("Kim Ek") && !page.body.contains("name=\"step\""));
    assert_eq!(reader.get(&path(&care.number)).await.status, 404);
    assert_eq!(reader.post(&path(&lamp.number), &[("step", "note"), ("note", "Hej")]).await.status, 403);

    // Given back, it is out of the department's sight.
    let returned = town.step(&streets, &lamp.number, &[("step", "return"), ("why", "Inte vårt")]).await;
    assert_eq!(returned.location.as_deref(), Some("/personal/arenden"));
    assert_eq!(streets.get(&path(&lamp.number)).await.status, 404);
}

#[rstest]
#[tokio::test]
async fn two_officers_at_once_overwrite_nothing(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let report = town.reports(CARE, &[]).await;
    let path = format!("/personal/arenden/{}", report.number);
    let (one, two) = (town.officer(Role::ContactCentre, None).await, town.officer(Role::ContactCentre, None).await);
    let version = one.get(&path).await.hidden("version");
    let forward = [("version", version.as_str()), ("step", "forward"), ("department", "VOF")];
    assert_eq!(two.post(&path, &forward).await.status, 303);
    let answer = [("version", version.as_str()), ("step", "answer"), ("text", "Mitt långa svar")];
    let shown = one.post(&path, &answer).await;
    assert_eq!(shown.status, 409);
    assert!(shown.words().contains("Någon har ändrat ärendet") && shown.body.contains("Mitt långa svar"));
    assert!(shown.words().contains("Vård- och omsorgsförvaltningen fick ärendet"), "what is new is shown");
    let newer = shown.hidden("version");
    let again = [("version", newer.as_str()), ("step", "answer"), ("text", "Mitt långa svar")];
    assert_eq!(one.post(&path, &again).await.status, 303);
}

#[rstest]
#[tokio::test]
async fn the_queue_shows_who_waits_longest_and_pages_by_key(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    for n in 0..60 {
        town.reports(&format!("{LAMP} {n}"), &[]).await;
    }
    let graffiti = town.reports("Klotter på väggen vid skolan, någon har sprejat graffiti", &[]).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let first = officer.get("/personal/arenden").await;
    let numbers = |body: &str| -> Vec<String> {
        body.split("href=\"/personal/arenden/").skip(1).map(|part| part[..14].to_owned()).collect()
    };
    let page = numbers(&first.body);
    assert_eq!((page.len(), &page[0]), (50, &graffiti.number), "three days are sooner than ten");
    let next = first.body.split("href=\"").find(|part| part.contains("after=")).unwrap().split('"').next().unwrap();
    let rest = numbers(&officer.get(next).await.body);
    assert_eq!(rest.len(), 11);
    assert!(rest.iter().all(|number| !page.contains(number)));
    assert_eq!(officer.get("/personal/arenden?after=x").await.status, 422);

    let only = |query: &str| format!("/personal/arenden?{query}");
    assert_eq!(numbers(&officer.get(&only("category=renhallning.klotter")).await.body).len(), 1);
    assert_eq!(numbers(&officer.get(&only("q=v%C3%A4ggarna+GRAFFITI")).await.body), [graffiti.number.as_str()]);
    assert_eq!(numbers(&officer.get(&only(&format!("q={}&status=closed", graffiti.number))).await.body).len(), 1);
    assert_eq!(numbers(&officer.get(&only("late=1")).await.body).len(), 0);
    assert_eq!(numbers(&officer.get(&only("department=-")).await.body).len(), 0);
    assert_eq!(numbers(&officer.get(&only("department=SBF&kind=fel")).await.body).len(), 50);
    town.later(chrono::TimeDelta::days(30));
    let officer = town.officer(Role::ContactCentre, None).await;
    assert_eq!(numbers(&officer.get(&only("late=1")).await.body).len(), 50);
}

#[tokio::test]
async fn every_step_of_the_contact_centre_is_possible_by_hand() {
    let town = Town::new(Base::Sqlite).await;
    let report = town.reports("Zqx vbn wrt plm kjh", &[("email", "kim@example.org")]).await;
    let officer = town.officer(Role::Administrator, None).await;
    let until = (town.app.clock.now().date_naive() + chrono::TimeDelta::days(9)).to_string();
    let steps: [(&[(&str, &str)], &str); 8] = [
        (&[("step", "note"), ("note", "Otydligt")], "Otydligt"),
        (&[("step", "recategorise"), ("category", "gata.hal"), ("kind", "fel")], "Ämnet ändrades till Hål i gata"),
        (&[("step", "forward"), ("department", "SBF"), ("word", "Titta gärna")], "Titta gärna"),
        (&[("step", "ask"), ("question", "Var är det?")], "Var är det?"),
        (&[("step", "plan"), ("until", &until), ("reason", "Asfalt på fredag")], "Asfalt på fredag"),
        (&[("step", "answer"), ("text", "Nu är det lagat")], "Nu är det lagat"),
        (&[("step", "reopen"), ("why", "Det var fel hål")], "Det var fel hål"),
        (&[("step", "close"), ("close", "duplicate"), ("told", "Se det andra ärendet")], "Se det andra ärendet"),
    ];
    for (fields, expected) in steps {
        let answer = town.step(&officer, &report.number, fields).await;
        assert_eq!(answer.status, 303, "{fields:?} {}", answer.body);
        let page = officer.get(&format!("/personal/arenden/{}", report.number)).await;
        assert!(page.words().contains(expected) && page.words().contains("Alva Exempel"), "{expected}");
    }
    let not_now = town.step(&officer, &report.number, &[("step", "note"), ("note", "")]).await;
    assert_eq!(not_now.status, 422);
    let answered =
        officer.post(&format!("/personal/arenden/{}", report.number), &[("step", "answer"), ("text", "Nej")]).await;
    assert_eq!(answered.status, 409);
    assert!(town.letters().await.iter().any(|l| l.text.contains("Se det andra ärendet")));
}

#[tokio::test]
async fn a_forged_form_from_another_site_is_refused() {
    let town = Town::new(Base::Sqlite).await;
    let browser = town.browser().header("sec-fetch-site", "cross-site").header("origin", "https://evil.example");
    let answer = browser.post("/arende", &[("code", "x")]).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("<h1>"), "told in words");
}
