//! Flame graphs: a library that reads XML.

use hotpath_render::{Weight, flamegraph};
use quick_xml::{Reader, events::Event};

use crate::{reports, samples};

/// How many elements there are with this name, in a document that is whole and has no attribute twice.
fn count(svg: &str, name: &str) -> usize {
    let mut reader = Reader::from_str(svg);
    let mut count = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                element.attributes().for_each(|attribute| drop(attribute.unwrap()));
                count += usize::from(element.name().as_ref() == name.as_bytes());
            }
            Event::Text(text) => drop(text.decode().unwrap()),
            Event::Eof => return count,
            _ => {}
        }
    }
}

#[test]
fn flame_graphs_are_xml_whatever_the_names_are() {
    for report in reports().iter().chain([&samples::broken()]) {
        for svg in Weight::ALL.into_iter().filter_map(|weight| flamegraph(report, weight)) {
            assert_eq!((count(&svg, "svg"), count(&svg, "g")), (1, svg.matches("<g>").count()));
        }
    }
}
