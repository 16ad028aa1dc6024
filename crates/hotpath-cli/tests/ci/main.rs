//! `hotpath ci` and `hotpath-ci` as processes: by files alone, with stored reports, and against a server that does as GitHub's API does.

mod baseline;
mod comments;
mod contrib;
mod failures;
mod files;
mod folder;
mod github;
mod published;
mod runs;
