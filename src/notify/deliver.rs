//! Letters that are due are sent; those that do not go are tried again with growing pauses, or become a person's task.

use chrono::{DateTime, TimeDelta, Utc};
use entity::letter::Model as Letter;
use futures_util::StreamExt as _;

use super::compose::Block;
use super::post::{Envelope, Trouble};
use super::render::Around;
use super::{Reader, outbox};
use crate::error::Result;
use crate::text::Lang;
use crate::{App, case, secret};

/// No pause is longer, in seconds.
const LONGEST_PAUSE: i64 = 4 * 60 * 60;

/// Sends what is due. Says how many letters it had in hand.
///
/// # Errors
/// Those of the database; what was not sent is sent the next time.
pub async fn deliver(app: &App) -> Result<usize> {
    let (now, most) = (app.clock.now(), app.settings.mail.batch);
    let letters = app.db.transaction(async move |tx| outbox::lease(&*tx, now, most).await).await?;
    let count = letters.len();
    let at_once = usize::try_from(app.settings.mail.pool).unwrap_or(1).max(1);
    let results: Vec<Result<()>> =
        futures_util::stream::iter(letters).map(|letter| one(app, letter)).buffer_unordered(at_once).collect().await;
    results.into_iter().collect::<Result<()>>()?;
    Ok(count)
}

async fn one(app: &App, letter: Letter) -> Result<()> {
    // The ones before it took too long: it is somebody else's now, or is taken up again in the next round.
    if letter.leased_until.is_none_or(|until| app.clock.now() >= until) {
        return Ok(());
    }
    let outcome = match address(app, &letter).await? {
        Some(to) => app.post.send(envelope(app, &letter, to)?).await,
        None => Err(Trouble { permanent: true, words: "there is no address".to_owned() }),
    };
    let now = app.clock.now();
    let (ground, id, template) = (app.ground(), letter.id, letter.template.clone());
    let state = match outcome {
        Ok(()) => {
            app.db.transaction(async move |tx| outbox::sent(&*tx, &letter, now).await).await?;
            "sent"
        }
        Err(trouble) => {
            let again = if trouble.permanent { None } else { next_try(app, &letter, now) };
            let state = if again.is_some() { "again" } else { "failed" };
            let words = without_addresses(&trouble.words);
            tracing::warn!(letter.id = %id, trouble = words, "a letter did not go");
            app.db.transaction(async move |tx| outbox::failed(&*tx, &letter, again, &words, &ground).await).await?;
            state
        }
    };
    metrics::counter!("letters", "state" => state).increment(1);
    tracing::info!(letter.id = %id, letter.template = template, letter.state = state, "letter");
    Ok(())
}

/// Twice the pause each time, spread by a quarter, until the letter is too old.
fn next_try(app: &App, letter: &Letter, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let mail = &app.settings.mail;
    let doubled = 1_i64.checked_shl(u32::try_from(letter.attempts).unwrap_or(0).min(20)).unwrap_or(1);
    let pause = i64::from(mail.retry_seconds).saturating_mul(doubled).min(LONGEST_PAUSE);
    let spread = u64::try_from(pause.saturating_mul(1000) / 4).unwrap_or(0);
    let share = TimeDelta::milliseconds(i64::try_from(secret::below(spread)).unwrap_or(0));
    let again = now + TimeDelta::seconds(pause) + share;
    (again - letter.made_at <= TimeDelta::hours(i64::from(mail.retry_hours))).then_some(again)
}

async fn address(app: &App, letter: &Letter) -> Result<Option<String>> {
    Ok(match Reader::from_key(&letter.reader) {
        Reader::Resident => case::contact(app.db.read(), letter.case_id).await?.and_then(|contact| contact.email),
        Reader::Department(code) => app.municipality().department(&code).map(|d| d.email.clone()),
    })
}

fn envelope(app: &App, letter: &Letter, to: String) -> Result<Envelope> {
    let town = app.municipality();
    let lang = Lang::from_code(&letter.language).unwrap_or_default();
    let link = match letter.link_id {
        Some(link) => app.link(&format!("/svar/{}", app.key.token(link.0))),
        None => app.link(&format!("/arende/{}", app.key.code(letter.case_id.0))),
    };
    let body: Vec<Block> = serde_json::from_value(letter.body.clone())?;
    let around = Around { town: &town, lang, subject: &letter.subject, link: &link };
    Ok(Envelope {
        to,
        reply_to: town.about.email.clone(),
        text: around.text(&body),
        html: around.html(&body),
        subject: letter.subject.clone(),
        language: lang.code(),
        message_id: letter.message_id.clone(),
        thread_id: letter.thread_id.clone(),
    })
}

/// Mail servers like to repeat the address they refuse.
fn without_addresses(words: &str) -> String {
    let hidden = words.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    hidden.collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_server_says_is_kept_without_the_address() {
        assert_eq!(without_addresses("550 5.1.1 <kim@example.org>: no such user"), "550 5.1.1 … no such user");
    }
}
