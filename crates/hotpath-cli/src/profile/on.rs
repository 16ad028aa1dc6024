//! What is measured.

/// A session that lasts as long as the guard. Its report is nowhere unless the environment says where: the standard output is for results.
pub(crate) fn start() -> hotpath::FunctionsGuard {
    hotpath::FunctionsGuardBuilder::new("hotpath").format(hotpath::Format::None).limit(0).build()
}

/// Does a part of the work, which is measured under this name.
macro_rules! part {
    ($name:literal, $work:expr) => {
        hotpath::measure_block!($name, $work)
    };
}
pub(crate) use part;
