//! New cases are written: many in one transaction, each with its number, its first events and its photos.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::id::{CaseId, PhotoId};
use entity::word::{Channel, EventKind, Kind, Status};
use entity::{case, contact, counter, desk_link, event, photo};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, Statement};
use serde_json::json;

use super::{Actor, Ground, event as happening, link, search};
use crate::calendar;
use crate::classify::Guess;
use crate::error::{Error, Result};
use crate::secret;

/// How to reach the resident, as they said it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// What they are called.
    pub name: Option<String>,
    /// Where letters go.
    pub email: Option<String>,
    /// Where to ring.
    pub phone: Option<String>,
}

/// A photo in the file store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Where.
    pub path: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Bytes.
    pub size: usize,
}

/// A case that is about to be: what was written, what it is about, and what follows from that.
#[derive(Debug, Clone)]
pub struct New {
    /// Random, since the resident's code follows from it.
    pub id: CaseId,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// How it came.
    pub channel: Channel,
    /// The language to write to the resident in.
    pub language: &'static str,
    /// What they wrote.
    pub text: String,
    /// Where, in words.
    pub place: Option<String>,
    /// Where, latitude and longitude in degrees (WGS 84).
    pub position: Option<(f64, f64)>,
    /// How to reach them.
    pub contact: Contact,
    /// What they sent along.
    pub photos: Vec<Photo>,
    /// The kind they chose.
    pub kind_said: Option<Kind>,
    /// The kind it is.
    pub kind: Kind,
    /// The category it is.
    pub category: String,
    /// How sure.
    pub confidence: f32,
    /// The words that decided.
    pub because: Vec<String>,
    /// What else it may be.
    pub likely: Vec<Guess>,
    /// The model that says so.
    pub model: String,
    /// The language the text is written in, ISO 639-1.
    pub written_in: &'static str,
    /// Ways of its own that the matter may have.
    pub ways: Vec<String>,
    /// They were told before they sent it.
    pub shown: bool,
    /// The case whose letter this is a part of.
    pub part_of: Option<CaseId>,
    /// Kept from those who need not see it.
    pub secret: bool,
    /// Better rung than written.
    pub phone_first: bool,
    /// The department it goes to at once.
    pub department: Option<String>,
    /// The day it is put off to at once, with the reason to the resident.
    pub plan: Option<(NaiveDate, String)>,
    /// The promise, in working days.
    pub promise_days: i32,
    /// The last moment of the promised day.
    pub answer_by: DateTime<Utc>,
    /// Hash of the sender's idempotency key, and of what was sent with it.
    pub once: Option<(String, String)>,
}

impl New {
    /// A text about a category that is known, from nobody in particular, with nothing else decided yet.
    pub fn of(text: String, category: String, received_at: DateTime<Utc>) -> Self {
        Self {
            id: CaseId(uuid::Uuid::new_v4()),
            received_at,
            channel: Channel::Web,
            language: "sv",
            text,
            place: None,
            position: None,
            contact: Contact::default(),
            photos: Vec::new(),
            kind_said: None,
            kind: Kind::Fault,
            category,
            confidence: 1.0,
            because: Vec::new(),
            likely: Vec::new(),
            model: String::new(),
            written_in: "sv",
            ways: Vec::new(),
            shown: false,
            part_of: None,
            secret: false,
            phone_first: false,
            department: None,
            plan: None,
            promise_days: 10,
            answer_by: received_at,
            once: None,
        }
    }
}

/// A case that is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Its id.
    pub id: CaseId,
    /// It was there before: the same report had been sent already.
    pub again: bool,
}

/// Writes new cases. A report that was sent before, by its idempotency key, gives the case it gave then.
///
/// # Errors
/// Those of the database; for a single report, that its key came with another text before.
pub async fn open(tx: &impl ConnectionTrait, reports: &[New], ground: &Ground) -> Result<Vec<Result<Opened>>> {
    let mut known = known(tx, reports).await?;
    let mut fresh: Vec<&New> = Vec::new();
    let mut outcomes = Vec::with_capacity(reports.len());
    for report in reports {
        let before = report.once.as_ref().and_then(|(key, _)| known.get(key));
        outcomes.push(match (before, &report.once) {
            (Some((id, body)), Some((_, sent))) if secret::same(body, sent) => Ok(Opened { id: *id, again: true }),
            (Some(_), _) => Err(Error::Conflict("key-with-another-text")),
            (None, once) => {
                if let Some((key, body)) = once {
                    known.insert(key.clone(), (report.id, body.clone()));
                }
                fresh.push(report);
                Ok(Opened { id: report.id, again: false })
            }
        });
    }
    if fresh.is_empty() {
        return Ok(outcomes);
    }
    let numbers = numbers(tx, &fresh).await?;
    let mut rows = Rows::default();
    for (report, number) in fresh.into_iter().zip(numbers) {
        rows.add(report, number, ground);
    }
    rows.write(tx).await?;
    Ok(outcomes)
}

/// The cases that reports with these keys gave before.
async fn known(tx: &impl ConnectionTrait, reports: &[New]) -> Result<HashMap<String, (CaseId, String)>> {
    let keys: Vec<&String> = reports.iter().filter_map(|r| r.once.as_ref().map(|(key, _)| key)).collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(CaseId, Option<String>, Option<String>)> = case::Entity::find()
        .select_only()
        .columns([case::Column::Id, case::Column::OnceHash, case::Column::OnceBody])
        .filter(case::Column::OnceHash.is_in(keys))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().filter_map(|(id, key, body)| Some((key?, (id, body?)))).collect())
}

/// Register numbers without gaps: a year's counter grows in the transaction that writes the cases.
async fn numbers(tx: &impl ConnectionTrait, reports: &[&New]) -> Result<Vec<String>> {
    let year = |report: &New| calendar::date(report.received_at).year();
    let mut wanted: BTreeMap<i32, i32> = BTreeMap::new();
    for report in reports {
        *wanted.entry(year(report)).or_default() += 1;
    }
    let mut next: BTreeMap<i32, i32> = BTreeMap::new();
    for (year, count) in wanted {
        let sql = "INSERT INTO counter (year, last) VALUES ($1, $2) \
                   ON CONFLICT (year) DO UPDATE SET last = counter.last + excluded.last RETURNING year, last";
        let backend = tx.get_database_backend();
        let statement =
            Statement::from_sql_and_values(backend, placeholders(backend, sql), [year.into(), count.into()]);
        let row = counter::Entity::find().from_raw_sql(statement).one(tx).await?;
        let last = row.ok_or(Error::NotFound("counter"))?.last;
        next.insert(year, last - count);
    }
    let mut number = |report: &&New| {
        let year = year(report);
        let last = next.entry(year).or_default();
        *last += 1;
        format!("KC-{year}-{last:06}")
    };
    Ok(reports.iter().map(&mut number).collect())
}

/// PostgreSQL numbers its placeholders; SQLite takes question marks.
fn placeholders(backend: DbBackend, sql: &str) -> String {
    if backend == DbBackend::Postgres { sql.to_owned() } else { sql.replace("$1", "?").replace("$2", "?") }
}

#[derive(Default)]
struct Rows {
    cases: Vec<case::ActiveModel>,
    contacts: Vec<contact::ActiveModel>,
    photos: Vec<photo::ActiveModel>,
    events: Vec<event::ActiveModel>,
    links: Vec<desk_link::ActiveModel>,
}

impl Rows {
    fn add(&mut self, new: &New, number: String, ground: &Ground) {
        let first = self.events.len();
        self.events_of(new, ground);
        let status = match (&new.department, &new.plan) {
            (_, Some(_)) => Status::Planned,
            (Some(_), None) => Status::Forwarded,
            (None, None) => Status::Received,
        };
        let town = &ground.municipality;
        let entry = town.category(&new.category);
        let whose = entry.map(|category| town.whose(category, new.place.as_deref(), &new.text).0);
        let (key, body) = new.once.clone().unzip();
        let (lat, lon) = new.position.unzip();
        self.cases.push(case::ActiveModel {
            id: Set(new.id),
            number: Set(number),
            code_hash: Set(secret::hash(&ground.key.code(new.id.0))),
            once_hash: Set(key),
            once_body: Set(body),
            received_at: Set(new.received_at),
            channel: Set(new.channel),
            language: Set(new.language.to_owned()),
            text: Set(new.text.clone()),
            search_text: Set(search::stems(&format!("{} {}", new.text, new.place.as_deref().unwrap_or_default()))),
            place: Set(new.place.clone()),
            lat: Set(lat),
            lon: Set(lon),
            kind: Set(new.kind),
            kind_said: Set(new.kind_said),
            category: Set(new.category.clone()),
            category_said: Set(new.category.clone()),
            department_said: Set(whose.map(str::to_owned)),
            automatic: Set(new.department.is_some()),
            model: Set(new.model.clone()),
            written_in: Set(new.written_in.to_owned()),
            joined_to: Set(None),
            part_of: Set(new.part_of),
            confidence: Set(f64::from(new.confidence)),
            department: Set(new.department.clone()),
            status: Set(status),
            status_since: Set(new.received_at),
            secret: Set(new.secret),
            phone_first: Set(new.phone_first),
            promise_days: Set(new.promise_days),
            answer_by: Set(new.plan.as_ref().map_or(new.answer_by, |(day, _)| calendar::last_moment(*day))),
            explain_at: Set((status != Status::Planned).then_some(new.answer_by)),
            planned_until: Set(new.plan.as_ref().map(|(day, _)| *day)),
            answered_at: Set(None),
            close_reason: Set(None),
            solved: Set(None),
            rating: Set(None),
            unread: Set(false),
            version: Set(1),
            events: Set(i32::try_from(self.events.len() - first).unwrap_or(i32::MAX)),
        });
        let Contact { name, email, phone } = new.contact.clone();
        if name.is_some() || email.is_some() || phone.is_some() {
            let row =
                contact::ActiveModel { case_id: Set(new.id), name: Set(name), email: Set(email), phone: Set(phone) };
            self.contacts.push(row);
        }
        self.photos.extend(new.photos.iter().zip(1..).map(|(photo, position)| photo::ActiveModel {
            id: Set(PhotoId(ground.clock.id())),
            case_id: Set(new.id),
            position: Set(position),
            path: Set(photo.path.clone()),
            width: Set(i32::try_from(photo.width).unwrap_or(i32::MAX)),
            height: Set(i32::try_from(photo.height).unwrap_or(i32::MAX)),
            size: Set(i64::try_from(photo.size).unwrap_or(i64::MAX)),
        }));
    }

    fn events_of(&mut self, new: &New, ground: &Ground) {
        let mut seq = 0;
        let mut add = |actor: &Actor, kind, department: Option<String>, text: Option<String>, data| {
            seq += 1;
            let said = happening::New { kind, department, text, data };
            self.events.push(happening::row(new.id, seq, actor, said, ground));
        };
        let classified = json!({
            "kind": new.kind, "category": new.category, "confidence": new.confidence,
            "because": new.because, "likely": new.likely, "model": new.model,
        });
        let mut received = json!({ "channel": new.channel, "ways": new.ways, "shown": new.shown });
        if let Some(received) = received.as_object_mut().filter(|_| new.part_of.is_some()) {
            // The resident has had the receipt of the whole letter.
            received.insert("at_receipt".to_owned(), true.into());
        }
        add(&Actor::RESIDENT, EventKind::Received, None, None, received);
        add(&Actor::SYSTEM, EventKind::Classified, None, None, classified);
        if let Some(department) = &new.department {
            let link = link::new(new.id, department, ground);
            let data = json!({ "link": link.id.clone().unwrap(), "at_receipt": true });
            self.links.push(link);
            add(&Actor::SYSTEM, EventKind::Forwarded, Some(department.clone()), None, data);
        }
        if let Some((until, reason)) = &new.plan {
            let data = json!({ "until": until, "at_receipt": true });
            add(&Actor::SYSTEM, EventKind::Planned, new.department.clone(), Some(reason.clone()), data);
        }
    }

    async fn write(self, tx: &impl ConnectionTrait) -> Result<()> {
        case::Entity::insert_many(self.cases).exec_without_returning(tx).await?;
        contact::Entity::insert_many(self.contacts).exec_without_returning(tx).await?;
        photo::Entity::insert_many(self.photos).exec_without_returning(tx).await?;
        event::Entity::insert_many(self.events).exec_without_returning(tx).await?;
        desk_link::Entity::insert_many(self.links).exec_without_returning(tx).await?;
        Ok(())
    }
}
