//! Programs with good and bad options of their own; the environment's are the tests' business.

use hotpath::{Format, FunctionsGuardBuilder};

use crate::{
    Scenario,
    system::say,
    work::{around, logged, quick, session, work},
};

pub(crate) const SCENARIOS: &[Scenario] = &[
    ("speak-after-start", || {
        let _guard = session();
        say("program: started");
        work(100);
        Ok(())
    }),
    ("no-percentiles", || {
        let _guard = FunctionsGuardBuilder::new("program").percentiles(&[] as &[u8]).build();
        work(100);
        Ok(())
    }),
    ("bad-percentiles", || {
        let _guard =
            FunctionsGuardBuilder::new("program").percentiles(&[99.9, 101.0, f64::NAN, 50.0, -1.0, 50.0]).build();
        say("program: started");
        work(100);
        Ok(())
    }),
    ("eleven-percentiles", || {
        let _guard = FunctionsGuardBuilder::new("program").percentiles(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).build();
        say("program: started");
        work(100);
        Ok(())
    }),
    ("bad-sections", || {
        let _guard = FunctionsGuardBuilder::new("program").report("functions,nonsense").build();
        say("program: started");
        work(100);
        Ok(())
    }),
    ("bad-path", || {
        let _guard = FunctionsGuardBuilder::new("program").output_path("").build();
        say("program: started");
        work(100);
        Ok(())
    }),
    ("all-functions", || {
        let _guard = FunctionsGuardBuilder::new("program").limit(0).build();
        many_functions();
        Ok(())
    }),
    ("three-functions", || {
        let _guard = FunctionsGuardBuilder::new("program").limit(3).build();
        many_functions();
        Ok(())
    }),
    ("no-report", || {
        let _guard = FunctionsGuardBuilder::new("program").format(Format::None).build();
        work(100);
        Ok(())
    }),
    ("texts", || {
        let _guard = session();
        work(100);
        around(|| logged("äöü".to_owned()));
        Ok(())
    }),
];

/// Twenty functions.
fn many_functions() {
    macro_rules! functions {
        ($($name:ident)*) => {
            $(
                #[hotpath::measure]
                fn $name() {}
                $name();
            )*
        };
    }
    functions! { f01 f02 f03 f04 f05 f06 f07 f08 f09 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 }
    quick(1);
}
