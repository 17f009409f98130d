//! Which records of the tree are live.

use std::collections::{HashMap, HashSet};

use super::node::Node;

/// Positions of the live nodes, in file order. `nodes` starts at the last boundary, or at the start of the file.
pub(super) fn live(nodes: &[Node]) -> Vec<usize> {
    let mut on = vec![false; nodes.len()];
    follow_parents(nodes, &mut on);
    add_blocks_of_the_same_message(nodes, &mut on);
    add_parallel_results(nodes, &mut on);
    (0..nodes.len())
        .filter(|at| on[*at] || nodes[*at].preserved)
        .collect()
}

/// From the last record of the conversation back to the root.
fn follow_parents(nodes: &[Node], on: &mut [bool]) {
    let by_uuid: HashMap<&str, usize> = nodes
        .iter()
        .enumerate()
        .map(|(at, node)| (&*node.uuid, at))
        .collect();
    let mut next = nodes.iter().rposition(|node| node.conversational);
    while let Some(at) = next {
        if std::mem::replace(&mut on[at], true) {
            return; // a circle
        }
        next = nodes[at]
            .parent
            .as_deref()
            .and_then(|parent| match by_uuid.get(parent) {
                Some(parent) => Some(*parent),
                // A missing parent is healed as Claude Code does it: by what stands before.
                None => nodes[..at]
                    .iter()
                    .rposition(|node| node.conversational && !node.preserved),
            });
    }
}

/// Parallel calls stand on branches of their own, each a block of one message.
fn add_blocks_of_the_same_message(nodes: &[Node], on: &mut [bool]) {
    let messages: HashSet<&str> = marked(nodes, on)
        .filter_map(|node| node.message_id.as_deref())
        .collect();
    for (at, node) in nodes.iter().enumerate() {
        on[at] |= node.message_id.as_deref().is_some_and(|id| messages.contains(id));
    }
}

/// The results of parallel calls, of which only the last is an ancestor of what follows.
fn add_parallel_results(nodes: &[Node], on: &mut [bool]) {
    let called: HashSet<&str> = marked(nodes, on)
        .flat_map(|node| &node.calls)
        .map(String::as_str)
        .collect();
    let mut answered: HashSet<&str> = marked(nodes, on)
        .flat_map(|node| &node.answers)
        .map(String::as_str)
        .collect();
    for (at, node) in nodes.iter().enumerate() {
        let open = |id: &String| called.contains(id.as_str()) && !answered.contains(id.as_str());
        if !on[at] && node.answers.iter().any(open) {
            on[at] = true;
            answered.extend(node.answers.iter().map(String::as_str));
        }
    }
}

fn marked<'n>(nodes: &'n [Node], on: &[bool]) -> impl Iterator<Item = &'n Node> {
    nodes
        .iter()
        .zip(on.to_vec())
        .filter(|(_, on)| *on)
        .map(|(node, _)| node)
}
