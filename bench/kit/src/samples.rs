//! What one process measured, as the line that the driver reads.

/// Named numbers.
#[derive(Debug, Default)]
pub(crate) struct Sample(Vec<(&'static str, f64)>);

impl Sample {
    pub(crate) fn set(&mut self, name: &'static str, value: f64) {
        self.0.push((name, value));
    }

    /// `BENCH name=value name=value …`
    pub(crate) fn print(&self) {
        let fields: Vec<String> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        println!("BENCH {}", fields.join(" "));
    }
}
