//! The page's text: its hashes, what it may ask for, and the report that is put into it.

use base64::{Engine, prelude::BASE64_STANDARD};
use hotpath_render::{html, page, page_policy};
use hotpath_report::{Report, Row, Section};
use sha2::{Digest, Sha256};

#[test]
fn the_policy_has_the_hashes_of_script_and_style() {
    for (name, begin, end) in
        [("script-src", "<script type=\"module\">", "</script>"), ("style-src", "<style>", "</style>")]
    {
        let hash = BASE64_STANDARD.encode(Sha256::digest(between(page(), begin, end)));
        let says = format!("{name} 'sha256-{hash}'");
        assert!(page_policy().contains(&says), "`src/page.rs` must have {says}");
        assert!(html(&Report::default()).contains(&says));
    }
}

#[test]
fn nothing_is_loaded_and_no_text_becomes_markup() {
    let text = html(&Report::default());
    for attribute in [" src=", "url(", "@import", "import(", "import ", "<base", "http-equiv=\"refresh"] {
        assert!(!text.contains(attribute), "{attribute}");
    }
    // The namespace of drawings is a name, not an address.
    for (at, _) in text.match_indices("http:").chain(text.match_indices("https:")) {
        assert!(text[at..].starts_with("http://www.w3.org/2000/svg"), "{}", &text[at..at + 40]);
    }
    for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "localStorage"]
    {
        assert!(!text.contains(way), "{way}");
    }
}

#[test]
fn the_report_in_the_page_is_the_report() {
    let odd = "</script><!--<script>\u{2028}\u{1b}[31m&amp;\"'";
    let row = Row { name: odd.into(), ..Row::default() };
    let section = Section { id: "functions".into(), title: odd.into(), rows: vec![row], ..Section::default() };
    let report = Report { caller_name: odd.into(), sections: vec![section], ..Report::default() };
    let text = html(&report);
    let data = between(&text, "<script id=\"data\" type=\"application/json\">", "</script>");
    assert_eq!(serde_json::from_str::<Report>(data).unwrap(), report);
    assert!(!data.contains('<') && !data.contains('\u{2028}'));
    assert_eq!(text.matches("<script").count(), 2);
    assert_eq!(page().matches("<script").count(), 1);
}

#[test]
fn the_policy_in_the_file_comes_before_all_that_it_is_about() {
    let text = html(&Report::default());
    let policy = text.find("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    assert!(policy < text.find("<style").unwrap());
    // A browser complains about it in this place.
    assert!(!text.contains("frame-ancestors") && page_policy().ends_with("; frame-ancestors 'none'"));
}

#[track_caller]
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, after) = text.split_once(begin).unwrap();
    after.split_once(end).unwrap().0
}
