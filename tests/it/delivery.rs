//! Letters on their way through a real mail server that is sometimes slow, unwilling or away.

use std::path::PathBuf;

use chrono::TimeDelta;
use entity::word::Role;
use rstest::rstest;
use uuid::Uuid;

use crate::town::{Base, Town, given};

const LAMP: &str = "Lampan på Storgatan är trasig, det är mörkt vid lyktstolpen";

fn smtp() -> String {
    format!(
        "mail.transport = \"smtp\"\nmail.smtp_url = \"smtp://{}\"\nmail.timeout_seconds = 3",
        given("SYNPUNKT_TEST_SMTP")
    )
}

/// What the mail server took for an address.
fn taken(address: &str) -> Vec<String> {
    let folder = PathBuf::from(given("SYNPUNKT_TEST_SMTP_FOLDER")).join(address);
    let files = std::fs::read_dir(folder).into_iter().flatten();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn a_letter_that_meets_trouble_is_tried_again_until_it_goes(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::with(base, &smtp()).await;
    // The server says 451 twice to such an address.
    let address = format!("tillfalligt-{}@example.org", Uuid::new_v4().simple());
    let report = town.reports(LAMP, &[("email", &address)]).await;
    town.works().await;
    assert!(taken(&address).is_empty());
    let officer = town.officer(Role::ContactCentre, None).await;
    let page = officer.get(&format!("/personal/arenden/{}", report.number)).await;
    assert!(page.words().contains("Ett försök") && page.words().contains("451"), "{}", page.words());
    assert!(!page.words().contains(&format!("<{address}>")), "the server's words are kept without the address");

    town.works().await;
    assert!(taken(&address).is_empty(), "not before the pause is over");
    town.later(TimeDelta::seconds(100));
    town.works().await;
    assert!(taken(&address).is_empty());
    town.later(TimeDelta::seconds(200));
    town.works().await;
    assert_eq!(taken(&address).len(), 1);
    town.later(TimeDelta::days(1));
    town.works().await;
    assert_eq!(taken(&address).len(), 1, "once is enough");
}

#[rstest]
#[tokio::test]
async fn a_letter_refused_for_good_becomes_a_task_and_goes_when_the_address_is_right(
    #[values(Base::Sqlite, Base::Postgres)] base: Base,
) {
    let town = Town::with(base, &smtp()).await;
    let wrong = format!("borta-{}@example.org", Uuid::new_v4().simple());
    let right = format!("kim-{}@example.org", Uuid::new_v4().simple());
    let report = town.reports(LAMP, &[("email", &wrong), ("phone", "070-123 45 67")]).await;
    town.works().await;
    let officer = town.officer(Role::ContactCentre, None).await;
    let path = format!("/personal/arenden/{}", report.number);
    let page = officer.get(&path).await;
    assert!(page.words().contains("Ring invånaren") && page.words().contains("Gick inte fram"));

    assert_eq!(town.step(&officer, &report.number, &[("step", "contact"), ("email", "fel")]).await.status, 422);
    assert_eq!(town.step(&officer, &report.number, &[("step", "contact"), ("email", &right)]).await.status, 303);
    let page = officer.get(&path).await;
    let retry = page.body.split("action=\"").find(|part| part.contains("/brev/")).unwrap().split('"').next().unwrap();
    assert_eq!(officer.post(retry, &[]).await.status, 303);
    town.works().await;
    assert_eq!(taken(&right).len(), 1);
    let done = page.body.split("action=\"").find(|part| part.contains("/uppgift/")).unwrap().split('"').next().unwrap();
    assert_eq!(officer.post(done, &[]).await.status, 303);
    assert!(!officer.get(&path).await.words().contains("Ring invånaren"));

    // Corrected to another wrong one, it is somebody's task again.
    town.step(&officer, &report.number, &[("step", "contact"), ("email", &wrong)]).await;
    town.step(&officer, &report.number, &[("step", "ask"), ("question", "Var är det?")]).await;
    town.works().await;
    let page = officer.get(&path).await;
    let retry = page.body.split("action=\"").find(|part| part.contains("/brev/")).unwrap().split('"').next().unwrap();
    let done = page.body.split("action=\"").find(|part| part.contains("/uppgift/")).unwrap().split('"').next().unwrap();
    officer.post(done, &[]).await;
    officer.post(retry, &[]).await;
    town.works().await;
    assert!(officer.get(&path).await.words().contains("Ring invånaren"));
}

#[tokio::test]
async fn a_mail_server_that_is_away_loses_nothing_and_gives_up_after_three_days() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let more = format!("mail.transport = \"smtp\"\nmail.smtp_url = \"smtp://{closed}\"");
    let town = Town::with(Base::Sqlite, &more).await;
    let report = town.reports(LAMP, &[("email", "kim@example.org")]).await;
    for hours in [0, 1, 10, 30, 20, 10] {
        town.later(TimeDelta::hours(hours));
        town.works().await;
    }
    let officer = town.officer(Role::ContactCentre, None).await;
    let path = format!("/personal/arenden/{}", report.number);
    assert!(!officer.get(&path).await.words().contains("Gick inte fram"), "71 hours are not 72");
    town.later(TimeDelta::hours(3));
    town.works().await;
    let page = officer.get(&path).await;
    assert!(page.words().contains("Ring invånaren") && page.words().contains("Ring förvaltningen"));
}

#[rstest]
#[tokio::test]
async fn two_workers_send_each_letter_once(#[values(Base::Sqlite, Base::Postgres)] base: Base) {
    let town = Town::with(base, &smtp()).await.shared();
    let addresses: Vec<String> = (0..20).map(|_| format!("kim-{}@example.org", Uuid::new_v4().simple())).collect();
    for address in &addresses {
        town.reports(LAMP, &[("email", address)]).await;
    }
    tokio::join!(town.works(), town.works(), town.works());
    for address in &addresses {
        assert_eq!(taken(address).len(), 1, "{address}");
    }
}
