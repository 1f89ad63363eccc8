//! From a resident to an answer, on both databases.

use chrono::TimeDelta;
use entity::word::Role;
use rstest::rstest;

use crate::town::{Base, Town};

const LAMP: &str = "Lampan på Storgatan är trasig, det är mörkt vid lyktstolpen";

#[rstest]
#[tokio::test]
async fn a_report_travels_to_the_department_and_the_answer_comes_back(
    #[values(Base::Sqlite, Base::Postgres)] base: Base,
) {
    let town = Town::new(base).await;
    let report = town.reports(LAMP, &[("email", "kim@example.org"), ("place", "Storgatan 14")]).await;
    assert!(report.number.starts_with("KC-2"), "{report:?}");

    let letters = town.letters().await;
    assert_eq!(letters.len(), 2);
    let to_department = letters.iter().find(|l| l.to == "SBF@lilla.example").unwrap();
    let desk = to_department.link("/svar/");
    let page = town.browser().get(&desk).await;
    assert!(page.words().contains(LAMP) && page.words().contains("Storgatan 14"));
    assert!(!page.body.contains("kim@example.org"));

    let version = page.hidden("version");
    let fields = [("step", "answer"), ("version", version.as_str()), ("text", "Lampan är lagad i dag.")];
    assert_eq!(town.browser().post(&desk, &fields).await.status, 303);

    let answer = town.letter_to("kim@example.org").await;
    assert!(answer.subject.contains(&report.number) && answer.text.contains("Lampan är lagad i dag."));
    let status = town.browser().get(&report.path).await;
    let (answered, asked) = (status.body.find("Lampan är lagad i dag.").unwrap(), status.body.find(LAMP).unwrap());
    assert!(answered < asked, "the answer comes first");
    assert!(town.letters().await.is_empty(), "nobody gets it twice");

    // The link is used up, and says so kindly.
    let again = town.browser().get(&desk).await;
    assert_eq!(again.status, 200);
    assert!(again.words().contains("Tack, svaret är skickat") && !again.body.contains(LAMP));
}

#[rstest]
#[tokio::test]
async fn not_ours_goes_back_to_the_contact_centre_who_sends_it_on(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let report = town.reports(LAMP, &[("email", "kim@example.org")]).await;
    let desk = town.letters().await.iter().find(|l| l.to == "SBF@lilla.example").unwrap().link("/svar/");
    let returned = [("step", "return"), ("why", "Lampan sitter på biblioteket"), ("suggestion", "KUF")];
    assert_eq!(town.browser().post(&desk, &returned).await.status, 303);
    assert_eq!(town.browser().get(&desk).await.status, 410);

    let officer = town.officer(Role::ContactCentre, None).await;
    let page = officer.get(&format!("/personal/arenden/{}", report.number)).await;
    assert!(page.words().contains("Lampan sitter på biblioteket"));
    assert!(page.body.contains("<option value=\"KUF\" selected>"), "the suggestion is chosen");
    let status = town.browser().get(&report.path).await;
    assert!(!status.body.contains("sitter på biblioteket"), "a reason between colleagues stays there");

    let forwarded = town.step(&officer, &report.number, &[("step", "forward"), ("department", "KUF")]).await;
    assert_eq!(forwarded.status, 303, "{}", forwarded.body);
    let letters = town.letters().await;
    let new = letters.iter().find(|l| l.to == "KUF@lilla.example").unwrap();
    assert!(letters.iter().any(|l| l.to == "kim@example.org" && l.text.contains("Kulturförvaltningen")));
    assert_eq!(town.browser().get(&new.link("/svar/")).await.status, 200);
}

#[rstest]
#[tokio::test]
async fn a_question_waits_for_the_resident_and_the_reply_starts_the_clock_again(
    #[values(Base::Sqlite, Base::Postgres)] base: Base,
) {
    let town = Town::new(base).await;
    let report = town.reports(LAMP, &[("email", "kim@example.org")]).await;
    let desk = town.letters().await.iter().find(|l| l.to == "SBF@lilla.example").unwrap().link("/svar/");
    let asked = town.browser().post(&desk, &[("step", "ask"), ("question", "Vilken stolpe är det?")]).await;
    assert_eq!(asked.status, 303);
    let question = town.letter_to("kim@example.org").await;
    assert!(question.text.contains("> Vilken stolpe är det?"));

    town.later(TimeDelta::days(40));
    assert!(town.letters().await.is_empty(), "nobody is late while the resident is asked");
    let page = town.browser().get(&question.link("/arende/")).await;
    assert!(page.words().contains("Vilken stolpe är det?"));
    let reply = town.browser().post(&report.path, &[("step", "write"), ("text", "Den vid brevlådan.")]).await;
    assert_eq!(reply.status, 303);
    town.browser().post(&report.path, &[("step", "write"), ("text", "Den vid brevlådan.")]).await;
    assert!(town.letter_to("SBF@lilla.example").await.subject.contains("skrivit mer"), "a second click says nothing");
    let page = town.browser().get(&desk).await;
    assert!(page.words().contains("Den vid brevlådan.") && page.words().contains("lovad svar senast"));
}

#[rstest]
#[tokio::test]
async fn a_plan_is_told_and_comes_back_on_its_day(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let report = town.reports(LAMP, &[("email", "kim@example.org")]).await;
    let desk = town.letters().await.iter().find(|l| l.to == "SBF@lilla.example").unwrap().link("/svar/");
    let today = town.app.clock.now().date_naive();
    let until = (today + TimeDelta::days(30)).to_string();
    let reason = ("reason", "Vi byter alla lampor på gatan samtidigt.");
    let past = [("step", "plan"), ("until", "2020-01-01"), reason];
    assert_eq!(town.browser().post(&desk, &past).await.status, 422);
    let planned = town.browser().post(&desk, &[("step", "plan"), ("until", &until), reason]).await;
    assert_eq!(planned.status, 303);
    assert!(town.letter_to("kim@example.org").await.text.contains("byter alla lampor"));

    town.later(TimeDelta::days(29));
    assert!(town.letters().await.is_empty());
    town.later(TimeDelta::days(2));
    assert!(town.letter_to("SBF@lilla.example").await.subject.contains("Dagen är här"));
    assert!(town.browser().get(&report.path).await.words().contains("arbetar med det"));
}

#[rstest]
#[tokio::test]
async fn a_broken_promise_is_explained_and_explained_again(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let report = town.reports(LAMP, &[("email", "kim@example.org")]).await;
    town.letters().await;
    town.later(TimeDelta::days(30));
    let letters = town.letters().await;
    assert!(letters.iter().any(|l| l.to == "kim@example.org" && l.subject.contains("dröjer")));
    assert!(letters.iter().any(|l| l.to == "SBF@lilla.example" && l.subject.contains("dröjer")));
    assert!(town.browser().get(&report.path).await.words().contains("Vi är sena, och det beklagar vi."));
    assert!(town.letters().await.is_empty(), "one explanation at a time");
    town.later(TimeDelta::days(30));
    assert_eq!(town.letters().await.len(), 2);
}

#[rstest]
#[tokio::test]
async fn an_answer_can_be_rated_and_reopened_for_sixty_days(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let report = town.reports(LAMP, &[("email", "kim@example.org")]).await;
    town.letters().await;
    let officer = town.officer(Role::ContactCentre, None).await;
    town.step(&officer, &report.number, &[("step", "answer"), ("text", "Det är lagat.")]).await;
    assert!(town.letter_to("kim@example.org").await.text.contains("Det är lagat."));

    let resident = town.browser();
    assert_eq!(resident.post(&report.path, &[("step", "rate")]).await.status, 422);
    let rated = [("step", "rate"), ("solved", "nej"), ("rating", "2"), ("text", "Den lyser inte än")];
    assert_eq!(resident.post(&report.path, &rated).await.status, 303);
    let page = officer.get(&format!("/personal/arenden/{}", report.number)).await;
    assert!(page.words().contains("Det löste sig inte.") && page.words().contains("Den lyser inte än"));

    town.later(TimeDelta::days(59));
    let reopened = resident.post(&report.path, &[("step", "reopen"), ("reason", "Fortfarande mörkt")]).await;
    assert_eq!(reopened.status, 303, "{}", reopened.body);
    assert!(town.letter_to("kim@example.org").await.subject.contains("tagit upp"));
    let officer = town.officer(Role::ContactCentre, None).await;
    town.step(&officer, &report.number, &[("step", "answer"), ("text", "Nu lyser den.")]).await;
    town.letters().await;
    town.later(TimeDelta::days(61));
    let too_late = resident.post(&report.path, &[("step", "reopen"), ("reason", "Nej")]).await;
    assert_eq!(too_late.status, 409);
    assert!(too_late.words().contains("mer än 60 dagar"));
}

#[rstest]
#[tokio::test]
async fn opinions_on_snow_are_kept_for_the_season_review(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let text = "Jag tycker att snöröjningen vid skolan borde börja tidigare, ploga gångvägarna först";
    let report = town.reports(text, &[("email", "kim@example.org"), ("kind", "klagomal")]).await;
    let receipt = town.letters().await.into_iter().find(|l| l.to == "kim@example.org").unwrap();
    assert!(receipt.text.contains("15 maj"), "{}", receipt.text);
    assert!(town.browser().get(&report.path).await.words().contains("när säsongen är slut"));
}
