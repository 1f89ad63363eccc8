//! Every letter, in every language, as it is read.

use std::fmt::Write as _;

use entity::event::Model as Event;
use entity::id::EventId;
use entity::word::{EventKind, Party};
use insta::assert_snapshot;
use synpunkt::case;
use synpunkt::notify::compose::{Block, compose};
use synpunkt::text::Lang;

use crate::town::{Base, Town};

const SECRET_WORDS: &str = "Lampan vid Ekvägen 7 är trasig, jag heter Kim Ek";

#[tokio::test]
async fn every_letter_reads_well_in_every_language() {
    let town = Town::new(Base::Sqlite).await;
    town.reports(SECRET_WORDS, &[("email", "kim@example.org")]).await;
    let list = synpunkt::case::list::Filter { ended: true, ..Default::default() };
    let now = "2026-10-12T08:00:00Z".parse().unwrap();
    let (cases, _) = case::list::page(town.app.db.read(), &case::Sight::All, &list, None, 9, now).await.unwrap();
    let mut case = cases[0].clone();
    case.number = "KC-2026-000123".to_owned();
    case.answer_by = "2026-10-14T21:59:59Z".parse().unwrap();
    let event = |kind, text: &str, data| Event {
        id: EventId(uuid::Uuid::nil()),
        case_id: case.id,
        seq: 1,
        at: now,
        kind,
        party: Party::Department,
        officer: None,
        department: Some("SBF".to_owned()),
        text: Some(text.to_owned()),
        data,
        told: false,
        counted: true,
    };
    let nothing = || serde_json::json!({});
    let letters = [
        ("receipt", event(EventKind::Received, "", nothing())),
        ("forwarded", event(EventKind::Forwarded, "", nothing())),
        ("question", event(EventKind::Asked, "Vilken stolpe?", nothing())),
        ("answer", event(EventKind::Answered, "Den är lagad.", nothing())),
        ("planned", event(EventKind::Planned, "Vi byter alla.", serde_json::json!({ "until": "2027-05-15" }))),
        ("reopened", event(EventKind::Reopened, "", nothing())),
        ("delay", event(EventKind::Delayed, "", nothing())),
        ("closed", event(EventKind::Closed, "Det finns redan ett ärende.", nothing())),
        ("new-case", event(EventKind::Forwarded, "Kan ni se på det?", nothing())),
        ("resident-wrote", event(EventKind::Wrote, SECRET_WORDS, nothing())),
        ("plan-due", event(EventKind::Resumed, "", nothing())),
        ("department-delay", event(EventKind::Delayed, "", nothing())),
    ];
    let mut all = String::new();
    for (template, event) in &letters {
        for lang in Lang::ALL {
            let letter = compose(template, event, &case, &town.app.municipality(), lang, now);
            let _ = writeln!(all, "--- {template} ({})\n{}", lang.code(), letter.subject);
            for block in &letter.body {
                let _ = match block {
                    Block::Para(words) => writeln!(all, "{words}"),
                    Block::Quote(words) => writeln!(all, "> {words}"),
                    Block::Way(label) => writeln!(all, "[{label}]"),
                    Block::Facts(facts) => facts.iter().try_for_each(|(name, value)| writeln!(all, "{name}: {value}")),
                };
            }
        }
    }
    assert_snapshot!(all);
}

#[tokio::test]
async fn a_departments_letter_holds_nothing_of_the_resident_and_nothing_they_wrote() {
    let town = Town::new(Base::Sqlite).await;
    let contact =
        [("email", "kim@example.org"), ("name", "Kim Ek"), ("phone", "070-123 45 67"), ("place", "Ekvägen 7")];
    let report = town.reports(SECRET_WORDS, &contact).await;
    town.browser().post(&report.path, &[("step", "write"), ("text", "Ekvägen sju alltså")]).await;
    town.later(chrono::TimeDelta::days(30));
    let letters: Vec<_> = town.letters().await.into_iter().filter(|l| l.to.starts_with("SBF")).collect();
    assert_eq!(letters.len(), 3, "new case, more words, delay");
    let code = report.path.trim_start_matches("/arende/");
    for letter in letters {
        let whole = format!("{} {} {}", letter.subject, letter.text, letter.html);
        for private in ["Kim", "kim@", "070", "Ekvägen", "Lampan vid", code] {
            assert!(!whole.contains(private), "{private} in {whole}");
        }
        assert!(letter.text.contains(&report.number) && letter.text.contains("/svar/"));
    }
}

#[tokio::test]
async fn letters_about_a_case_hang_together_and_ask_no_machine_to_answer() {
    let town = Town::new(Base::Sqlite).await;
    let report = town.reports(SECRET_WORDS, &[("email", "kim@example.org")]).await;
    let letters = town.letters().await;
    let first = letters.iter().find(|l| l.to == "kim@example.org").unwrap().clone();
    let officer = town.officer(entity::word::Role::ContactCentre, None).await;
    town.step(&officer, &report.number, &[("step", "answer"), ("text", "Lagad.")]).await;
    let second = town.letter_to("kim@example.org").await;
    assert_eq!(first.in_reply_to, None);
    assert_eq!(second.in_reply_to.as_ref(), Some(&first.message_id));
    assert_eq!(second.references.as_ref(), Some(&first.message_id));
    assert_ne!(first.message_id, second.message_id);
    for letter in [&first, &second] {
        assert_eq!(letter.auto_submitted, "auto-generated");
        assert_eq!(
            (letter.from.as_str(), letter.reply_to.as_str()),
            ("svara-inte@helsingborg.example", "kontaktcenter@lilla.example")
        );
        assert!(letter.html.contains("<html lang=\"sv\">") && letter.html.contains("</a>"));
    }
}

#[tokio::test]
async fn what_is_secret_is_read_behind_the_code_and_not_in_the_letter() {
    let town = Town::new(Base::Sqlite).await;
    let text = "Hemtjänsten kommer för sent till mamma på Storgatan, personalen byts hela tiden";
    let report = town.reports(text, &[("email", "kim@example.org")]).await;
    town.letters().await;
    let officer = town.officer(entity::word::Role::ContactCentre, None).await;
    town.step(&officer, &report.number, &[("step", "answer"), ("text", "Vi har talat med gruppen.")]).await;
    let letter = town.letter_to("kim@example.org").await;
    assert!(!letter.text.contains("talat med gruppen") && letter.text.contains("/arende/"));
    assert!(town.browser().get(&report.path).await.body.contains("talat med gruppen"));
}
