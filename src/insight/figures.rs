//! Figures: how often what was said was right, where it was not, and how that changes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::CaseId;
use entity::{guided, outcome, tally};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::case::list::After;
use crate::case::{self, Sight};
use crate::error::Result;

/// Confusions and misroutes shown.
const SHOWN: usize = 20;
/// Cases on one page of those behind a figure.
pub const PAGE: u64 = 50;

/// Counts of ended cases: whole numbers that shares are made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// All.
    pub cases: i32,
    /// The category was right.
    pub right: i32,
    /// The department that has the said category ended it.
    pub arrived: i32,
    /// Went to a department by themselves.
    pub automatic: i32,
    /// Of those, ended by that very department.
    pub automatic_arrived: i32,
    /// Given back by a department.
    pub returned: i32,
}

impl Count {
    fn add(&mut self, row: &tally::Model) {
        let arrived = row.department_said == row.department_turned_out && !row.returned;
        self.cases += row.cases;
        self.right += if row.said == row.turned_out { row.cases } else { 0 };
        self.arrived += if arrived { row.cases } else { 0 };
        self.automatic += if row.automatic { row.cases } else { 0 };
        self.automatic_arrived += if row.automatic && arrived { row.cases } else { 0 };
        self.returned += if row.returned { row.cases } else { 0 };
    }
}

/// What was said, what it turned out to be, and how often.
pub type Pair = (String, String, i32);

/// Everything the page shows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Of all months together.
    pub all: Count,
    /// By month, the oldest first.
    pub months: BTreeMap<String, Count>,
    /// The most frequent confusions of categories.
    pub confusions: Vec<Pair>,
    /// By the category that was said: those with wrong recipients, the most first.
    pub categories: Vec<(String, Count)>,
    /// By the department that the said category has.
    pub departments: Vec<(String, Count)>,
    /// How often each way of its own was shown, by rule and step.
    pub guided: BTreeMap<(String, String), i32>,
}

/// The figures of the months since a day. Costs one row for each sort of outcome in a month, whatever the number of cases.
///
/// # Errors
/// Those of the database.
pub async fn since(db: &impl ConnectionTrait, day: NaiveDate) -> Result<Figures> {
    let month = day.format("%Y-%m").to_string();
    let rows = tally::Entity::find().filter(tally::Column::Month.gte(&month)).filter(tally::Column::Cases.gt(0));
    let mut figures = Figures::default();
    let mut confusions: BTreeMap<(String, String), i32> = BTreeMap::new();
    let (mut categories, mut departments): (BTreeMap<String, Count>, BTreeMap<String, Count>) = Default::default();
    for row in rows.all(db).await? {
        figures.all.add(&row);
        figures.months.entry(row.month.clone()).or_default().add(&row);
        categories.entry(row.said.clone()).or_default().add(&row);
        departments.entry(row.department_said.clone()).or_default().add(&row);
        if row.said != row.turned_out {
            *confusions.entry((row.said, row.turned_out)).or_default() += row.cases;
        }
    }
    figures.confusions = confusions.into_iter().map(|((said, was), n)| (said, was, n)).collect();
    figures.confusions.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
    figures.confusions.truncate(SHOWN);
    figures.categories = by_misroutes(categories);
    figures.departments = by_misroutes(departments);
    let rows = guided::Entity::find().filter(guided::Column::Month.gte(month)).all(db).await?;
    for row in rows {
        *figures.guided.entry((row.rule, row.step.code().to_owned())).or_default() += row.cases;
    }
    Ok(figures)
}

fn by_misroutes(counts: BTreeMap<String, Count>) -> Vec<(String, Count)> {
    let mut all: Vec<(String, Count)> = counts.into_iter().filter(|(_, c)| c.arrived < c.cases).collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(count.cases - count.arrived));
    all.truncate(SHOWN);
    all
}

/// Which cases are behind a figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// With this category said.
    pub said: Option<String>,
    /// That turned out to be this.
    pub turned_out: Option<String>,
    /// Of the department that has the said category.
    pub department: Option<String>,
    /// Ended by another department, or given back.
    pub elsewhere: bool,
    /// Went by themselves.
    pub automatic: bool,
}

/// An ended case as the list shows it: its number when this one may see it, and how it turned out.
pub type Listed = (Option<String>, outcome::Model);

/// The cases behind a figure, the newest first, and where the next page begins.
///
/// # Errors
/// Those of the database.
pub async fn behind(
    db: &impl ConnectionTrait,
    sight: &Sight,
    which: &Behind,
    after: Option<After>,
) -> Result<(Vec<Listed>, Option<After>)> {
    use outcome::Column;
    let mut query = outcome::Entity::find();
    let is = |query: sea_orm::Select<outcome::Entity>, column: Column, value: &Option<String>| match value {
        Some(value) => query.filter(column.eq(value)),
        None => query,
    };
    query = is(query, Column::Said, &which.said);
    query = is(query, Column::TurnedOut, &which.turned_out);
    query = is(query, Column::DepartmentSaid, &which.department);
    if which.elsewhere {
        let other = sea_orm::sea_query::Expr::cust("department_said <> department_turned_out");
        query = query.filter(Condition::any().add(other).add(Column::Returned.eq(true)));
    }
    if which.automatic {
        query = query.filter(Column::Automatic.eq(true));
    }
    if let Some(After { at, id }) = after {
        let later = Condition::all().add(Column::At.eq(at)).add(Column::CaseId.lt(id));
        query = query.filter(Condition::any().add(Column::At.lt(at)).add(later));
    }
    let rows = query.order_by_desc(Column::At).order_by_desc(Column::CaseId).limit(PAGE + 1).all(db).await?;
    let full = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next =
        (rows.len() > full).then(|| rows.get(full - 1).map(|last| After { at: last.at, id: last.case_id })).flatten();
    let ids: Vec<CaseId> = rows.iter().map(|row| row.case_id).collect();
    let mut numbers = case::numbers(db, sight, &ids).await?;
    Ok((rows.into_iter().take(full).map(|row| (numbers.remove(&row.case_id), row)).collect(), next))
}
