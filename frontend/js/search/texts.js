// All names as one string, and one word looked for in all of them: as it is written, or in pinyin
// (whole, initials, mixed, a half typed last syllable). No index: a scan takes a millisecond.
const NO = 1e6;
const INITIAL = 20; // of 90 for pinyin, shared among the characters
const HALF = 25; // a half typed last syllable ranks behind every whole one
export const LATIN = /[a-z0-9]/;

/** @type {(text: string) => string} */
export const clean = (text) => (/^[\u4e00-\u9fff]*$/.test(text) ? text
  : text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ''));

/**
 * @typedef {Map<string, string[]>} Readings character -> its syllables, the commonest first
 * @typedef {ReturnType<typeof joinTexts>} Texts
 * @typedef {ReturnType<typeof makeSlot>} Slot
 */

/**
 * {"zheng": "正证 挣"} -> readings.
 * @param {Record<string, string>} table
 * @returns {Readings}
 */
export function readPinyin(table) {
  const readings = new Map();
  for (const rank of [0, 1]) {
    for (const [syllable, characters] of Object.entries(table)) {
      for (const one of characters.split(' ')[rank] ?? '') {
        const known = readings.get(one);
        if (known) known.push(syllable);
        else readings.set(one, [syllable]);
      }
    }
  }
  return readings;
}

/** @type {(word: string) => number} */
const bitOf = (word) => 1 << Math.max(0, word.charCodeAt(0) - 96);

/**
 * `ids` holds a small number for each character, 0 between two texts.
 * @param {string[]} texts clean
 * @param {Readings} readings
 */
export function joinTexts(texts, readings) {
  const joined = `\n${texts.join('\n')}\n`;
  const ids = new Uint16Array(joined.length);
  const owner = new Int32Array(joined.length);
  const start = new Int32Array(texts.length + 1);
  const numbers = new Uint16Array(65_536);
  /** @type {string[][]} */
  const says = [[]];
  const initials = [0];
  let text = -1;
  for (let at = 0; at < joined.length; at += 1) {
    const code = joined.charCodeAt(at);
    if (code === 10) {
      start[text += 1] = at + 1;
      continue;
    }
    let id = numbers[code];
    if (!id) {
      numbers[code] = id = says.length;
      const one = joined[at];
      says.push(readings.get(one) ?? (LATIN.test(one) ? [one] : []));
      initials.push(says[id].reduce((bits, reading) => bits | bitOf(reading), 0));
    }
    ids[at] = id;
    owner[at] = text;
  }
  return { joined, ids, owner, start, numbers, says, initials };
}

/**
 * How each two neighbours of the texts before `end` are spelt.
 * @param {Texts} texts
 * @param {number} end
 */
export function pairs({ ids, says }, end) {
  const found = new Set();
  for (let at = 1; at < end; at += 1) {
    const [first] = says[ids[at - 1]];
    const [second] = says[ids[at]];
    if (first && second) found.add(first + second);
  }
  return found;
}

/**
 * What a word found: for each text a score (0: nothing) and the place of the best match.
 * @param {number} size
 */
export const makeSlot = (size) => ({
  word: '',
  score: new Float32Array(size),
  from: new Uint16Array(size),
  to: new Uint16Array(size),
  weight: 1,
});

/**
 * scan(slot, word, less, heard) over the joined texts; `less` is taken off every score. With
 * `heard`, what was typed in characters, `word` is how it sounds, and only whole syllables count.
 * @param {Texts} texts
 * @returns {(slot: Slot, word: string, less: number, heard?: string) => void}
 */
export function makeScan({ joined, ids, owner, start, says, initials }) {
  const places = new Int32Array(joined.length); // where the word of the last scan was found
  let placed = 0;
  let placedFor = '';
  let typed = '';
  let end = 0;

  /**
   * The least cost of reading what is typed, from its k-th letter on, in the text from `at`.
   * @param {number} at
   * @param {number} k
   * @returns {number}
   */
  function read(at, k) {
    if (k === typed.length) { end = at; return 0; }
    if (joined[at] === typed[k]) return read(at + 1, k + 1);
    let best = NO;
    let stop = at;
    for (const reading of says[ids[at]]) {
      let same = 0;
      while (same < reading.length && reading[same] === typed[k + same]) same += 1;
      for (; same; same -= 1) {
        const isInitial = same === 1 || (same === 2 && reading[1] === 'h');
        let cost = isInitial ? INITIAL : NO / 2;
        if (same === reading.length) cost = 0;
        else if (!isInitial && k + same < typed.length) continue;
        cost += read(at + 1, k + same);
        if (cost < best) { best = cost; stop = end; }
      }
    }
    end = stop;
    return best;
  }

  /** @type {(slot: Slot, at: number, to: number, quality: number) => void} */
  function put(slot, at, to, quality) {
    const text = owner[at];
    const from = at - start[text];
    const isWhole = !from && joined[to] === '\n';
    const score = quality - Math.min(8, from / 2) + (from ? 0 : 3) + (isWhole ? 12 : 0);
    if (score <= slot.score[text]) return;
    slot.score[text] = score;
    slot.from[text] = from;
    slot.to[text] = to - start[text];
  }

  /** @type {(slot: Slot, at: number, less: number, heard?: string) => boolean} */
  function readAt(slot, at, less, heard) {
    const cost = read(at, 0);
    if (cost >= NO || (heard && cost)) return false;
    // Two characters that only sound alike are no likeness.
    if (heard?.length === 2 && joined[at] !== heard[0] && joined[at + 1] !== heard[1]) return false;
    const half = cost >= NO / 2;
    put(slot, at, end, 90 - less - (half ? HALF : 0) - (half ? cost - NO / 2 : cost) / (end - at));
    return true;
  }

  /**
   * Only where the word without its last letters was found, when that was the last scan.
   * @type {(slot: Slot, word: string, less: number, heard?: string) => void}
   */
  function scanSpelt(slot, word, less, heard) {
    typed = word;
    const bit = bitOf(word);
    const narrow = placedFor && word.startsWith(placedFor);
    const last = narrow ? placed : ids.length;
    placed = 0;
    for (let next = 0; next < last; next += 1) {
      const at = narrow ? places[next] : next;
      if (initials[ids[at]] & bit && readAt(slot, at, less, heard)) places[placed++] = at;
    }
    placedFor = heard ? '' : word;
  }

  return (slot, word, less, heard) => {
    if (/^[a-z0-9]./.test(word)) {
      scanSpelt(slot, word, less, heard);
    } else if (LATIN.test(word)) {
      typed = word;
      for (let at = joined.indexOf(word[0]); at >= 0; at = joined.indexOf(word[0], at + 1)) readAt(slot, at, less);
      // A single letter: what begins with it.
      for (const at of start) if (initials[ids[at]] & bitOf(word)) readAt(slot, at, less);
    } else {
      for (let at = joined.indexOf(word); at >= 0; at = joined.indexOf(word, start[owner[at] + 1])) {
        put(slot, at, at + word.length, 100 - less);
      }
    }
  };
}
