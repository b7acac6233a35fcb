// A sentence as the words in it: those that people say, those that stand in the catalogue, those
// to pass over (我要, 怎么办); typed in characters, in pinyin, or both.
import { LATIN, clean } from './texts.js';

const LONGEST = 30;
const SHORTEST = 4; // letters that say anything within a sentence
const WORD = 10;
const PASSED = 11;
const LETTER = 8;
const CHARACTER = 30;

/**
 * How a text sounds, by the commonest reading of each character.
 * @type {(text: string, readings: import('./texts.js').Readings) => string}
 */
export const spell = (text, readings) => Array.from(text, (one) => readings.get(one)?.[0] ?? one).join('');

/**
 * Returns cut(text) -> [{word, isUnknown}].
 * @param {{said: Record<string, string>, ignored: string}} synonyms
 * @param {import('./texts.js').Readings} readings
 * @param {(word: string) => boolean} stands in the catalogue
 */
export function makeCut({ said, ignored }, readings, stands) {
  /** @type {Map<string, number>} */
  const prices = new Map();
  /** @type {(word: string, price: number) => void} */
  const learn = (word, price) => {
    if (!prices.has(word)) prices.set(word, price);
    // A single syllable is a part of too many words.
    const spelt = word.length > 1 || price === PASSED ? spell(word, readings) : word;
    if (!prices.has(spelt)) prices.set(spelt, price);
  };
  for (const word of Object.keys(said)) learn(clean(word), WORD);
  for (const word of ignored.split(' ')) learn(word, PASSED);

  return (/** @type {string} */ text) => {
    /** @type {number[]} */
    const cost = new Array(text.length + 1).fill(Infinity).fill(0, 0, 1);
    /** @type {number[]} */
    const from = [];
    /** @type {number[]} */
    const paid = [];
    /** @type {(at: number, to: number, price: number) => void} */
    const reach = (at, to, price) => {
      if (cost[at] + price >= cost[to]) return;
      cost[to] = cost[at] + price;
      from[to] = at;
      paid[to] = price;
    };
    for (let at = 0; at < text.length; at += 1) {
      const isLatin = LATIN.test(text[at]);
      reach(at, at + 1, isLatin ? LETTER : CHARACTER);
      let isThere = !isLatin;
      for (let to = at + 1; to <= Math.min(text.length, at + LONGEST); to += 1) {
        const word = text.slice(at, to);
        const price = prices.get(word);
        if (price !== undefined) reach(at, to, price);
        if (to === at + 1) continue;
        isThere = isLatin || isThere ? stands(word) : false;
        if (isThere) reach(at, to, WORD);
      }
    }
    /** @type {{word: string, price: number}[]} */
    const words = [];
    let gap = -1; // where letters begin that are one word with the letter before them
    for (let to = text.length; to; to = from[to]) {
      const word = text.slice(from[to], to);
      if (paid[to] === LETTER && gap === to) words[0].word = word + words[0].word;
      else if (paid[to] !== PASSED) words.unshift({ word, price: paid[to] });
      gap = paid[to] === LETTER ? from[to] : -1;
    }
    return words.map(({ word, price }) => (
      { word, isUnknown: price === CHARACTER || (price === LETTER && word.length < SHORTEST) }
    ));
  };
}
