//! Speedscope: its own schema, of its package of npm, version 1.25 (MIT).

use boon::{Compiler, SchemaIndex, Schemas};
use hotpath_render::{Weight, speedscope};
use serde_json::{Value, json};

use crate::{reports, samples};

const SCHEMA: &str = include_str!("speedscope.schema.json");

/// The published schema.
struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn new() -> Self {
        const NAME: &str = "speedscope.schema.json";
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource(NAME, serde_json::from_str(SCHEMA).unwrap()).unwrap();
        let index = compiler.compile(NAME, &mut schemas).unwrap();
        Schema { schemas, index }
    }

    fn check(&self, document: &Value) -> Result<(), String> {
        self.schemas.validate(document, self.index).map_err(|error| error.to_string())
    }
}

#[test]
fn every_report_is_what_the_schema_says() {
    let schema = Schema::new();
    for report in reports().iter().chain([&samples::broken(), &Default::default()]) {
        let document = serde_json::from_str(&speedscope(report, &Weight::ALL)).unwrap();
        schema.check(&document).unwrap();
    }
}

#[test]
fn the_schema_refuses_what_is_no_profile() {
    let schema = Schema::new();
    let proper: Value = serde_json::from_str(&speedscope(&samples::shop(), &Weight::ALL)).unwrap();
    for (place, wrong) in [
        ("/$schema", json!("https://example.org")),
        ("/profiles/0/unit", json!("hours")),
        ("/profiles/0/events/0/type", json!("B")),
        ("/shared/frames/0/name", json!(7)),
    ] {
        let mut document = proper.clone();
        *document.pointer_mut(place).unwrap() = wrong;
        schema.check(&document).expect_err(place);
    }
}
