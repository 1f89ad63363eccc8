//! Cases that belong together: one answer for several residents, and several answers for one letter.

use entity::word::Role;
use rstest::rstest;

use crate::town::{Base, Letter, Town};

const HOLE: &str = "Det är ett djupt hål i asfalten på Storgatan vid bageriet";
const SAME: &str = "Stort hål i asfalten utanför bageriet på Storgatan, min cykel gick sönder";

#[rstest]
#[tokio::test]
async fn several_residents_get_one_answer_each_in_a_letter_of_their_own(
    #[values(Base::Sqlite, Base::Postgres)] base: Base,
) {
    let town = Town::new(base).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let one = town.reports(HOLE, &[("email", "kim@example.org"), ("kind", "fel")]).await;
    let two = town.reports(SAME, &[("email", "noor@example.org"), ("kind", "fel")]).await;
    let three = town.reports("Lampan på kyrkogatan lyser inte alls", &[("email", "ola@example.org")]).await;
    town.letters().await;

    let page = officer.get(&format!("/personal/arenden/{}", two.number)).await;
    assert!(page.words().contains("Kanske samma sak") && page.words().contains(&one.number), "{}", page.words());
    assert!(!page.words().contains(&three.number), "another matter is not shown");
    let joined = town.step(&officer, &two.number, &[("step", "join"), ("to", &one.number)]).await;
    assert_eq!(joined.status, 303, "{}", joined.words());
    assert!(town.letter_to("noor@example.org").await.text.contains("samma sak"));
    let again = town.step(&officer, &one.number, &[("step", "join"), ("to", &two.number)]).await;
    assert_eq!(again.status, 409, "the shared case does not follow its follower");
    assert_eq!(town.step(&officer, &one.number, &[("step", "join"), ("to", &one.number)]).await.status, 409);
    assert_eq!(town.step(&officer, &one.number, &[("step", "join"), ("to", "KC-1")]).await.status, 422);
    assert!(!officer.get("/personal/arenden").await.words().contains(&two.number), "it waits with the shared one");

    town.step(&officer, &one.number, &[("step", "forward"), ("department", "SBF")]).await;
    let letters = town.letters().await;
    let to_department: Vec<_> = letters.iter().filter(|l| l.to == "SBF@lilla.example").collect();
    assert!(to_department.len() <= 1, "one letter about one matter: {to_department:#?}");
    town.step(&officer, &one.number, &[("step", "answer"), ("text", "Hålet är lagat.")]).await;
    let letters = town.letters().await;
    for address in ["kim@example.org", "noor@example.org"] {
        let own: Vec<_> = letters.iter().filter(|l| l.to == address).collect();
        assert_eq!(own.len(), 1, "{address}");
        assert!(own[0].text.contains("Hålet är lagat."));
    }
    assert_ne!(letters[0].link("/arende/"), letters[1].link("/arende/"), "each their own case");
    let resident = town.browser();
    assert!(resident.get(&two.path).await.words().contains("Fler har skrivit om samma sak"));

    // Not content, the resident goes on alone.
    assert_eq!(resident.post(&two.path, &[("step", "reopen"), ("reason", "Inte hos mig")]).await.status, 303);
    let page = officer.get(&format!("/personal/arenden/{}", one.number)).await;
    assert!(page.words().contains("Besvarat") && !page.words().contains("En invånare till"), "{}", page.words());
}

#[rstest]
#[tokio::test]
async fn what_is_taken_back_takes_nobody_along(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let one = town.reports("Jag vill överklaga beslutet om min altan", &[]).await;
    let two = town.reports("Jag vill också överklaga beslutet om altanen", &[]).await;
    town.step(&officer, &two.number, &[("step", "join"), ("to", &one.number)]).await;
    assert_eq!(town.browser().post(&one.path, &[("step", "withdraw")]).await.status, 303);
    let page = town.browser().get(&two.path).await;
    assert!(page.words().contains("går sin egen väg igen"), "{}", page.words());
    let apart = town.step(&officer, &two.number, &[("step", "separate")]).await;
    assert_eq!(apart.status, 409, "it is on its own already");
}

#[rstest]
#[tokio::test]
async fn a_resident_follows_instead_of_reporting_once_more(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::new(base).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let one = town.reports(HOLE, &[("kind", "fel"), ("place", "Storgatan 4, hos Kim 070-174 06 05")]).await;
    let page = format!("/personal/arenden/{}", one.number);
    assert!(officer.get(&page).await.status == 200);
    let fields = [("step", "recategorise"), ("category", "gata.hal"), ("kind", "fel")];
    town.step(&officer, &one.number, &fields).await;
    let browser = town.browser();
    let review = browser.send("/synpunkt", &[("text", SAME), ("step", "granska")], &[]).await;
    assert!(review.words().contains("Har någon redan skrivit om det?"), "{}", review.words());
    assert!(!review.words().contains("bageriet. Det") && !review.body.contains("070-174"), "no words of others");
    let fields = [("text", SAME), ("email", "noor@example.org"), ("join", &one.number)];
    let sent = browser.send("/synpunkt", &fields, &[]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    assert!(officer.get(&page).await.words().contains("En invånare till har skrivit om samma sak"));
    // What is secret cannot be followed by guessing its number.
    let secret = town.reports("Hemtjänsten kommer för sent till mamma, personalen byts hela tiden", &[]).await;
    let fields = [("text", SAME), ("join", &secret.number)];
    assert_eq!(browser.send("/synpunkt", &fields, &[]).await.status, 303);
    let page = officer.get(&format!("/personal/arenden/{}", secret.number)).await;
    assert!(!page.words().contains("En invånare till"));
}

#[rstest]
#[tokio::test]
async fn a_letter_with_several_matters_is_split_and_stays_one_to_its_resident(
    #[values(Base::Sqlite, Base::Postgres)] base: Base,
) {
    let town = Town::new(base).await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let text = "Lampan på Storgatan är trasig. Dessutom vill jag veta när biblioteket har öppet på söndagar.";
    let whole = town.reports(text, &[("email", "kim@example.org")]).await;
    let to_departments = |letters: Vec<Letter>| letters.iter().filter(|l| l.to.ends_with("@lilla.example")).count();
    assert_eq!(to_departments(town.letters().await), 0, "no department gets a letter that is only in part its own");
    town.reports("Lampan på Storgatan är trasig.", &[]).await;
    assert_eq!(to_departments(town.letters().await), 1);
    let page = officer.get(&format!("/personal/arenden/{}", whole.number)).await;
    assert!(page.words().contains("verkar handla om flera saker"), "{}", page.words());
    let one = [("step", "split"), ("part1", "Lampan på Storgatan är trasig."), ("about1", "gata.belysning")];
    assert_eq!(town.step(&officer, &whole.number, &one).await.status, 422, "one part is no split");
    let two = [("part2", "När har biblioteket öppet på söndagar?"), ("about2", "fritid-kultur.bibliotek")];
    let split = town.step(&officer, &whole.number, &[one.as_slice(), &two].concat()).await;
    assert_eq!(split.status, 303, "{}", split.words());
    let letters = town.letters().await;
    let to = |address: &str| letters.iter().filter(|l| l.to == address).count();
    assert_eq!((to("kim@example.org"), to("SBF@lilla.example"), to("KUF@lilla.example")), (1, 1, 1), "{letters:#?}");

    let resident = town.browser();
    let page = resident.get(&whole.path).await;
    assert!(page.words().contains("Du skrev om flera saker") && page.words().contains("Bibliotek"), "{}", page.words());
    for department in ["SBF", "KUF"] {
        let letter = letters.iter().find(|l| l.to == format!("{department}@lilla.example")).unwrap();
        let answer = [("step", "answer"), ("text", "Nu är det klart.")];
        assert_eq!(town.browser().post(&letter.link("/svar/"), &answer).await.status, 303);
        let page = resident.get(&whole.path).await;
        let ended = page.words().contains("Alla delar av det du skrev har nu fått svar");
        assert_eq!(ended, department == "KUF", "the whole ends with its last part");
    }
    let answers = town.letters().await.into_iter().filter(|l| l.to == "kim@example.org").collect::<Vec<_>>();
    assert!(answers.iter().filter(|l| l.text.contains("Nu är det klart.")).count() == 2, "{answers:#?}");
}
