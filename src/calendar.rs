//! Working days and the clock on the wall in Sweden.
//!
//! Public holidays are computed for any year (lag 1989:253); Midsummer Eve, Christmas Eve and New Year's Eve count as
//! closed, as lag 1930:173 counts them with holidays for time limits.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Stockholm;

/// When this municipality is closed, beyond weekends and public holidays.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    closed: Vec<NaiveDate>,
}

impl Calendar {
    /// With closing days of its own.
    pub fn new(closed: Vec<NaiveDate>) -> Self {
        Self { closed }
    }

    /// Whether people work that day.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day) && !self.closed.contains(&day)
    }

    /// The last moment of the day on which an answer is due: so many working days after the day it came. What comes on
    /// a closed day counts as come on it, so its first day is the next working day.
    pub fn due(&self, from: DateTime<Utc>, working_days: i32) -> DateTime<Utc> {
        let mut day = date(from);
        let mut left = working_days;
        while left > 0 {
            day = next(day);
            if self.is_working(day) {
                left -= 1;
            }
        }
        last_moment(day)
    }
}

/// The date in Sweden at an instant.
pub fn date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Stockholm).date_naive()
}

/// The time of day in Sweden at an instant.
pub fn time(at: DateTime<Utc>) -> NaiveTime {
    at.with_timezone(&Stockholm).time()
}

/// The instant a day begins in Sweden.
pub fn first_moment(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    match Stockholm.from_local_datetime(&midnight) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        // Swedish clocks move at two and three in the night, never over midnight.
        LocalResult::None => midnight.and_utc(),
    }
}

/// The last millisecond of a day in Sweden, whether it has 23, 24 or 25 hours.
pub fn last_moment(day: NaiveDate) -> DateTime<Utc> {
    first_moment(next(day)) - TimeDelta::milliseconds(1)
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// The next time this month and day comes.
pub fn coming(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    (today.year()..today.year() + 9)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|&date| date > today)
}

fn is_holiday(day: NaiveDate) -> bool {
    let fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)];
    if fixed.contains(&(day.month(), day.day())) {
        return true;
    }
    let Some(easter) = easter(day.year()) else { return false };
    let from_easter = (day - easter).num_days();
    // Good Friday, Easter Sunday and Monday, Ascension, Whit Sunday.
    if [-2, 0, 1, 39, 49].contains(&from_easter) {
        return true;
    }
    // Midsummer Eve is the Friday from 19 to 25 June; All Saints the Saturday from 31 October to 6 November.
    let midsummer_eve = day.month() == 6 && (19..=25).contains(&day.day()) && day.weekday() == Weekday::Fri;
    let midsummer = day.month() == 6 && (20..=26).contains(&day.day()) && day.weekday() == Weekday::Sat;
    let all_saints = day.weekday() == Weekday::Sat
        && ((day.month() == 10 && day.day() == 31) || (day.month() == 11 && day.day() <= 6));
    midsummer_eve || midsummer || all_saints
}

/// Easter Sunday in the Gregorian calendar, by the method published anonymously in Nature, 20 April 1876.
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year % 19;
    let century = year / 100;
    let within = year % 100;
    let lifted = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - lifted + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (within / 4) - epact - within % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late;
    // Days after 22 March.
    NaiveDate::from_ymd_opt(year, 3, 22)?.checked_add_days(Days::new(u64::try_from(days).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, date) in [
            (1961, "1961-04-02"),
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2011, "2011-04-24"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year), Some(day(date)), "{year}");
        }
    }

    #[test]
    fn the_closed_days_of_2026_are_these() {
        let calendar = Calendar::default();
        let weekdays_off: Vec<_> = day("2026-01-01")
            .iter_days()
            .take(365)
            .filter(|d| !matches!(d.weekday(), Weekday::Sat | Weekday::Sun) && !calendar.is_working(*d))
            .map(|d| d.format("%m-%d").to_string())
            .collect();
        assert_eq!(
            weekdays_off,
            ["01-01", "01-06", "04-03", "04-06", "05-01", "05-14", "06-19", "12-24", "12-25", "12-31"]
        );
        assert!(is_holiday(day("2026-10-31")) && is_holiday(day("2026-06-20")));
    }

    #[test]
    fn an_answer_is_due_at_the_end_of_a_working_day_summer_and_winter() {
        let calendar = Calendar::new(vec![day("2026-03-30")]);
        // Friday before the clocks go forward; Monday is closed; two working days later is Wednesday.
        let due = calendar.due("2026-03-27T15:00:00Z".parse().unwrap(), 2);
        assert_eq!(due.to_rfc3339(), "2026-04-01T21:59:59.999+00:00");
        // The day the clocks go back has 25 hours.
        let (first, last) = (first_moment(day("2026-10-25")), last_moment(day("2026-10-25")));
        assert_eq!((last - first).num_minutes(), 25 * 60 - 1);
    }

    #[test]
    fn the_season_review_is_the_next_one() {
        assert_eq!(coming(day("2026-11-24"), 5, 15), Some(day("2027-05-15")));
        assert_eq!(coming(day("2026-05-15"), 5, 15), Some(day("2027-05-15")));
        assert_eq!(coming(day("2026-02-01"), 5, 15), Some(day("2026-05-15")));
        assert_eq!(coming(day("2026-02-01"), 2, 29), Some(day("2028-02-29")));
    }

    proptest! {
        #[test]
        fn due_days_are_working_days_and_never_go_backwards(seconds in 0_i64..4_000_000_000, days in 1_i32..60) {
            let calendar = Calendar::default();
            let from = DateTime::from_timestamp(seconds, 0).unwrap();
            let due = calendar.due(from, days);
            prop_assert!(calendar.is_working(date(due)));
            prop_assert!(due > from && calendar.due(from, days + 1) > due);
            prop_assert_eq!(date(due + TimeDelta::milliseconds(1)), next(date(due)));
        }
    }
}
