// Opens and asks the search for the tests in Python: one line of JSON in, one out.
import { createInterface } from 'node:readline';
import { makeSearch, readPinyin } from '../../../frontend/js/search/search.js';

let opened;
const calls = {
  open({ list, pinyin, synonyms }) {
    opened = makeSearch(list, readPinyin(pinyin), synonyms);
    return null;
  },
  ask: (queries, options) => queries.map((one) => opened.search(one, options)),
};

function answer(line) {
  const [what, ...given] = JSON.parse(line);
  try { return { answer: calls[what](...given) }; } catch (error) { return { error: String(error.stack) }; }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(line))}\n`);
}
