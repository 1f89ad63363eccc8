//! Whose is it, and until when? From what a text is about to a department and a promise.

use chrono::{DateTime, NaiveDate, Utc};
use entity::word::Kind;

use crate::calendar;
use crate::municipality::Municipality;
use crate::text::Lang;

/// Where a case goes, and what the resident is promised.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// The department it goes to at once; none leaves it with the contact centre, who decides.
    pub department: Option<String>,
    /// The day it is put off to, with the reason to the resident.
    pub plan: Option<(NaiveDate, String)>,
    /// Kept from those who need not see it.
    pub secret: bool,
    /// Better rung than written.
    pub phone_first: bool,
    /// The promise, in working days.
    pub promise_days: i32,
    /// The last moment of the promised day.
    pub answer_by: DateTime<Utc>,
}

/// What is known of a report when its way is decided.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// Its category.
    pub category: &'a str,
    /// Its kind.
    pub kind: Kind,
    /// Where it is, as it was typed.
    pub place: Option<&'a str>,
    /// What was written.
    pub text: &'a str,
    /// It is sure enough what it is about, and nothing speaks against sending it on at once.
    pub certain: bool,
    /// The language to write to the resident in.
    pub lang: Lang,
}

/// Decides. What is secret, dangerous, outside the municipality or not certain stays with the contact centre.
pub fn decide(municipality: &Municipality, matter: Matter<'_>, now: DateTime<Utc>) -> Route {
    let Matter { category, kind, place, text, certain, lang } = matter;
    let promise_days = promise(municipality, category, kind);
    let entry = municipality.category(category);
    let forwarded = entry.map(|category| (category, municipality.whose(category, place, text)));
    let forwarded = forwarded.filter(|(category, (whose, is_guessed))| {
        certain && !is_guessed && municipality.forwards_itself(category, whose)
    });
    let opinion = forwarded.filter(|_| kind != Kind::Fault && kind != Kind::Question);
    let review = opinion.and_then(|(category, _)| category.review_day());
    let plan = review.and_then(|(month, day)| {
        let until = calendar::coming(calendar::date(now), month, day)?;
        Some((until, lang.say("plan-season-review")))
    });
    Route {
        department: forwarded.map(|(_, (whose, _))| whose.to_owned()),
        plan,
        secret: entry.is_some_and(|c| c.secret),
        phone_first: entry.is_some_and(|c| c.phone_first),
        promise_days,
        answer_by: municipality.calendar().due(now, promise_days),
    }
}

/// The promise in working days: the category's for this kind, or the municipality's.
pub fn promise(municipality: &Municipality, category: &str, kind: Kind) -> i32 {
    let own = municipality.category(category).and_then(|c| c.answer_days.get(&kind));
    own.or_else(|| municipality.promises.get(&kind)).copied().unwrap_or(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::municipality::Elsewhere;
    use crate::municipality::read::{Source, read};

    fn way(category: &str, kind: Kind, certain: bool) -> Route {
        let municipality = read(&Source::Embedded).unwrap().municipality;
        let matter = Matter { category, kind, place: None, text: "", certain, lang: Lang::Sv };
        decide(&municipality, matter, "2026-11-24T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn what_is_certain_goes_to_the_department_and_what_is_not_stays() {
        assert_eq!(way("gata.belysning", Kind::Fault, true).department.as_deref(), Some("SBF"));
        assert_eq!(way("gata.belysning", Kind::Fault, false).department, None);
    }

    #[test]
    fn secret_dangerous_outside_and_other_matters_are_always_for_a_person() {
        for category in ["omsorg.hemtjanst", "gata.brunnslock", "gata.statlig-vag", "service.annat"] {
            assert_eq!(way(category, Kind::Fault, true).department, None, "{category}");
        }
        assert!(way("gata.brunnslock", Kind::Fault, true).phone_first);
    }

    #[test]
    fn at_some_places_another_department_has_it() {
        let mut municipality = read(&Source::Embedded).unwrap().municipality;
        let light = municipality.categories.iter_mut().find(|c| c.code == "gata.belysning").unwrap();
        light.elsewhere = vec![Elsewhere { places: vec!["Norra hamnen".to_owned()], department: "FAF".to_owned() }];
        let light = municipality.category("gata.belysning").unwrap();
        let whose = |place, text| municipality.whose(light, place, text);
        assert_eq!(whose(Some("kajen, norra hamnen 3"), ""), ("FAF", false));
        assert_eq!(whose(None, "Lampan i Norra  Hamnen är släckt"), ("FAF", true), "only the text says so");
        assert_eq!(
            whose(Some("Storgatan"), "Jag bor i Norra hamnen").0,
            "SBF",
            "the place is where it is, not where I live"
        );
        assert_eq!(whose(None, "Lampan vid norra hamnens kiosk").0, "SBF", "whole words");
    }

    #[test]
    fn graffiti_is_promised_in_three_working_days() {
        let route = way("renhallning.klotter", Kind::Fault, true);
        assert_eq!((route.promise_days, calendar::date(route.answer_by)), (3, "2026-11-27".parse().unwrap()));
    }

    #[test]
    fn opinions_on_snow_wait_for_the_season_review_but_faults_do_not() {
        let opinion = way("gata.snorojning-synpunkt", Kind::Complaint, true);
        assert_eq!(opinion.plan.unwrap().0, "2027-05-15".parse().unwrap());
        assert_eq!(way("gata.halka", Kind::Fault, true).plan, None);
    }
}
