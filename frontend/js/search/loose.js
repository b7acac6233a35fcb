// What was nearly typed: one character (or letter of pinyin) wrong, missing, extra or exchanged
// with its neighbour, two in a long word; characters that sound alike differ less. Sellers' least
// cost over every text.
const EDIT = 10;
const EXCHANGED = 7;
const ALIKE = 3;
const BEST = 60;
// What ears and many keyboards do not tell apart.
/** @type {(reading: string) => string} */
const dull = (reading) => reading.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n');

const LONGEST = 60; // of what is typed
let before = new Uint16Array(LONGEST + 1);
let last = new Uint16Array(LONGEST + 1);
let now = new Uint16Array(LONGEST + 1);

/**
 * The least cost of `size` typed units within the units from `at` to `to`; `prices` says what it
 * costs to take a unit for a typed one, a match begins where `begins` (anywhere without).
 * @param {Uint8Array | Uint16Array} units
 * @param {number} at
 * @param {number} to
 * @param {number} size
 * @param {Uint8Array} prices
 * @param {Uint8Array} [begins]
 */
function least(units, at, to, size, prices, begins) {
  for (let k = 0; k <= size; k += 1) last[k] = before[k] = k * EDIT;
  let best = last[size];
  let rowBefore = 0;
  for (let place = at; place < to; place += 1) {
    const row = units[place] * size - 1; // prices[row + k]: of the k-th typed unit, from 1
    last[0] = begins && !begins[place] ? size * EDIT : 0;
    now[0] = 0;
    let left = 0;
    for (let k = 1; k <= size; k += 1) {
      let cost = last[k - 1] + prices[row + k];
      const up = (last[k] < left ? last[k] : left) + EDIT;
      if (up < cost) cost = up;
      if (k > 1 && place > at && !prices[row + k - 1] && !prices[rowBefore + k]
        && before[k - 2] + EXCHANGED < cost) cost = before[k - 2] + EXCHANGED;
      now[k] = left = cost;
    }
    if (left < best) best = left;
    rowBefore = row;
    const spare = before;
    before = last;
    last = now;
    now = spare;
  }
  return best;
}

/** @type {(size: number) => number} */
const most = (size) => [0, 0, 0, 7, 10, 10, 13, 13][size] ?? 20;
/** @type {(size: number) => number} */
const mostLetters = (size) => (size < 5 ? 0 : size < 12 ? EDIT : 2 * EDIT);

/** @type {(letter: string) => number} */
const unitOf = (letter) => Math.max(0, letter.charCodeAt(0) - 96);

/**
 * Parts of which a text with so few errors has one as it is typed; others need not be looked at.
 * An error touches one part, or exchanges two letters at a border: they stand there exchanged.
 * @param {string} typed
 * @param {number} errors
 */
function untouched(typed, errors) {
  const length = Math.ceil(typed.length / (errors + 1));
  const parts = [];
  for (let at = 0; at < typed.length; at += length) {
    parts.push(typed.slice(at, at + length));
    if (at) parts.push(typed.slice(at - length + 1, at - 1) + typed[at] + typed[at - 1] + typed.slice(at + 1, at + length - 1));
  }
  return parts;
}

/**
 * near(slot, text) over the joined texts: a slot's scores, at most 60. A text counts as found
 * whole (slot.to) when it is about as long as what was typed.
 * @typedef {import('./texts.js').Slot} Slot
 * @typedef {import('./texts.js').Readings} Readings
 * @param {import('./texts.js').Texts} texts
 * @param {number} size
 * @returns {(slot: Slot, typed: string, readings: Readings) => void}
 */
export function makeNear({ ids, start, numbers, says }, size) {
  const sounds = says.map((readings) => readings.map(dull));
  /** @type {string[] | null} */
  let spelt = null;

  /** Each text as it is spelt, by its commonest readings; made when somebody first mistypes. */
  const spell = () => Array.from({ length: size }, (_, text) => {
    let all = '';
    for (let at = start[text]; ids[at]; at += 1) all += says[ids[at]][0] ?? '-';
    return all;
  });
  const units = new Uint8Array(4000);
  const begins = new Uint8Array(4000);
  /** @param {number} text */
  function unfold(text) {
    let to = 0;
    for (let at = start[text]; ids[at]; at += 1) {
      begins[to] = 1;
      for (const one of says[ids[at]][0] ?? '-') {
        units[to++] = unitOf(one);
        begins[to] = 0;
      }
    }
  }

  /** @type {(slot: Slot, text: number, cost: number, allowed: number, isWhole: boolean) => void} */
  function give(slot, text, cost, allowed, isWhole) {
    const found = cost <= allowed;
    slot.score[text] = found ? BEST - cost : 0;
    slot.from[text] = 0;
    slot.to[text] = found && isWhole ? start[text + 1] - 1 - start[text] : 0;
  }

  /** @type {(slot: Slot, typed: string) => void} */
  function nearLetters(slot, typed) {
    const all = spelt ??= spell();
    const allowed = mostLetters(typed.length);
    const prices = new Uint8Array(27 * typed.length).fill(EDIT);
    Array.from(typed, unitOf).forEach((unit, k) => { prices[unit * typed.length + k] = 0; });
    const parts = untouched(typed, allowed / EDIT);
    for (let text = 0; text < size; text += 1) {
      const { length } = all[text];
      let cost = NaN;
      if (parts.some((part) => all[text].includes(part))) {
        unfold(text);
        cost = least(units, 0, length, typed.length, prices, begins);
      }
      give(slot, text, cost, allowed, Math.abs(length - typed.length) < 3);
    }
  }

  /** @type {(slot: Slot, typed: string, readings: Readings) => void} */
  function nearCharacters(slot, typed, readings) {
    const heard = typed.split('').map((one) => (readings.get(one) ?? [one]).map(dull));
    const prices = new Uint8Array(says.length * typed.length);
    for (let id = 0, at = 0; id < says.length; id += 1) {
      for (const one of heard) prices[at++] = sounds[id].some((sound) => one.includes(sound)) ? ALIKE : EDIT;
    }
    typed.split('').forEach((one, k) => { prices[numbers[one.charCodeAt(0)] * typed.length + k] = 0; });
    const helps = says.map((_, id) => +prices.subarray(id * typed.length, (id + 1) * typed.length)
      .some((price) => price < EDIT));
    const enough = typed.length - Math.floor(most(typed.length) / EDIT);
    for (let text = 0; text < size; text += 1) {
      let likely = 0;
      for (let at = start[text]; ids[at]; at += 1) likely += helps[ids[at]];
      const cost = likely < enough ? NaN
        : least(ids, start[text], start[text + 1] - 1, typed.length, prices);
      give(slot, text, cost, most(typed.length), Math.abs(start[text + 1] - 1 - start[text] - typed.length) < 2);
    }
  }

  return (slot, typed, readings) => {
    slot.word = '';
    slot.score.fill(0);
    if (/^[a-z]+$/.test(typed)) {
      if (mostLetters(typed.length)) nearLetters(slot, typed);
    } else if (most(typed.length)) nearCharacters(slot, typed, readings);
  };
}
