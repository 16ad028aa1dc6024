//! Edits of JSON documents: bytes alone seldom make one.

use serde_json::{Value, json};

/// Puts something else in a place of the document, takes it away, or doubles it.
pub(crate) fn edit(document: &mut Value, random: &mut Random) {
    let other = any(document, random).clone();
    let place = any_mut(document, random);
    match (random.below(4), place) {
        (0, Value::Array(items)) if !items.is_empty() => {
            let index = random.below(items.len());
            items.insert(index, items[index].clone());
        }
        (1, Value::Array(items)) if !items.is_empty() => {
            items.remove(random.below(items.len()));
        }
        (1, Value::Object(entries)) if !entries.is_empty() => {
            let key = entries.keys().nth(random.below(entries.len())).cloned();
            key.and_then(|key| entries.remove(&key));
        }
        (2, place) => *place = other,
        (_, place) => *place = value(random),
    }
}

fn value(random: &mut Random) -> Value {
    let values = [
        json!(null),
        json!(0),
        json!(1),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(0.1),
        json!(""),
        json!("a::\u{1b}[31m<b>\"\\\n\u{202e},;{}"),
        json!("calls"),
        json!("ns"),
        json!("bytes"),
        json!("text"),
        json!("basis_points"),
        json!([]),
        json!({}),
        json!(true),
    ];
    values[random.below(values.len())].clone()
}

/// A place in the document, the root less often than what is below.
fn any<'a>(mut place: &'a Value, random: &mut Random) -> &'a Value {
    loop {
        let below = match place {
            Value::Array(items) if !items.is_empty() => items.get(random.below(items.len())),
            Value::Object(entries) if !entries.is_empty() => entries.values().nth(random.below(entries.len())),
            _ => None,
        };
        match below.filter(|_| random.below(6) > 0) {
            Some(below) => place = below,
            None => return place,
        }
    }
}

fn any_mut<'a>(place: &'a mut Value, random: &mut Random) -> &'a mut Value {
    let count = match place {
        Value::Array(items) => items.len(),
        Value::Object(entries) => entries.len(),
        _ => 0,
    };
    if count == 0 || random.below(6) == 0 {
        return place;
    }
    let index = random.below(count);
    match place {
        Value::Array(items) => any_mut(&mut items[index], random),
        Value::Object(entries) => any_mut(entries.values_mut().nth(index).expect("it is there"), random),
        place => place,
    }
}

/// A linear congruential generator.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u32) -> Self {
        Random(u64::from(seed) + 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 32) * bound as u64) >> 32) as usize
    }
}
