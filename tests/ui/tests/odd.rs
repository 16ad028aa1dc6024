//! Odd but legal functions: measured, they compile and mean what they mean plain.
#![deny(warnings)]

use std::{
    cell::RefCell,
    error::Error,
    fmt::{Debug, Display},
    pin::Pin,
    rc::Rc,
    sync::Mutex,
};

use futures::executor::block_on;

/// Held by tests that start a session: there is one at a time.
static SESSION: Mutex<()> = Mutex::new(());

#[hotpath::measure]
#[track_caller]
fn caller_line() -> u32 {
    std::panic::Location::caller().line()
}

#[test]
fn track_caller_sees_the_caller() {
    assert_eq!(caller_line(), line!());
}

#[hotpath::measure_all]
mod signatures {
    use super::{Debug, Display};

    pub fn generic<'a, T: Clone + 'a, const N: usize>(items: &'a [T; N], other: impl Into<Option<T>>) -> Vec<T>
    where
        [T; N]: Sized,
        for<'b> &'b T: PartialEq,
    {
        items.iter().cloned().chain(other.into()).collect()
    }

    pub fn patterns((a, _): (u8, String), [b, .., c]: [u8; 4], &d: &u8, mut e: u8, _: u8, f @ g: u8) -> u8 {
        e += 1;
        a + b + c + d + e + f + g
    }

    pub struct Pair<A, B> {
        pub left: A,
        pub right: B,
    }

    pub fn takes_apart<A: Display, B: Debug>(Pair { left, right: ref kept }: Pair<A, B>) -> String {
        format!("{left} {kept:?}")
    }

    pub fn r#match(r#type: u8) -> u8 {
        r#type + 1
    }

    #[expect(non_snake_case, reason = "the name is the point")]
    pub fn shouts(A: u8) -> u8 {
        A
    }

    pub fn conditional(
        #[cfg(not(any()))] present: u8,
        #[cfg(any())] absent: u8,
        #[expect(unused_variables, reason = "it is unused")] unused: u8,
        #[allow(unused_mut, reason = "it need not be")] mut changeable: u8,
    ) -> u8 {
        present + changeable
    }

    #[cfg_attr(all(), must_use, inline(never))]
    #[doc = "Documented."]
    pub(in crate::signatures) unsafe extern "Rust" fn qualified<'a>(byte: *const u8) -> &'a u8 {
        // SAFETY: the caller gives the address of a byte that lives long enough.
        unsafe { &*byte }
    }

    pub fn calls_qualified() -> u8 {
        static BYTE: u8 = 9;
        // SAFETY: a static lives for ever.
        unsafe { *qualified(&raw const BYTE) }
    }

    pub fn inner_attributes(number: Option<u8>) -> u8 {
        #![allow(clippy::manual_unwrap_or, clippy::manual_unwrap_or_default, reason = "it is written out")]
        //! Also documented.
        match number {
            Some(number) => number,
            None => 0,
        }
    }

    pub fn nested(number: u64) -> u64 {
        #[hotpath::measure]
        fn factorial(number: u64) -> u64 {
            if number == 0 { 1 } else { number * factorial(number - 1) }
        }
        macro_rules! twice {
            ($value:expr) => {
                $value + $value
            };
        }
        twice!(factorial(number))
    }

    pub fn debug(value: &(impl Debug + ?Sized)) -> String {
        format!("{value:?}")
    }
}

#[test]
fn signatures_keep_their_meaning() {
    use signatures::*;
    assert_eq!(generic(&[1, 2], 3), [1, 2, 3]);
    assert_eq!(patterns((1, String::new()), [2, 0, 0, 3], &4, 5, 6, 7), 1 + 2 + 3 + 4 + 6 + 7 + 7);
    assert_eq!(takes_apart(Pair { left: 3, right: "x" }), "3 \"x\"");
    assert_eq!(r#match(1) + shouts(2) + conditional(3, 0, 4), 11);
    assert_eq!(calls_qualified(), 9);
    assert_eq!(inner_attributes(None) + inner_attributes(Some(3)), 3);
    assert_eq!(nested(4), 48);
    assert_eq!(debug("a"), "\"a\"");
}

#[hotpath::measure_all]
mod outputs {
    use super::{Debug, Display, Error};

    pub fn coerces(number: u8) -> Box<dyn Debug> {
        if number == 0 {
            return Box::new("none");
        }
        Box::new(number)
    }

    pub fn fails(text: &str) -> Result<Option<Box<dyn Display>>, Box<dyn Error + Send + Sync>> {
        let number: u8 = text.parse()?;
        if number == 1 {
            Err("one")?;
        }
        Ok(Some(Box::new(number)))
    }

    pub fn opaque<'a>(text: &'a str, with: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let with = with.len();
        text.split(' ').filter(move |word| word.len() == with)
    }

    pub fn opaque_inside(ok: bool) -> Result<(impl Iterator<Item = u8>, [impl Display; 2]), impl Error> {
        if ok { Ok((0..3, ["a", "b"])) } else { "x".parse::<u8>().map(|_| unreachable!()) }
    }

    pub fn opaque_in_parentheses(text: &str) -> &(impl Debug + ?Sized) {
        text
    }

    pub fn boxed_opaque() -> Box<dyn Iterator<Item = impl Display>> {
        Box::new([1, 2].into_iter())
    }

    pub fn closure(by: usize) -> impl Fn(&str) -> usize {
        move |text| text.len() + by
    }

    pub fn optional_closure() -> Option<impl for<'a> FnMut(&'a str) -> &'a str> {
        fn rest(text: &str) -> &str {
            &text[1..]
        }
        Some(rest)
    }

    pub fn function(up: bool) -> fn(u8) -> u8 {
        if up { |number| number + 1 } else { |number| number - 1 }
    }

    pub fn recursive(depth: u8) -> impl Iterator<Item = u8> {
        let deeper: Vec<_> = if depth == 0 { vec![] } else { recursive(depth - 1).collect() };
        deeper.into_iter().chain([depth])
    }

    pub fn unit_early(stop: bool) {
        if stop {
            return;
        }
        assert!(!stop);
    }

    pub fn diverges(stop: bool) -> u8 {
        if !stop {
            return 1;
        }
        loop {
            std::hint::spin_loop();
        }
    }

    #[must_use]
    pub fn infallible(result: Result<u8, std::convert::Infallible>) -> u8 {
        match result {
            Ok(number) => number,
        }
    }

    pub fn never_made() -> Option<std::convert::Infallible> {
        None
    }
}

#[test]
fn outputs_coerce_and_infer() {
    use outputs::*;
    assert_eq!(format!("{:?} {:?}", coerces(0), coerces(1)), "\"none\" 1");
    assert_eq!(fails("7").unwrap().unwrap().to_string(), "7");
    assert_eq!(fails("1").err().unwrap().to_string(), "one");
    assert!(fails("x").is_err());
    assert_eq!(opaque("a bc d", &String::from("x")).collect::<Vec<_>>(), ["a", "d"]);
    assert_eq!(opaque_inside(true).map(|(numbers, _)| numbers.sum::<u8>()).ok(), Some(3));
    assert!(opaque_inside(false).is_err());
    assert_eq!(format!("{:?}", opaque_in_parentheses("a")), "\"a\"");
    assert_eq!(boxed_opaque().map(|number| number.to_string()).collect::<String>(), "12");
    assert_eq!(closure(1)("abc") + optional_closure().unwrap()("abc").len(), 6);
    assert_eq!(function(true)(1) + function(false)(1), 2);
    assert_eq!(recursive(2).collect::<Vec<_>>(), [0, 1, 2]);
    unit_early(true);
    unit_early(false);
    assert_eq!(diverges(false) + infallible(Ok(2)), 3);
    assert!(never_made().is_none());
}

struct Tree {
    value: u8,
    children: Vec<Self>,
}

trait Visit {
    const NAME: &'static str;
    type Output<'a>
    where
        Self: 'a;

    fn first(&self) -> Self::Output<'_>;

    fn name(&self) -> String {
        Self::NAME.to_owned()
    }
}

#[hotpath::measure_all]
impl Tree {
    const fn leaf(value: u8) -> Self {
        Self { value, children: Vec::new() }
    }

    fn value_mut(&mut self) -> &mut u8 {
        &mut self.value
    }

    fn deepest_mut(&mut self) -> &mut u8 {
        match self.children.first_mut() {
            Some(child) => child.deepest_mut(),
            None => &mut self.value,
        }
    }

    fn with(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    #[expect(clippy::boxed_local, reason = "the box is what is tested")]
    fn in_a_box(self: Box<Self>) -> u8 {
        self.value
    }

    fn shared(self: &Rc<Self>) -> usize {
        Rc::strong_count(self)
    }

    fn pinned(mut self: Pin<&mut Self>) -> u8 {
        self.as_mut().value += 1;
        self.value
    }

    fn partly(self) -> Vec<Self> {
        self.children
    }

    fn values<'a>(&'a self, into: &'a RefCell<Vec<u8>>) -> std::cell::RefMut<'a, Vec<u8>> {
        into.borrow_mut().push(self.value);
        self.children.iter().for_each(|child| drop(child.values(into)));
        into.borrow_mut()
    }
}

#[hotpath::measure_all]
impl Visit for Tree {
    const NAME: &'static str = { "tree" };
    type Output<'a>
        = &'a u8
    where
        Self: 'a;

    fn first(&self) -> Self::Output<'_> {
        &self.value
    }
}

#[test]
fn methods_borrow_and_move_as_plain_ones() {
    let mut tree = Tree::leaf(1).with(Tree::leaf(2).with(Tree::leaf(3)));
    *tree.value_mut() += 10;
    *tree.deepest_mut() += 10;
    assert_eq!(*tree.values(&RefCell::default()), [11, 2, 13]);
    assert_eq!((*tree.first(), tree.name()), (11, "tree".to_owned()));
    assert_eq!(Pin::new(&mut tree).pinned(), 12);
    assert_eq!(tree.partly().len(), 1);
    assert_eq!(Box::new(Tree::leaf(4)).in_a_box(), 4);
    assert_eq!(Rc::new(Tree::leaf(4)).shared(), 1);
}

/// Functions made by a macro: every part of them may sit in invisible brackets.
macro_rules! made {
    ($(#[$meta:meta])* $label:literal
     $visibility:vis $name:ident($self:ident, $argument:pat => $kind:ty) -> $output:ty $body:block) => {
        $(#[$meta])*
        #[hotpath::measure(label = $label)]
        $visibility fn $name(&$self, $argument: $kind) -> $output $body
    };
}

#[hotpath::measure_all]
mod asynchronous {
    use super::{Error, Pin};

    pub async fn coerces(number: u8) -> Result<Box<dyn Fn(&str) -> usize>, Box<dyn Error>> {
        std::future::ready(()).await;
        if number == 0 {
            return Err(Box::from("zero"));
        }
        let parsed: usize = "x".repeat(number.into()).parse().or_else(|_| "3".parse())?;
        Ok(Box::new(move |text| text.len() + parsed))
    }

    pub async fn recursive(depth: u32) -> u32 {
        if depth == 0 { 0 } else { 1 + Box::pin(recursive(depth - 1)).await }
    }

    pub async fn opaque<'a>(words: &'a [&str], prefix: &str) -> impl Iterator<Item = &'a str> {
        let length = prefix.len();
        words.iter().map(move |word| &word[length..])
    }

    pub async fn two_lifetimes<'a>(one: &'a str, other: &str) -> &'a str {
        std::future::ready(other).await;
        one
    }

    pub async unsafe fn dangerous(byte: *const u8) -> u8 {
        // SAFETY: the caller gives the address of a byte.
        unsafe { *byte }
    }

    pub async fn arguments(mut a: Vec<u8>, (b, _): (u8, String), _: u8) -> u8 {
        a.push(b);
        std::future::ready(()).await;
        a.into_iter().sum()
    }

    pub async fn never(stop: bool) -> ! {
        std::future::ready(stop).await;
        panic!("as it should")
    }

    #[must_use]
    pub async fn needed() -> u8 {
        1
    }

    pub struct Counter(pub u8);

    pub trait Count {
        async fn next(&mut self) -> u8;

        async fn twice(&mut self) -> u8 {
            self.next().await + self.next().await
        }

        fn later(&self) -> impl Future<Output = u8> + Send;

        async fn until_never(&self) -> !;
    }

    impl Count for Counter {
        async fn next(&mut self) -> u8 {
            self.0 += 1;
            self.0
        }

        async fn later(&self) -> u8 {
            self.0
        }

        async fn until_never(&self) -> ! {
            panic!("as it should")
        }
    }

    impl Counter {
        pub async fn into_inner(self: Box<Self>) -> u8 {
            self.0
        }

        pub async fn pinned(self: Pin<&mut Self>) -> u8 {
            self.get_mut().next().await
        }
    }
}

#[test]
fn async_functions_keep_their_meaning() {
    use asynchronous::*;
    block_on(async {
        assert_eq!(coerces(1).await.unwrap()("ab"), 5);
        assert_eq!(coerces(0).await.err().unwrap().to_string(), "zero");
        assert_eq!(recursive(5).await, 5);
        assert_eq!(opaque(&["xa", "xb"], "x").await.collect::<String>(), "ab");
        assert_eq!(two_lifetimes("one", &String::from("other")).await, "one");
        let byte = 7;
        // SAFETY: the byte outlives the call.
        assert_eq!(unsafe { dangerous(&raw const byte) }.await, 7);
        assert_eq!(arguments(vec![1], (2, String::new()), 3).await, 3);
        assert_eq!(needed().await, 1);
        let mut counter = Counter(0);
        assert_eq!((counter.twice().await, counter.later().await), (3, 2));
        assert_eq!(Pin::new(&mut counter).pinned().await, 3);
        assert_eq!(Box::new(counter).into_inner().await, 3);
    });
    std::panic::catch_unwind(|| block_on(never(true))).expect_err("it panics");
    std::panic::catch_unwind(|| block_on(Counter(0).until_never())).expect_err("it panics");
}

struct Made(u8);

impl Made {
    made! {
        /// Documented.
        #[inline]
        "made"
        pub(crate) add(self, (a, _) => (u8, u8)) -> impl Debug + use<> { self.0 + a }
    }
}

#[test]
fn a_macro_can_make_the_function() {
    assert_eq!(format!("{:?}", Made(1).add((2, 3))), "3");
}

#[test]
fn temporaries_of_the_last_expression_live_as_long_as_the_user_s_edition_says() {
    use edition_2021::{Noisy, last_expression};
    let trace = RefCell::default();
    last_expression::call(&trace, Noisy(&trace, "call"));
    last_expression::guard(&trace, Noisy(&trace, "guard"));
    block_on(last_expression::future(&trace, Noisy(&trace, "future")));
    let _alone = SESSION.lock();
    last_expression::session(&trace, Noisy(&trace, "session"));
    let expected = ["call", "guard", "future", "session"].into_iter().flat_map(|name| ["local", "temporary", name]);
    assert_eq!(trace.take(), expected.collect::<Vec<_>>());
}

#[test]
fn the_same_holds_in_other_crates() {
    let mut names = edition_2021::Names::default();
    block_on(async {
        assert_eq!(names.add("one").await, "one");
        assert_eq!(edition_2021::Names::last_async(RefCell::new(vec![1])).await, Some(1));
        assert_eq!(names.boxed(&0).await, "one");
        assert_eq!(renamed::measured::waits().await + renamed::measured::followed().await, 9);
        assert_eq!(extern_crate::measured::waits().await, 4);
    });
    let byte = 7;
    // SAFETY: the byte outlives the calls.
    let read = unsafe { (edition_2021::dangerous::read(&byte), block_on(edition_2021::dangerous::read_later(&byte))) };
    assert_eq!(read, (7, 7));
    assert_eq!(names.count(), 1);
    assert_eq!(edition_2021::Names::last(RefCell::new(vec![1])), Some(1));
    assert_eq!(names.iter("o").collect::<Vec<_>>(), ["one"]);
    let _alone = SESSION.lock();
    assert_eq!(renamed::session() + extern_crate::session(), 3 + 3 + 2);
}
