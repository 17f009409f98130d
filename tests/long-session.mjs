// A long session with the usual mix, had with the real Claude Code: many files read, some of them again after an edit,
// commands with long outputs, a failing test and its mending, talk in between. The fake API counts
// what it is really sent, with a tokenizer that is not Segue's own and calibrated differently, as Anthropic's is.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import { generator } from './forks.mjs';

/** Anthropic's tokenizers find more tokens in the same text. */
const MORE = 1.15;
const NOTHING_SPECIAL = { disallowedSpecial: new Set() };
const known = new Map();

/** Counts a text; the same text comes with every request, so each is counted once. */
export function count(text) {
  if (!known.has(text)) known.set(text, Math.round(countTokens(text, NOTHING_SPECIAL) * MORE));
  return known.get(text);
}

const WORDS = 'account amount answer archive balance batch border branch bucket cache client column counter currency cursor customer default delivery discount draft entry event export filter folder invoice ledger limit message method module number offset option order owner parcel payment period policy price product profile project quota range rate record refund region report request reserve result route schedule segment server session shipment status stock storage supplier target ticket total transfer unit user value vendor version voucher wallet warehouse window'.split(' ');

/** A made-up module of about `functions` × 60 tokens. */
function source(random, functions) {
  const word = () => WORDS[Math.floor(random() * WORDS.length)];
  const one = () => {
    const [a, b, c, d] = [word(), word(), word(), word()];
    return `/// Finds the ${a} of a ${b}, or the ${c} where there is none.\npub fn ${a}_of_${b}_${Math.floor(random() * 1e6)}(${b}: &${b[0].toUpperCase()}${b.slice(1)}, ${c}: u64) -> Option<u64> {\n    let ${d} = ${b}.${a}(${Math.floor(random() * 9000)})?;\n    if ${d} > ${c} { Some(${d} - ${c}) } else { ${b}.fallback_${c}() }\n}\n`;
  };
  return Array.from({ length: functions }, one).join('\n');
}

/** Has the session; `say` sends a prompt, `answers` is the list the fake plays. Leaves the files in `cwd`. */
export async function haveLongSession({ cwd, answers, say }) {
  const random = generator(7);
  const file = (name) => path.join(cwd, name);
  const names = Array.from({ length: 12 }, (_, at) => `part_${at}.rs`);
  for (const name of names) writeFileSync(file(name), source(random, 70));
  writeFileSync(file('noise.txt'), source(random, 110));

  const read = (name) => ({ name: 'Read', input: { file_path: file(name) } });
  const bash = (command) => ({ name: 'Bash', input: { command, description: 'Run it' } });
  const think = (about) => `The ${about} decides here. ${source(random, 2)}`;
  const prompt = async (text, ...replies) => {
    answers.push(...replies);
    const result = await say(text);
    if (result.is_error || answers.length > 0) throw new Error(`${text}: ${JSON.stringify(result)}; ${answers.length} answers left`);
  };
  const edit = (name, mark) => {
    const [line] = /pub fn \w+/.exec(readFileSync(file(name), 'utf8'));
    return { name: 'Edit', input: { file_path: file(name), old_string: `${line}(`, new_string: `${line}_${mark}(` } };
  };

  await prompt('Get to know the first modules. We decided to use integers for all amounts.',
    { thinking: think('amount'), text: 'I read them one by one.', tools: [read(names[0]), read(names[1])] },
    { tools: [read(names[2])] }, { tools: [read(names[3])] },
    { text: `The modules hang together like this:\n${source(random, 16)}` });
  await prompt('Build it and list what is there',
    { tools: [bash('head -c 26000 noise.txt')] }, { tools: [bash('head -c 24000 noise.txt | tac')] },
    { text: `It builds. ${source(random, 12)}` });
  await prompt('Rename the first function of the first two modules',
    { thinking: think('name'), tools: [edit(names[0], 'a')] }, { tools: [edit(names[1], 'b')] }, { tools: [read(names[0])] }, { tools: [read(names[1])] },
    { text: 'Renamed in both; the rest is untouched.' });
  await prompt('Now the other modules',
    { tools: [read(names[4])] }, { tools: [read(names[5])] }, { tools: [read(names[6])] }, { tools: [read(names[7])] },
    { text: `These four are about storage.\n${source(random, 14)}` });
  await prompt('Run the tests',
    { tools: [bash('head -c 22000 noise.txt; echo "error[E0308]: mismatched types" >&2; exit 101')] },
    { thinking: think('failure'), text: 'A type is wrong in part_4.', tools: [edit(names[4], 'c')] }, { tools: [read(names[4])] },
    { tools: [bash('tail -c 20000 noise.txt; echo "test result: ok. 212 passed"')] },
    { text: 'The error was a missing conversion; fixed, all 212 tests pass.' });
  await prompt('Look at the last ones and summarise what you know',
    { tools: [read(names[8])] }, { tools: [read(names[9])] }, { tools: [bash('head -c 18000 noise.txt | rev')] },
    { text: `Known so far:\n${source(random, 20)}` });
  await prompt('Then mend the discount in part_10',
    { tools: [read(names[10])] }, { thinking: think('discount'), tools: [edit(names[10], 'd')] }, { tools: [bash('echo ok')] },
    { text: 'Mended. Next would be part_11.' });
}
