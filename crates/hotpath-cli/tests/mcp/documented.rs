//! The examples of docs/mcp.md are what the server says.

use std::fs;

use serde_json::Value;

use super::{client::Client, folder::Folder};

/// An example is a block of JSON after a line such as `<!-- call: functions {"limit": 2} -->`.
#[test]
fn the_documented_answers_are_given() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/mcp.md");
    let text = fs::read_to_string(page).expect("the page");
    let folder = Folder::new();
    let client = Client::start(folder.path());
    let mut checked = 0;
    for example in text.split("<!-- call: ").skip(1) {
        let (call, rest) = example.split_once(" -->").expect("an end");
        let (tool, arguments) = call.split_once(' ').expect("a tool and its arguments");
        let block = rest.split_once("```json\n").and_then(|(_, rest)| rest.split_once("```")).expect("a block").0;
        let arguments: Value = serde_json::from_str(arguments).expect("arguments");
        let answer = client.call(tool, &arguments).expect(call);
        assert_eq!(serde_json::from_str::<Value>(block).expect("JSON"), answer, "{call}:\n{answer:#}");
        checked += 1;
    }
    assert!(checked >= 5, "{checked}");
}
