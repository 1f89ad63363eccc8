//! What residents send, however they send it.

use std::io::Cursor;

use rstest::rstest;

use crate::town::{Base, Town};

const LAMP: &str = "Lampan på Storgatan är trasig, det är mörkt vid lyktstolpen";

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(30, 20, image::Rgb([9, 99, 9])).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[rstest]
#[tokio::test]
async fn a_form_sent_twice_is_one_case(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let once = [("once", "samma-sida")];
    let (first, second) = tokio::join!(town.reports(LAMP, &once), town.reports(LAMP, &once));
    assert_eq!((first.number.as_str(), &first.path), (second.number.as_str(), &second.path));
    let other = town.reports(LAMP, &[]).await;
    assert_eq!(other.number[8..].parse::<u32>().unwrap(), 2, "{}", other.number);

    // The same page with other words is another matter: said, and the words are kept.
    let fields = [("once", "samma-sida"), ("text", "Ett djupt hål i asfalten på torget"), ("step", "skicka")];
    let page = town.browser().send("/synpunkt", &fields, &[]).await;
    assert_eq!(page.status, 409);
    assert!(page.body.contains("Ett djupt hål i asfalten på torget"));
    assert_ne!(page.hidden("once"), "samma-sida");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let town = Town::new(Base::Sqlite).await;
    let fields = [("text", "Kort"), ("email", "kim@"), ("name", "Kim <b>Ek"), ("step", "skicka")];
    let page = town.browser().send("/synpunkt", &fields, &[&png(), b"GIF89a"]).await;
    assert_eq!(page.status, 422);
    for expected in [
        "id=\"faults\"",
        "href=\"#text\"",
        "Skriv minst tio tecken, så att vi förstår vad det gäller.",
        "href=\"#email\"",
        "Kim &lt;b&gt;Ek",
        "Vi kan ta emot bilder i formaten jpeg, png och webp.",
        "En bild är sparad",
    ] {
        assert!(page.body.contains(expected), "{expected} in {}", page.body);
    }
    // The photo that was taken in goes along when the rest is right.
    let kept = page.hidden("kept");
    let report = town.reports(LAMP, &[("kept", &kept)]).await;
    let photo = town.browser().get(&format!("{}/bild/1", report.path)).await;
    assert_eq!((photo.status, &photo.bytes[..2]), (200, &[0xff, 0xd8][..]));
    for wrong in ["2", "x", "-1", "99999999999"] {
        let page = town.browser().get(&format!("{}/bild/{wrong}", report.path)).await;
        assert!(page.status == 404 && page.body.contains("<h1>"), "{wrong}: {}", page.status);
    }
}

#[tokio::test]
async fn a_form_without_photos_may_be_sent_plainly() {
    let town = Town::new(Base::Sqlite).await;
    let sent = town.browser().post("/synpunkt", &[("text", LAMP), ("place", "Storgatan 14")]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let page = town.browser().get(&sent.location.unwrap()).await;
    assert!(page.body.contains(LAMP) && page.body.contains("Storgatan 14"));
    let broken = town.browser().post("/synpunkt", &[("text", "a\u{1}bcdefghijkl")]).await;
    assert_eq!(broken.status, 422);
    let request = axum::http::Request::post("/synpunkt").header("content-type", "text/plain");
    assert_eq!(town.browser().ask(request.body("hej".into()).unwrap()).await.status, 422);
}

#[tokio::test]
async fn a_word_without_end_is_looked_at_briefly() {
    let town = Town::new(Base::Sqlite).await;
    let endless = "å".repeat(5_000_000);
    let started = std::time::Instant::now();
    let page = town.browser().send("/synpunkt", &[("text", &endless), ("step", "granska")], &[]).await;
    assert!(page.body.contains("Skriv högst 5000 tecken") && started.elapsed().as_secs() < 5);
    let too_much = town.browser().post("/synpunkt/tips", &[("text", &"a ".repeat(40_000))]).await;
    assert_eq!(too_much.status, 422);
}

#[tokio::test]
async fn the_sixth_photo_is_one_too_many() {
    let town = Town::new(Base::Sqlite).await;
    let photo = png();
    let page = town.browser().send("/synpunkt", &[("text", LAMP), ("step", "skicka")], &[photo.as_slice(); 6]).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("Välj högst 5 bilder") && page.body.contains("5 bilder är sparade"));
}

#[tokio::test]
async fn somebody_who_fills_in_the_hidden_field_is_told_and_keeps_the_text() {
    let town = Town::new(Base::Sqlite).await;
    let page = town.browser().send("/synpunkt", &[("text", LAMP), ("webbplats", "x"), ("step", "skicka")], &[]).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains(LAMP) && page.body.contains("trap shown"));
}

#[tokio::test]
async fn one_client_may_not_flood_the_register_and_loses_no_text() {
    let town = Town::with(Base::Sqlite, "limits.calls = 600").await;
    let browser = town.browser();
    let mut last = None;
    for _ in 0..1001 {
        last = Some(browser.send("/synpunkt", &[("text", "kort"), ("step", "skicka")], &[]).await);
    }
    let page = last.unwrap();
    assert_eq!(page.status, 429);
    assert!(page.body.contains(">\nkort</textarea>"), "{}", page.body);
}

#[tokio::test]
async fn danger_and_identity_numbers_are_pointed_out_without_standing_in_the_way() {
    let town = Town::new(Base::Sqlite).await;
    let text = "Brunnslocket saknas vid skolan, öppen brunn. Jag är 811218-9876.";
    let seen = town.browser().send("/synpunkt", &[("text", text), ("step", "granska")], &[]).await;
    assert_eq!(seen.status, 200);
    assert!(seen.body.contains("tel:112") && seen.words().contains("ett personnummer"));
    let hint = town.browser().post("/synpunkt/tips", &[("text", text)]).await;
    assert!(hint.body.contains("tel:112") && hint.words().contains("ett personnummer"));

    let report = town.reports(text, &[("email", "kim@example.org")]).await;
    let receipt = town.browser().get(&format!("{}?tack", report.path)).await;
    assert!(receipt.body.contains("tel:112") && receipt.words().contains("ett personnummer"));
    assert!(receipt.words().contains("Kontaktcenter läser"), "a person decides: {}", receipt.words());
    assert_eq!(town.letters().await.len(), 1, "no department is told by itself");
}

#[rstest]
#[case("Hemtjänsten kommer för sent till mamma på Storgatan, personalen byts hela tiden")]
#[case("Trafikverket måste göra något åt motorvägen vid stationen, statliga vägen")]
#[case("Jag vet inte vem jag ska fråga om det här, en allmän undran om något")]
#[case("Zqx vbn wrt plm kjh")]
#[tokio::test]
async fn what_is_secret_outside_or_unclear_is_read_by_a_person_first(#[case] text: &str) {
    let town = Town::new(Base::Sqlite).await;
    let report = town.reports(text, &[]).await;
    assert!(town.letters().await.is_empty());
    assert!(town.browser().get(&report.path).await.words().contains("Kontaktcenter läser"));
}

#[tokio::test]
async fn a_place_can_decide_whose_a_matter_is() {
    let town = Town::new(Base::Sqlite).await;
    for (place, whose) in [("Norra kajen, vid bron", "KUF@lilla.example"), ("Storgatan 4", "SBF@lilla.example")] {
        town.reports(LAMP, &[("place", place)]).await;
        let letters = town.letters().await;
        assert!(letters.iter().any(|letter| letter.to == whose), "{place}: {letters:?}");
    }
}

#[tokio::test]
async fn an_anonymous_report_is_followed_by_its_code_and_by_nothing_else() {
    let town = Town::new(Base::Sqlite).await;
    let report = town.reports(LAMP, &[]).await;
    assert!(town.browser().get(&report.path).await.words().contains("inte lämnat någon e-postadress"));
    let code = report.path.trim_start_matches("/arende/");
    let typed = code.to_uppercase().replace('-', " ");
    let found = town.browser().post("/arende", &[("code", &typed)]).await;
    assert_eq!(found.location.as_deref(), Some(report.path.as_str()));
    for wrong in [report.number.as_str(), "aaaaa-bbbbb-ccccc", "", "'; drop table cases; --"] {
        let page = town.browser().post("/arende", &[("code", wrong)]).await;
        assert_eq!(page.status, 422, "{wrong}");
    }
    assert_eq!(town.browser().get(&format!("/arende/{}", report.number)).await.status, 404);
}

#[tokio::test]
async fn guessing_codes_is_slow_and_ends() {
    let town = Town::with(Base::Sqlite, "limits.guesses = 3").await;
    let report = town.reports(LAMP, &[]).await;
    let started = std::time::Instant::now();
    for _ in 0..3 {
        assert_eq!(town.browser().get("/arende/aaaaa-bbbbb-ccccc").await.status, 404);
    }
    assert!(started.elapsed().as_millis() >= 1200);
    let blocked = town.browser().get("/svar/aaaaaaaaaaaaaaaaaaaaaaaaaa").await;
    assert_eq!(blocked.status, 429);
    assert!(blocked.headers.contains_key("retry-after"));
    assert_eq!(town.browser().get(&report.path).await.status, 200, "others behind the same address are let in");
    town.later(chrono::TimeDelta::minutes(16));
    assert_eq!(town.browser().get("/arende/aaaaa-bbbbb-ccccc").await.status, 404);
}

#[tokio::test]
async fn english_is_complete_from_the_form_to_the_letter() {
    let town = Town::new(Base::Sqlite).await;
    let browser = town.browser().header("accept-language", "en-GB");
    assert!(browser.get("/synpunkt").await.body.contains("<html lang=\"en\">"));
    let fields = [("text", "Lampan på torget är trasig"), ("email", "kim@example.org"), ("step", "skicka")];
    let sent = browser.send("/synpunkt", &fields, &[]).await;
    assert_eq!(sent.status, 303);
    let letter = town.letter_to("kim@example.org").await;
    assert_eq!(letter.language, "en");
    assert!(letter.text.contains("Thank you for writing to us."));
    // The language chosen in a link is kept.
    let browser = town.browser();
    browser.get("/?lang=en").await;
    assert!(browser.get("/arende").await.body.contains("Follow your case"));
}
