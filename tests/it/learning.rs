//! Learning from those who know, and forgetting it again; the ways, secrets and dangers that a text also tells of.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use entity::word::Role;
use rstest::rstest;
use synpunkt::case::list::Filter;
use synpunkt::classify::example::Example;
use synpunkt::insight::{self, figures, lesson, model};
use synpunkt::{App, case, classify};

use crate::town::{Base, Browser, Report, Town, clock, database, folder, settings};

const PIPE: &str = "Den stora pipan utanför kiosken visslar hela nätterna";
const LIKE_IT: &str = "Pipan utanför kiosken visslar igen";

async fn said(town: &Town, text: &str) -> String {
    town.works().await;
    town.app.classifier().verdict(text).category
}

async fn correct(town: &Town, officer: &Browser, report: &Report, category: &str) {
    let fields = [("step", "recategorise"), ("category", category), ("kind", "fel")];
    assert_eq!(town.step(officer, &report.number, &fields).await.status, 303);
    town.works().await;
}

#[rstest]
#[tokio::test]
async fn what_an_officer_corrects_is_learnt_at_once_and_can_be_forgotten(
    #[values(Base::Sqlite, Base::Postgres)] base: Base,
) {
    let town = Town::new(base).await;
    let administrator = town.officer(Role::Administrator, None).await;
    let report = town.reports(PIPE, &[]).await;
    let before = said(&town, LIKE_IT).await;
    let right = if before == "renhallning.klotter" { "gata.hal" } else { "renhallning.klotter" };
    let version = town.app.classifier().version().to_owned();
    correct(&town, &administrator, &report, right).await;
    assert_eq!(said(&town, LIKE_IT).await, right, "learnt without a restart");
    assert_ne!(town.app.classifier().version(), version);

    let back = [("step", "back")];
    assert_eq!(administrator.post("/personal/traffsakerhet/modell", &back).await.status, 303);
    assert_eq!(said(&town, LIKE_IT).await, before, "one step back");
    assert_eq!(town.app.classifier().version(), version);
    assert_eq!(administrator.post("/personal/traffsakerhet/modell", &back).await.status, 409, "no further");
    assert_eq!(administrator.post("/personal/traffsakerhet/modell", &[("step", "again")]).await.status, 303);
    assert_eq!(said(&town, LIKE_IT).await, right, "nothing was lost");

    // A model of its own, learnt from everything, after a while.
    town.later(TimeDelta::minutes(5));
    assert_eq!(administrator.post("/personal/traffsakerhet/modell", &[("step", "learn")]).await.status, 303);
    assert_eq!(said(&town, LIKE_IT).await, right);
    let models = model::all(town.app.db.read()).await.unwrap();
    assert_eq!(models.len(), 2, "the old one is kept: {models:?}");
    assert_eq!((models[0].lessons, models[1].lessons), (1, 0));
    assert!(!town.app.classifier().version().contains('+'), "the lesson is in the model");
    let page = administrator.get("/personal/traffsakerhet").await;
    assert!(page.words().contains("Modeller"));
    administrator.post("/personal/traffsakerhet/modell", &back).await;
    assert_eq!(said(&town, LIKE_IT).await, before, "back to the model before, without the lesson");
}

#[rstest]
#[tokio::test]
async fn two_nodes_agree_and_so_does_one_that_starts_anew(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let folder = folder();
    let url = database(base, &folder).await;
    let town = Town::at(&folder, &url).await;
    let other = App::open(settings(&folder, &url, ""), clock()).await.unwrap();
    other.refresh().await.unwrap();
    let officer = town.officer(Role::ContactCentre, None).await;
    for (text, category) in [(PIPE, "renhallning.klotter"), ("Hunden vid dammen skäller jämt", "gata.hal")] {
        let report = town.reports(text, &[]).await;
        correct(&town, &officer, &report, category).await;
    }
    other.refresh().await.unwrap();
    let anew = App::open(settings(&folder, &url, ""), clock()).await.unwrap();
    anew.refresh().await.unwrap();
    let here = town.app.classifier();
    assert!(here.version().contains("+2."), "{}", here.version());
    for app in [&other, &anew] {
        assert_eq!(app.classifier().version(), here.version());
        for text in [PIPE, LIKE_IT, "Lampan lyser inte", "Något helt annat"] {
            assert_eq!(app.classifier().verdict(text), here.verdict(text));
        }
    }
}

#[rstest]
#[tokio::test]
async fn not_ours_teaches_what_it_is_not(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let report = town.reports(PIPE, &[]).await;
    let said_first = said(&town, PIPE).await;
    let margin = |town: &Town| {
        let likely = town.app.classifier().verdict(PIPE).likely;
        likely.into_iter().find(|guess| guess.label == said_first).map_or(0.0, |guess| guess.share)
    };
    let before = margin(&town);
    town.step(&officer, &report.number, &[("step", "forward"), ("department", "SBF")]).await;
    let desk = town.letters().await.iter().find(|l| l.to == "SBF@lilla.example").unwrap().link("/svar/");
    let returned = town.browser().post(&desk, &[("step", "return"), ("why", "Det där är inte vår pipa.")]).await;
    assert_eq!(returned.status, 303, "{}", returned.body);
    town.works().await;
    assert!(margin(&town) < before, "{} {before}", margin(&town));
}

#[rstest]
#[tokio::test]
async fn a_resident_corrects_what_we_understood_until_it_goes_on(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let report = town.reports(PIPE, &[]).await;
    let resident = town.browser();
    let page = resident.get(&report.path).await;
    assert!(page.words().contains("Är det fel? Ändra"), "{}", page.words());
    let fields = [("step", "correct"), ("other", "fritid-kultur.bibliotek")];
    assert_eq!(resident.post(&report.path, &fields).await.status, 303);
    assert!(resident.get(&report.path).await.words().contains("Bibliotek"));
    assert_eq!(said(&town, LIKE_IT).await, "fritid-kultur.bibliotek");
    assert_eq!(resident.post(&report.path, &[("step", "correct")]).await.status, 422);
    assert_eq!(resident.post(&report.path, &[("step", "correct"), ("other", "x'; --")]).await.status, 422);

    // An officer's word outweighs the resident's; and what has gone on is not the resident's to change.
    let officer = town.officer(Role::ContactCentre, None).await;
    correct(&town, &officer, &report, "gata.hal").await;
    assert_eq!(said(&town, LIKE_IT).await, "gata.hal");
    town.step(&officer, &report.number, &[("step", "forward"), ("department", "SBF")]).await;
    assert_eq!(resident.post(&report.path, &fields).await.status, 409);
}

#[rstest]
#[tokio::test]
async fn figures_count_what_was_said_against_what_it_was(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let officer = town.officer(Role::Administrator, None).await;
    let answer = [("step", "answer"), ("text", "Det är gjort.")];
    let (one, two) = (town.reports(PIPE, &[]).await, town.reports("Det är ett djupt hål i asfalten", &[]).await);
    let first = said(&town, PIPE).await;
    let right = if first == "gata.hal" { "renhallning.klotter" } else { "gata.hal" };
    correct(&town, &officer, &one, right).await;
    for report in [&one, &two] {
        assert_eq!(town.step(&officer, &report.number, &answer).await.status, 303);
    }
    town.works().await;
    let day: NaiveDate = "2026-01-01".parse().unwrap();
    let counted = async || figures::since(town.app.db.read(), day).await.unwrap();
    let figures = counted().await;
    assert_eq!((figures.all.cases, figures.all.right), (2, 1));
    assert_eq!(figures.confusions, [(first.clone(), right.to_owned(), 1)]);
    assert_eq!(figures.months.keys().collect::<Vec<_>>(), ["2026-10"]);
    let of_model = async || model::current(town.app.db.read()).await.unwrap().map(|m| (m.cases, m.cases_right));
    assert_eq!(of_model().await, Some((2, 1)), "whatever lessons the model has taken up in between");

    // Reopened and answered again, it is counted once.
    town.step(&officer, &one.number, &[("step", "reopen"), ("why", "Vi tittar igen")]).await;
    correct(&town, &officer, &one, &first).await;
    town.step(&officer, &one.number, &answer).await;
    town.works().await;
    let figures = counted().await;
    assert_eq!((figures.all.cases, figures.all.right, figures.confusions.len()), (2, 2, 0));
    assert_eq!(of_model().await, Some((2, 2)));

    let reader = town.officer(Role::Reader, None).await;
    let page = reader.get("/personal/traffsakerhet").await;
    assert!(page.status == 200 && page.words().contains("Rätt kategori") && !page.words().contains("Styr inlärningen"));
    let behind = officer.get(&format!("/personal/traffsakerhet/arenden?said={first}")).await;
    assert!(behind.words().contains(&one.number));
    assert_eq!(reader.post("/personal/traffsakerhet/modell", &[("step", "back")]).await.status, 403);
    for role in [Role::ContactCentre, Role::Department] {
        let other = town.officer(role, Some("SBF")).await;
        assert_eq!(other.get("/personal/traffsakerhet").await.status, 403, "{role:?}");
    }
    let bad = reader.get("/personal/traffsakerhet/arenden?after=1.x").await;
    assert_eq!(bad.status, 422);
}

#[rstest]
#[tokio::test]
async fn a_matter_with_a_way_of_its_own_is_told_and_registered_unless_taken_back(
    #[values(Base::Sqlite, Base::Postgres)] base: Base,
) {
    let town = Town::new(base).await;
    let text = "Jag vill överklaga beslutet om min ansökan";
    let review = town.browser().send("/synpunkt", &[("text", text), ("step", "granska")], &[]).await;
    assert!(review.words().contains("inom tre veckor") && review.body.contains(r#"name="shown" value="1""#));
    let told = town.reports(text, &[("shown", "1")]).await;
    let page = town.browser().get(&told.path).await;
    assert!(page.words().contains("inom tre veckor") && page.body.contains("https://www.domstol.se"));
    let taken_back = town.browser().post(&told.path, &[("step", "withdraw")]).await;
    assert_eq!(taken_back.status, 303, "{}", taken_back.body);
    town.reports("Hur överklagar man ett beslut? Jag hittar det inte.", &[]).await;
    town.works().await;
    let day: NaiveDate = "2026-01-01".parse().unwrap();
    let guided = figures::since(town.app.db.read(), day).await.unwrap().guided;
    let count = |step: &str| guided.get(&("overklagan".to_owned(), step.to_owned())).copied();
    assert_eq!((count("before"), count("registered"), count("withdrawn")), (Some(1), Some(2), Some(1)));
    let all = Filter { ended: true, ..Filter::default() };
    let now = town.app.clock.now();
    let (cases, _) = case::list::page(town.app.db.read(), &case::Sight::All, &all, None, 9, now).await.unwrap();
    assert_eq!(cases.len(), 2, "both are registered");
    assert!(cases.iter().all(|case| case.department.is_none()), "a person decides");
}

#[tokio::test]
async fn a_secret_waits_for_a_person_and_numbers_do_not_leave_the_contact_centre() {
    let town = Town::new(Base::Sqlite).await;
    let text = "Det är ett djupt hål i asfalten på Storgatan. Min mamma har en demens diagnos. Ring 070-174 06 05.";
    let report = town.reports(text, &[]).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let path = format!("/personal/arenden/{}", report.number);
    let page = officer.get(&path).await;
    assert!(page.body.contains("<mark>070-174 06 05</mark>"), "{}", page.words());
    assert_eq!(town.officer(Role::Reader, None).await.get(&path).await.status, 404, "secret until somebody decides");
    town.step(&officer, &report.number, &[("step", "forward"), ("department", "SBF")]).await;
    let desk = town.letters().await.iter().find(|l| l.to == "SBF@lilla.example").unwrap().link("/svar/");
    let page = town.browser().get(&desk).await;
    assert!(page.words().contains("[telefonnummer]") && !page.body.contains("070-174"), "{}", page.words());
}

#[tokio::test]
async fn what_may_be_secret_is_protected_until_somebody_decides_with_a_reason() {
    let town = Town::new(Base::Sqlite).await;
    let text = "Det är ett djupt hål i asfalten på Storgatan. Min mamma har en demens diagnos och ramlade där.";
    let report = town.reports(text, &[]).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let reader = town.officer(Role::Reader, None).await;
    let path = format!("/personal/arenden/{}", report.number);
    assert!(officer.get(&path).await.words().contains("Skyddat tills någon har prövat det"));
    correct(&town, &officer, &report, "gata.hal").await;
    assert_eq!(reader.get(&path).await.status, 404, "another subject is no decision on secrecy");

    let unsaid = officer.post(&path, &[("step", "secrecy"), ("secret", "no"), ("grounds", " ")]).await;
    assert_eq!(unsaid.status, 422, "a decision rests on something");
    let unmade = officer.post(&path, &[("step", "secrecy"), ("secret", "perhaps"), ("grounds", "Vet inte")]).await;
    assert_eq!(unmade.status, 422);
    town.step(&officer, &report.number, &[("step", "secrecy"), ("secret", "no"), ("grounds", "Säger inget om vem")])
        .await;
    let page = reader.get(&path).await;
    assert!(page.words().contains("Sekretessen prövades: ärendet är öppet"), "{}", page.words());
    let own = town.browser().get(&report.path).await;
    assert!(!page.body.contains("Säger inget om vem") && !own.body.contains("Säger inget om vem"));
    assert!(officer.get(&path).await.body.contains("Säger inget om vem"), "the reason is the contact centre's to read");
    let kind = [("step", "recategorise"), ("category", "gata.hal"), ("kind", "klagomal")];
    town.step(&officer, &report.number, &kind).await;
    assert_eq!(reader.get(&path).await.status, 200, "another kind undoes no decision");

    town.step(
        &officer,
        &report.number,
        &[("step", "secrecy"), ("secret", "yes"), ("grounds", "Grannar kan räkna ut det")],
    )
    .await;
    assert_eq!(reader.get(&path).await.status, 404);
    assert!(officer.get(&path).await.words().contains("Prövat av kontaktcenter"));
}

#[tokio::test]
async fn a_text_in_a_language_we_do_not_know_goes_to_people_marked() {
    let town = Town::new(Base::Sqlite).await;
    let text = "Guten Tag, die Straßenlaterne vor unserem Haus ist seit zwei Wochen kaputt und es ist sehr dunkel.";
    let report = town.reports(text, &[]).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let page = officer.get(&format!("/personal/arenden/{}", report.number)).await;
    assert!(page.words().contains("Tyska"), "{}", page.words());
    assert!(town.letters().await.iter().all(|letter| letter.to != "SBF@lilla.example"));
}

#[tokio::test]
async fn lessons_of_a_category_follow_it_when_it_is_renamed() {
    let town = Town::new(Base::Sqlite).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let report = town.reports(PIPE, &[]).await;
    correct(&town, &officer, &report, "renhallning.klotter").await;
    let until = chrono::DateTime::UNIX_EPOCH;
    let lessons = lesson::examples(town.app.db.read(), until, true).await.unwrap();
    let mut renamed = (*town.app.municipality()).clone();
    let entry = renamed.categories.iter_mut().find(|c| c.code == "renhallning.klotter").unwrap();
    entry.code = "stad.klotter".to_owned();
    entry.was = vec!["renhallning.klotter".to_owned()];
    let town_now = synpunkt::municipality::Municipality::new(
        renamed.about,
        renamed.departments,
        renamed.categories,
        renamed.promises,
        renamed.signs,
    );
    assert_eq!(town_now.category("renhallning.klotter").unwrap().code, "stad.klotter");
    let known: Vec<Example> = classify::known(&town_now, lessons);
    let codes: BTreeSet<&str> = known.iter().map(|lesson| lesson.category.as_str()).collect();
    assert_eq!(codes, BTreeSet::from(["stad.klotter"]));
    assert!(insight::count(&town.app).await.unwrap() == 0, "everything is counted");
}
