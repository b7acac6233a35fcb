// Searches the catalogue as people type it: a part of a name, pinyin, what people say for what the
// catalogue says, whole sentences; where that finds little, what was nearly typed. Those loose
// hits are kept apart, never among the direct ones. It knows no page and ships no index.
// Over 300 lines: one search over one set of columns, a quarter of it the types of what is handed
// from step to step.
import { LATIN, clean, joinTexts, makeScan, makeSlot, pairs, readPinyin } from './texts.js';
import { makeCut, spell } from './words.js';
import { makeNear } from './loose.js';

export { readPinyin };

const FEW = 3; // direct hits, below which loose ones are looked for
const MOST_TERMS = 8;
const KNOWN = 0.6; // of what is typed, by weight, that has to be found at all
const KNOWN_CHATTER = 0.35; // of a sentence, since people tell stories
const CHATTER = 0.5; // what an unknown character weighs in a sentence; in a short query it is
const SHORT = 5; // rather a typo, and weighs 1
const HEARD = 0.75; // the same where only the sounds agree
const COVERED = 0.4; // of what was found, that an item has to answer
const NAME = 5; // what a find in the item's name is worth more than in a material's
const UNIT = -30;
const SAID = 8; // what other words cost
const UNFINISHED = 15;

/**
 * @typedef {import('./texts.js').Readings} Readings
 * @typedef {import('./texts.js').Slot} Slot
 * @typedef {{n: string[], c: string[], d: number[], k: number[], p: number[][], D: string[], U: string[], P: string[]}} List
 *   the columns of docs/search.md
 * @typedef {{said: Record<string, string>, ignored: string}} Synonyms
 * @typedef {{unit: number, way: number, limit: number}} Wanted
 * @typedef {{item: number, score: number}} Ranked
 * @typedef {{best: Ranked[], total: number, used?: number}} Ranking
 * @typedef {{used: number, known: number, all: number}} Filled
 * @typedef {ReturnType<ReturnType<typeof makeSearch>['search']>} Answer
 */

/**
 * In characters; two and a half letters are about one.
 * @param {string} word
 */
const lengthOf = (word) => (LATIN.test(word) ? word.length / 2.5 : word.length);

/**
 * @param {List} list /list/search-*.json
 * @param {Readings} readings by readPinyin
 * @param {Synonyms} synonyms /list/synonyms-*.json
 */
export function makeSearch(list, readings, synonyms) {
  const said = Object.entries(synonyms.said);
  // Where in the texts the names of materials, of units and what people say begin.
  const materials = list.n.length;
  const units = materials + list.P.length;
  const words = units + list.D.length;
  const texts = joinTexts(
    [...list.n, ...list.P, ...list.D, ...said.map(([word]) => word)].map(clean), readings,
  );
  const { joined, start } = texts;
  const size = words + said.length;
  const slots = Array.from({ length: MOST_TERMS }, () => makeSlot(size));
  const scan = makeScan(texts);
  /** @type {ReturnType<typeof makeNear> | null} */
  let near = null;

  const rows = Uint32Array.from(list.p.flat());
  const rowStart = new Uint32Array(materials + 1);
  const uses = new Uint32Array(words).fill(1, 0, materials); // items that a text belongs to
  list.p.forEach((of, item) => {
    rowStart[item + 1] = rowStart[item] + of.length;
    for (const row of of) uses[materials + (row >> 5)] += 1;
    uses[units + list.d[item]] += 1;
  });

  /** @type {Map<string, boolean>} */
  const stood = new Map();
  /** @type {Set<string> | null} */
  let heard = null; // each two neighbours as they are spelt, for who types a sentence in pinyin
  const stands = (/** @type {string} */ word) => {
    if (LATIN.test(word)) return (heard ??= pairs(texts, start[words])).has(word);
    if (stood.size > 5000) stood.clear();
    const known = stood.get(word);
    if (known !== undefined) return known;
    const at = joined.indexOf(word);
    const isThere = at >= 0 && at < start[words];
    stood.set(word, isThere);
    return isThere;
  };
  const cut = makeCut(synonyms, readings, stands);

  /**
   * Adds to a slot what the catalogue says for what people say, where that was found.
   * @param {Slot} slot
   */
  function follow(slot) {
    /** @type {[official: string, less: number][]} */
    const found = [];
    for (let at = 0; at < said.length; at += 1) {
      const text = words + at;
      const to = slot.to[text];
      const left = start[text + 1] - 1 - start[text] - to;
      if (!slot.score[text] || slot.from[text] || to < (left === 0 ? 1 : 2) || left > 1) continue;
      found.push([said[at][1], Math.max(0, 100 - slot.score[text]) + SAID + left * UNFINISHED]);
    }
    for (const [official, less] of found) {
      official.split(' ').forEach((word, rank) => scan(slot, clean(word), less + 3 * rank));
    }
  }

  /** @type {(slot: Slot, word: string, heard?: string) => void} */
  function fill(slot, word, heard) {
    if (slot.word === word && !heard) return;
    slot.word = heard ? '' : word;
    slot.score.fill(0);
    scan(slot, word, 0, heard);
    follow(slot);
  }

  /**
   * How many slots the words of a sentence took, and the weight of those and of all its words;
   * none when less than `least` of it was found.
   * @type {(sentence: string, least: number, heard?: string) => Filled}
   */
  function fillSentence(sentence, least, heard) {
    let used = 0;
    let all = 0;
    let known = 0;
    const unknown = lengthOf(sentence) > SHORT ? CHATTER : 1;
    for (const { word, isUnknown } of cut(sentence)) {
      const length = lengthOf(word);
      const slot = slots[used];
      let found = 0;
      if (slot && !isUnknown) {
        fill(slot, word, heard);
        for (let text = 0; text < words; text += 1) if (slot.score[text]) found += uses[text];
      }
      if (!found) {
        all += length * unknown;
        continue;
      }
      // A word that stands everywhere says little.
      slot.weight = length * Math.max(0.15, Math.log(1 + materials / found) / Math.log(1 + materials));
      all += slot.weight;
      known += slot.weight;
      used += 1;
    }
    return { used: known < least * all ? 0 : used, known, all };
  }

  /** @type {(item: number, given: Wanted) => boolean} */
  const passes = (item, { unit, way }) => (unit < 0 || list.d[item] === unit)
    && (!way || list.p[item].some((row) => row & way));

  /**
   * What one slot has for an item: the best of its name, its materials, its unit.
   * @type {(slot: Slot, item: number, way: number) => number}
   */
  function scoreOf({ score }, item, way) {
    let most = score[item] && score[item] + NAME;
    for (let row = rowStart[item]; row < rowStart[item + 1]; row += 1) {
      const value = score[materials + (rows[row] >> 5)];
      if (value > most && (!way || rows[row] & way)) most = value;
    }
    return most || Math.max(0, score[units + list.d[item]] + UNIT);
  }

  /**
   * The items that answer enough of the weight `known`: the best ones, and how many.
   * @type {(filled: Filled, given: Wanted, but?: number[]) => Ranking}
   */
  function collect({ used, known, all }, given, but = []) {
    /** @type {Ranked[]} */
    const best = [];
    let total = 0;
    for (let item = 0; item < materials; item += 1) {
      let sum = 0;
      let covered = 0;
      for (let one = 0; one < used; one += 1) {
        const score = scoreOf(slots[one], item, given.way);
        sum += score * slots[one].weight;
        if (score) covered += slots[one].weight;
      }
      if (!covered || covered < COVERED * known || !passes(item, given) || but.includes(item)) continue;
      total += 1;
      const score = sum / all - list.n[item].length / 20;
      if (best.length === given.limit && score <= best[best.length - 1].score) continue;
      const at = best.findIndex((one) => one.score < score);
      best.splice(at < 0 ? best.length : at, 0, { item, score });
      if (best.length > given.limit) best.pop();
    }
    return { best, total };
  }

  /**
   * The place in the name as it is written of a place in the clean one.
   * @type {(name: string, from: number, to: number) => number[]}
   */
  function written(name, from, to) {
    const range = [0, name.length];
    let at = 0;
    let cleaned = 0;
    for (const one of name) {
      const next = cleaned + clean(one).length;
      if (cleaned <= from && from < next) range[0] = at;
      if (cleaned < to && to <= next) range[1] = at + one.length;
      cleaned = next;
      at += one.length;
    }
    return range;
  }

  /**
   * A hit as a page shows it: `at` the place in the name, `material` the index of the best.
   * @param {Ranked} found
   * @param {number} used
   * @param {boolean} isLoose
   */
  function hit({ item, score }, used, isLoose) {
    const filled = slots.slice(0, used);
    let material = -1;
    let gain = 0;
    for (const row of list.p[item]) {
      const more = filled.reduce((sum, slot) => sum + slot.weight * Math.max(
        0, slot.score[materials + (row >> 5)] - (slot.score[item] && slot.score[item] + NAME),
      ), 0);
      if (more > gain) [material, gain] = [row >> 5, more];
    }
    const [best] = filled.filter((slot) => slot.score[item])
      .sort((a, b) => b.score[item] - a.score[item]);
    return {
      item,
      score,
      at: best && !isLoose ? written(list.n[item], best.from[item], best.to[item]) : null,
      material,
      name: list.n[item],
      code: list.c[item],
      unit: list.D[list.d[item]],
      isPublicService: list.k[item] === 1,
      proofs: list.p[item].map((row) => ({
        name: list.P[row >> 5], mask: row & 31, isSought: row >> 5 === material,
      })),
    };
  }

  /** @type {(given: Wanted) => Ranking} */
  function everything(given) {
    /** @type {Ranked[]} */
    const best = [];
    let total = 0;
    for (let item = 0; item < materials; item += 1) {
      if (passes(item, given) && total++ < given.limit) best.push({ item, score: 0 });
    }
    return { best, total };
  }

  // As they are printed; a digit in it, so that no word is taken for a code.
  const codes = list.c.map(clean);
  /** @type {(typed: string, given: Wanted) => Ranking} */
  function coded(typed, given) {
    /** @type {Ranking} */
    const found = { best: [], total: 0, used: 0 };
    if (typed.length < 3 || !/^[a-z0-9]*\d[a-z0-9]*$/.test(typed)) return found;
    codes.forEach((code, item) => {
      if (!code.startsWith(typed) || !passes(item, given)) return;
      found.total += 1;
      if (found.best.length < given.limit) found.best.push({ item, score: 100 });
    });
    return found;
  }

  const ONE = { used: 1, known: 1, all: 1 };

  /** @type {(typed: string, given: Wanted) => Ranking} */
  function direct(typed, given) {
    const byCode = coded(typed, given);
    if (byCode.total) return byCode;
    fill(slots[0], typed);
    slots[0].weight = 1;
    const found = collect(ONE, given);
    if (found.total || typed.length < 3) return { ...found, used: 1 };
    // A few letters, of which some are nothing, are rather a slip of the finger than a sentence.
    const fewest = LATIN.test(typed) ? 1 : KNOWN;
    const sentence = fillSentence(typed, lengthOf(typed) > SHORT ? KNOWN_CHATTER : fewest);
    return { ...collect(sentence, given), used: sentence.used };
  }

  /**
   * By its sound, else by what is nearly the same.
   * @param {string} typed
   * @param {Wanted} given
   * @param {number[]} but
   */
  function loose(typed, given, but) {
    const hits = (/** @type {Filled} */ filled) => collect(filled, given, but).best
      .map((one) => hit(one, filled.used, true));
    slots[0].weight = 1;
    if (!LATIN.test(typed)) {
      const spelt = spell(typed, readings);
      fill(slots[0], spelt, typed);
      const alike = hits(ONE);
      if (alike.length) return alike;
      if (typed.length > 3) {
        const heard = hits(fillSentence(spelt, HEARD, typed));
        if (heard.length) return heard;
      }
    }
    near ??= makeNear(texts, size);
    near(slots[0], typed, readings);
    slots[0].weight = 1;
    follow(slots[0]);
    return hits(ONE);
  }

  return {
    /**
     * `unit`: an index of list.U; `way`: bits, one of which a row must have. Returns the direct
     * hits, the loose ones (where there are few direct ones) and how many direct ones there are.
     * @param {string} query
     * @param {Partial<Wanted>} [wanted]
     */
    search(query, { unit = -1, way = 0, limit = 30 } = {}) {
      const given = { unit, way, limit };
      const typed = clean(query).slice(0, 60);
      const found = typed ? direct(typed, given)
        : query.trim() ? { best: [], total: 0 } : everything(given);
      const hits = found.best.map((one) => hit(one, found.used ?? 0, false));
      const mayBeMore = typed.length > 1 && found.total < FEW && cut(typed).length;
      return {
        hits,
        loose: mayBeMore ? loose(typed, given, hits.map(({ item }) => item)) : [],
        total: found.total,
      };
    },
  };
}

/** @type {(file: any) => any} */
const parsed = (file) => (file.byteLength === undefined ? file : JSON.parse(new TextDecoder().decode(file)));

// A slow phone draws between one step and the next.
const breath = () => new Promise((go) => { setTimeout(go); });

/**
 * A promise of makeSearch over the published files, each as bytes or parsed.
 * @param {{list: any, pinyin: any, synonyms: any}} files
 */
export async function openFiles({ list, pinyin, synonyms }) {
  const columns = parsed(list);
  const said = parsed(synonyms);
  await breath();
  const readings = readPinyin(parsed(pinyin));
  await breath();
  return makeSearch(columns, readings, said);
}
