//! What a request asks of the report, after the `?`.

use std::{str::FromStr, time::Duration};

use hotpath_report::{Selection, parse_percentiles};

use super::request::{Request, is_digits};

/// The parameters, those that are not there at their defaults. Others are nobody's business here.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    pub(super) selection: Selection,
    /// Instead of those of the session.
    pub(super) percentiles: Option<Vec<f64>>,
    /// Between two events.
    pub(super) interval: Duration,
    pub(super) weight: Weight,
}

/// What folded stacks are weighted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Time,
    Bytes,
}

impl Query {
    /// Reads them, or says in a sentence what is accepted.
    pub(super) fn of(request: &Request) -> Result<Self, &'static str> {
        let mut query = Self {
            selection: Selection::default(),
            percentiles: None,
            interval: Duration::from_secs(1),
            weight: Weight::Time,
        };
        for (index, (name, value)) in request.query.iter().enumerate() {
            let Some(parameter) = PARAMETERS.iter().find(|parameter| parameter.name == name) else { continue };
            if request.query[..index].iter().any(|(other, _)| other == name) {
                return Err("A parameter is there twice.");
            }
            (parameter.set)(&mut query, value).ok_or(parameter.accepts)?;
        }
        Ok(query)
    }
}

struct Parameter {
    name: &'static str,
    /// A sentence.
    accepts: &'static str,
    set: fn(&mut Query, &str) -> Option<()>,
}

const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "limit",
        accepts: "The parameter limit takes a whole number: rows of each section, 0 for all.",
        set: |to, value| {
            to.selection.limit = Some(whole_number(value)?);
            Some(())
        },
    },
    Parameter {
        name: "sort",
        accepts: "The parameter sort takes the id of a column, with - or + in front for the largest or the smallest first.",
        set: |to, value| {
            to.selection.sort = Some(value.to_owned()).filter(|sort| !sort.is_empty());
            to.selection.sort.is_some().then_some(())
        },
    },
    Parameter {
        name: "filter",
        accepts: "The parameter filter takes a part of a name.",
        set: |to, value| {
            to.selection.filter = Some(value.to_owned()).filter(|filter| !filter.is_empty());
            Some(())
        },
    },
    Parameter {
        name: "percentiles",
        accepts: "The parameter percentiles takes 1 to 10 numbers from 0 to 100, such as 50,95,99.9.",
        set: |to, value| {
            to.percentiles = Some(parse_percentiles(value).ok()?);
            Some(())
        },
    },
    Parameter {
        name: "interval",
        accepts: "The parameter interval takes milliseconds from 100 to 60000.",
        set: |to, value| {
            let milliseconds = whole_number(value).filter(|time| (100..=60_000).contains(time))?;
            to.interval = Duration::from_millis(milliseconds);
            Some(())
        },
    },
    Parameter {
        name: "by",
        accepts: "The parameter by takes time or bytes.",
        set: |to, value| {
            to.weight = match value {
                "time" => Weight::Time,
                "bytes" => Weight::Bytes,
                _ => return None,
            };
            Some(())
        },
    },
];

fn whole_number<N: FromStr>(value: &str) -> Option<N> {
    value.parse().ok().filter(|_| is_digits(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::serve::request::{Parsed, parse};

    fn query(text: &str) -> Result<Query, &'static str> {
        match parse(format!("GET /?{text} HTTP/1.0\r\n\r\n").as_bytes()) {
            Parsed::Complete(request, _) => Query::of(&request),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn parameters_are_read_and_strangers_passed_over() {
        let read = query("limit=3&sort=total&filter=a%26b&percentiles=99.9,50&interval=100&by=bytes&_=1&_=2").unwrap();
        assert_eq!((read.interval, read.weight), (Duration::from_millis(100), Weight::Bytes));
        let selection = Selection { limit: Some(3), sort: Some("total".into()), filter: Some("a&b".into()) };
        assert_eq!(read.selection, selection);
        assert_eq!(read.percentiles, Some(vec![50.0, 99.9]));
        assert_eq!(query("by=time&interval=1000&filter="), query(""));
    }

    #[test]
    fn a_wrong_value_is_told_what_is_accepted() {
        for (text, name) in [
            ("limit=-1", "limit"),
            ("limit=", "limit"),
            ("limit=+1", "limit"),
            ("limit", "limit"),
            ("sort=", "sort"),
            ("percentiles=", "percentiles"),
            ("percentiles=101", "percentiles"),
            ("percentiles=1,2,3,4,5,6,7,8,9,10,11", "percentiles"),
            ("interval=99", "interval"),
            ("interval=60001", "interval"),
            ("by=calls", "by"),
            ("limit=1&limit=1", "twice"),
        ] {
            assert!(query(text).is_err_and(|why| why.contains(name)), "{text}");
        }
    }
}
