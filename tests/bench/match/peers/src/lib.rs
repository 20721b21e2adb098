// SPDX-License-Identifier: MIT
//! daachorse and aho-corasick behind the engine interface of engine.h. Each scan starts from raw
//! bytes, so the engines that take text validate it first.

use std::os::raw::{c_char, c_int, c_void};

use aho_corasick::automaton::{Automaton, OverlappingState};
use aho_corasick::nfa::contiguous;
use aho_corasick::{Input, MatchKind};
use daachorse::{CharwiseDoubleArrayAhoCorasick, DoubleArrayAhoCorasick};

#[repr(C)]
pub struct Text {
    data: *const c_char,
    size: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Sum {
    count: u64,
    sum: u64,
}

impl Sum {
    #[inline(always)]
    fn add(&mut self, start: usize, end: usize, id: usize) {
        self.count += 1;
        self.sum = self
            .sum
            .wrapping_add((id as u64) << 32)
            .wrapping_add((start as u64) << 3)
            .wrapping_add((end - start) as u64);
    }
}

type Build = unsafe extern "C" fn(*const Text, u32) -> *mut c_void;
type Scan = unsafe extern "C" fn(*mut c_void, *const Text, usize, *mut Sum);
type Bytes = unsafe extern "C" fn(*mut c_void) -> usize;
type Release = unsafe extern "C" fn(*mut c_void);

#[repr(C)]
pub struct Engine {
    name: *const c_char,
    build: Build,
    scan: Scan,
    bytes: Bytes,
    release: Release,
}
unsafe impl Sync for Engine {}

unsafe fn bytes_of<'a>(text: &Text) -> &'a [u8] {
    std::slice::from_raw_parts(text.data as *const u8, text.size)
}

unsafe fn patterns<'a>(texts: *const Text, count: u32) -> Vec<&'a [u8]> {
    (0..count as usize).map(|i| bytes_of(&*texts.add(i))).collect()
}

fn boxed<T, E: std::fmt::Debug>(made: Result<T, E>) -> *mut c_void {
    match made {
        Ok(engine) => Box::into_raw(Box::new(engine)) as *mut c_void,
        Err(error) => {
            eprintln!("peer: {error:?}");
            std::ptr::null_mut()
        }
    }
}

unsafe extern "C" fn release<T>(engine: *mut c_void) {
    drop(Box::from_raw(engine as *mut T));
}

type Charwise = CharwiseDoubleArrayAhoCorasick<u32>;

unsafe extern "C" fn charwise_build(texts: *const Text, count: u32) -> *mut c_void {
    let words: Vec<&str> =
        patterns(texts, count).into_iter().map(|b| std::str::from_utf8(b).unwrap()).collect();
    boxed(Charwise::new(words))
}

unsafe extern "C" fn charwise_scan(engine: *mut c_void, texts: *const Text, n: usize, to: *mut Sum) {
    let engine = &*(engine as *const Charwise);
    let mut sum = *to;
    for i in 0..n {
        if let Ok(text) = std::str::from_utf8(bytes_of(&*texts.add(i))) {
            for m in engine.find_overlapping_iter(text) {
                sum.add(m.start(), m.end(), m.value() as usize);
            }
        }
    }
    *to = sum;
}

unsafe extern "C" fn charwise_bytes(engine: *mut c_void) -> usize {
    (*(engine as *const Charwise)).heap_bytes()
}

type Bytewise = DoubleArrayAhoCorasick<u32>;

unsafe extern "C" fn bytewise_build(texts: *const Text, count: u32) -> *mut c_void {
    boxed(Bytewise::new(patterns(texts, count)))
}

unsafe extern "C" fn bytewise_scan(engine: *mut c_void, texts: *const Text, n: usize, to: *mut Sum) {
    let engine = &*(engine as *const Bytewise);
    let mut sum = *to;
    for i in 0..n {
        for m in engine.find_overlapping_iter(bytes_of(&*texts.add(i))) {
            sum.add(m.start(), m.end(), m.value() as usize);
        }
    }
    *to = sum;
}

unsafe extern "C" fn bytewise_bytes(engine: *mut c_void) -> usize {
    (*(engine as *const Bytewise)).heap_bytes()
}

unsafe extern "C" fn nfa_build(texts: *const Text, count: u32) -> *mut c_void {
    boxed(
        contiguous::NFA::builder().match_kind(MatchKind::Standard).build(patterns(texts, count)),
    )
}

unsafe extern "C" fn nfa_scan(engine: *mut c_void, texts: *const Text, n: usize, to: *mut Sum) {
    let engine = &*(engine as *const contiguous::NFA);
    let mut sum = *to;
    for i in 0..n {
        let input = Input::new(bytes_of(&*texts.add(i)));
        let mut state = OverlappingState::start();
        while engine.try_find_overlapping(&input, &mut state).is_ok() {
            match state.get_match() {
                None => break,
                Some(m) => sum.add(m.start(), m.end(), m.pattern().as_usize()),
            }
        }
    }
    *to = sum;
}

unsafe extern "C" fn nfa_bytes(engine: *mut c_void) -> usize {
    (*(engine as *const contiguous::NFA)).memory_usage()
}

static ENGINES: [Engine; 3] = [
    Engine {
        name: b"daachorse charwise\0".as_ptr() as *const c_char,
        build: charwise_build,
        scan: charwise_scan,
        bytes: charwise_bytes,
        release: release::<Charwise>,
    },
    Engine {
        name: b"daachorse bytewise\0".as_ptr() as *const c_char,
        build: bytewise_build,
        scan: bytewise_scan,
        bytes: bytewise_bytes,
        release: release::<Bytewise>,
    },
    Engine {
        name: b"aho-corasick nfa\0".as_ptr() as *const c_char,
        build: nfa_build,
        scan: nfa_scan,
        bytes: nfa_bytes,
        release: release::<contiguous::NFA>,
    },
];

/// The engines of this library and their number.
///
/// # Safety
/// `count` points to an int.
#[no_mangle]
pub unsafe extern "C" fn engines(count: *mut c_int) -> *const Engine {
    *count = ENGINES.len() as c_int;
    ENGINES.as_ptr()
}
