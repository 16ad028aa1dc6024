//! The part of the protobuf encoding that metrics and profiles need: varints, doubles, and what has a length before it.

/// A message being written.
#[derive(Debug, Default)]
pub(crate) struct Message {
    bytes: Vec<u8>,
}

/// How a field's value is written, the low bits of its tag.
const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const LENGTH: u64 = 2;

impl Message {
    /// A field of `uint32`, `uint64` or an enumeration.
    pub(crate) fn unsigned(&mut self, field: u64, value: u64) {
        self.varint(field << 3 | VARINT);
        self.varint(value);
    }

    /// A field of `sint32` or `sint64`: small numbers of both signs are short.
    pub(crate) fn signed(&mut self, field: u64, value: i64) {
        self.unsigned(field, zigzag(value));
    }

    /// A field of `double`.
    pub(crate) fn double(&mut self, field: u64, value: f64) {
        self.varint(field << 3 | FIXED_64);
        self.bytes.extend(value.to_le_bytes());
    }

    /// A field of `string`.
    pub(crate) fn text(&mut self, field: u64, value: &str) {
        self.sized(field, value.as_bytes());
    }

    /// A field of another message.
    pub(crate) fn message(&mut self, field: u64, value: &Message) {
        self.sized(field, &value.bytes);
    }

    /// A field of `int64`: as long as its absolute value, and of ten bytes below 0.
    pub(crate) fn integer(&mut self, field: u64, value: i64) {
        self.unsigned(field, value.cast_unsigned());
    }

    /// A packed field of `uint64` or `int64`, repeated.
    pub(crate) fn all_unsigned(&mut self, field: u64, values: impl IntoIterator<Item = u64>) {
        let mut packed = Message::default();
        for value in values {
            packed.varint(value);
        }
        self.message(field, &packed);
    }

    /// A packed field of `sint64`, repeated.
    pub(crate) fn all_signed(&mut self, field: u64, values: &[i64]) {
        let mut packed = Message::default();
        for value in values {
            packed.varint(zigzag(*value));
        }
        self.message(field, &packed);
    }

    /// The message as it is, for those that stand alone.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Appends this message to a stream of them, with its length before it.
    pub(crate) fn append_to(&self, stream: &mut Vec<u8>) {
        let mut framed = Message { bytes: std::mem::take(stream) };
        framed.varint(self.bytes.len() as u64);
        framed.bytes.extend(&self.bytes);
        *stream = framed.bytes;
    }

    fn sized(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | LENGTH);
        self.varint(bytes.len() as u64);
        self.bytes.extend(bytes);
    }

    /// Seven bits a byte, the low ones first; all but the last have the high bit.
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }
}

/// 0, -1, 1, -2 as 0, 1, 2, 3.
fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}
