//! What an answer means: done, refused, or to be asked again, and when.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What of an answer says how to go on.
#[derive(Debug, Default)]
pub(super) struct Signs<'a> {
    pub(super) status: u16,
    /// Of a refused request.
    pub(super) message: &'a str,
    pub(super) retry_after: Option<&'a str>,
    pub(super) remaining: Option<&'a str>,
    /// Seconds since 1970.
    pub(super) reset: Option<&'a str>,
}

/// How to go on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Done,
    /// It was not done, and will not be.
    Refused,
    /// It was not done because there were too many: ask again after so long.
    Limited(Duration),
    /// The server failed; whether it was done is not known.
    Failed,
}

/// Without a word of how long, of a secondary limit: a minute, says GitHub.
const MINUTE: Duration = Duration::from_secs(60);

impl Signs<'_> {
    pub(super) fn next(&self, now: SystemTime) -> Next {
        let is_limit = self.retry_after.is_some()
            || self.remaining.map(str::trim) == Some("0")
            || self.message.to_ascii_lowercase().contains("rate limit");
        match self.status {
            200..=299 => Next::Done,
            429 => Next::Limited(self.wait(now)),
            403 if is_limit => Next::Limited(self.wait(now)),
            500..=599 => Next::Failed,
            _ => Next::Refused,
        }
    }

    fn wait(&self, now: SystemTime) -> Duration {
        let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<u64>().ok());
        if let Some(seconds) = number(self.retry_after) {
            return Duration::from_secs(seconds);
        }
        match number(self.reset) {
            Some(reset) if self.remaining.map(str::trim) == Some("0") => {
                let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
                // Both clocks are in whole seconds.
                Duration::from_secs(reset.saturating_sub(now) + 1)
            }
            _ => MINUTE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_waited_for_as_long_as_they_say() {
        let now = UNIX_EPOCH + Duration::from_secs(1_000);
        let limited = |signs: Signs<'_>| match signs.next(now) {
            Next::Limited(wait) => Some(wait.as_secs()),
            _ => None,
        };
        let signs = |status| Signs { status, ..Signs::default() };
        assert_eq!(limited(Signs { retry_after: Some("7"), ..signs(403) }), Some(7));
        assert_eq!(limited(Signs { retry_after: Some("soon"), ..signs(429) }), Some(60));
        assert_eq!(limited(Signs { remaining: Some("0"), reset: Some("1020"), ..signs(403) }), Some(21));
        assert_eq!(limited(Signs { remaining: Some("0"), reset: Some("10"), ..signs(429) }), Some(1));
        assert_eq!(limited(Signs { message: "You have exceeded a secondary rate limit.", ..signs(403) }), Some(60));
        assert_eq!(limited(Signs { remaining: Some("5"), reset: Some("1020"), ..signs(429) }), Some(60));
        assert_eq!(
            [200, 201, 204, 301, 401, 403, 404, 500, 502].map(|status| signs(status).next(now)),
            [
                Next::Done,
                Next::Done,
                Next::Done,
                Next::Refused,
                Next::Refused,
                Next::Refused,
                Next::Refused,
                Next::Failed,
                Next::Failed
            ]
        );
    }
}
