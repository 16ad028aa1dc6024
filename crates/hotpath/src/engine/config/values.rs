//! What the values of the options mean.

use std::{ffi::OsStr, net::IpAddr};

use crate::{engine::clock::Mode, front::Format};

/// Which functions are measured.
#[derive(Clone, Debug)]
pub(crate) enum Focus {
    /// Those whose full name contains this.
    Substring(String),
    /// Those whose full name this matches.
    Pattern(regex_lite::Regex),
}

impl Focus {
    /// Is the function of this full name measured?
    pub(crate) fn includes(&self, name: &str) -> bool {
        match self {
            Self::Substring(part) => name.contains(part),
            Self::Pattern(pattern) => pattern.is_match(name),
        }
    }
}

pub(super) fn parse<N: std::str::FromStr>(value: &OsStr) -> Option<N> {
    value.to_str()?.trim().parse().ok()
}

pub(super) fn parse_bool(value: &str) -> Option<bool> {
    match value {
        "1" | "true" => Some(true),
        "0" | "false" | "" => Some(false),
        _ => None,
    }
}

pub(super) fn parse_format(value: &str) -> Option<Format> {
    match value {
        "table" => Some(Format::Table),
        "json" => Some(Format::Json),
        "json-pretty" => Some(Format::JsonPretty),
        "folded" => Some(Format::Folded),
        "folded-bytes" => Some(Format::FoldedBytes),
        "html" => Some(Format::Html),
        "none" => Some(Format::None),
        _ => None,
    }
}

pub(super) fn parse_clock(value: &str) -> Option<Mode> {
    match value {
        "fast" => Some(Mode::Fast),
        "precise" => Some(Mode::Precise),
        "system" => Some(Mode::System),
        _ => None,
    }
}

pub(super) fn parse_host(value: &str) -> Option<IpAddr> {
    if value == "localhost" { Some(IpAddr::from([127, 0, 0, 1])) } else { value.parse().ok() }
}

pub(super) fn parse_token(value: &str) -> Option<String> {
    const SHORTEST: usize = 8;
    Some(value.to_owned()).filter(|token| token.len() >= SHORTEST && token.bytes().all(|byte| byte.is_ascii_graphic()))
}

pub(super) fn parse_focus(value: &str) -> Option<Focus> {
    match value.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        Some(pattern) => regex_lite::Regex::new(pattern).ok().map(Focus::Pattern),
        None => Some(value).filter(|part| !part.is_empty()).map(|part| Focus::Substring(part.into())),
    }
}
