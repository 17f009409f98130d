//! A whole transcript.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segue_transcript::chain::read_chain;
use segue_transcript::story::read_story;

fuzz_target!(|transcript: &[u8]| {
    let chain = read_chain(transcript).expect("bytes in memory do not fail");
    assert!(chain.items.windows(2).all(|pair| pair[0].turn <= pair[1].turn));
    let story = read_story(transcript).expect("bytes in memory do not fail");
    assert!(story.beats.windows(2).all(|pair| pair[0].line <= pair[1].line));
});
