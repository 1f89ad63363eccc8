//! How dates and times are said: "tisdag 14 oktober", "13.05".

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};

use super::Lang;
use crate::calendar;

const DAYS: [[&str; 7]; 2] = [
    ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
];
const MONTHS: [[&str; 12]; 2] = [
    [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
];

fn word<const N: usize>(table: &[[&'static str; N]; 2], lang: Lang, index: u32) -> &'static str {
    let [sv, en] = table;
    let row = match lang {
        Lang::Sv => sv,
        Lang::En => en,
    };
    usize::try_from(index).ok().and_then(|i| row.get(i)).copied().unwrap_or_default()
}

/// "tisdag 14 oktober"; with the year when it is not this one.
pub fn day(lang: Lang, date: NaiveDate, today: NaiveDate) -> String {
    let weekday = word(&DAYS, lang, date.weekday().num_days_from_monday());
    let month = word(&MONTHS, lang, date.month0());
    let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
    format!("{weekday} {} {month}{year}", date.day())
}

/// The day of an instant, in Sweden.
pub fn day_of(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    day(lang, calendar::date(at), calendar::date(now))
}

/// "tisdag 14 oktober 13.05", in Sweden.
pub fn moment(lang: Lang, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let time = calendar::time(at);
    format!("{} {}.{:02}", day_of(lang, at, now), time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_as_people_say_them() {
        let at: DateTime<Utc> = "2026-10-13T11:05:00Z".parse().unwrap();
        assert_eq!(moment(Lang::Sv, at, at), "tisdag 13 oktober 13.05");
        assert_eq!(moment(Lang::En, at, at), "Tuesday 13 October 13.05");
        let next_year: DateTime<Utc> = "2027-01-04T23:30:00Z".parse().unwrap();
        assert_eq!(day_of(Lang::Sv, next_year, at), "tisdag 5 januari 2027");
    }
}
