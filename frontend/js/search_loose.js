// What was nearly typed: one character (or letter of pinyin) wrong, missing, extra or exchanged
// with its neighbour, two in a long word; characters that sound alike differ less. Sellers' least
// cost over every text.
const EDIT = 10;
const EXCHANGED = 7;
const ALIKE = 3;
const BEST = 60;
// What ears and many keyboards do not tell apart.
const dull = (reading) => reading.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n');

/** The least cost of `size` typed units within the units from `at` to `to`; `prices` says what it
    costs to take a unit for a typed one, a match begins where `begins` (anywhere without). */
function least(units, at, to, size, prices, begins) {
  let [before, last, now] = [new Uint8Array(size + 1), new Uint8Array(size + 1), new Uint8Array(size + 1)];
  for (let k = 0; k <= size; k += 1) last[k] = before[k] = k * EDIT;
  let best = last[size];
  for (let place = at; place < to; place += 1) {
    const row = units[place] * size;
    const rowBefore = place > at ? units[place - 1] * size : -1;
    last[0] = begins && !begins[place] ? size * EDIT : 0;
    now[0] = 0;
    for (let k = 1; k <= size; k += 1) {
      let cost = last[k - 1] + prices[row + k - 1];
      if (last[k] + EDIT < cost) cost = last[k] + EDIT;
      if (now[k - 1] + EDIT < cost) cost = now[k - 1] + EDIT;
      if (k > 1 && rowBefore >= 0 && !prices[row + k - 2] && !prices[rowBefore + k - 1]
        && before[k - 2] + EXCHANGED < cost) cost = before[k - 2] + EXCHANGED;
      now[k] = cost;
    }
    if (now[size] < best) best = now[size];
    [before, last, now] = [last, now, before];
  }
  return best;
}

const most = (size) => [0, 0, 0, 7, 10, 10, 13, 13][size] ?? 20;
const mostLetters = (size) => (size < 5 ? 0 : size < 12 ? EDIT : 2 * EDIT);

/** near(slot, text) over the joined texts: a slot's scores, at most 60. A text counts as found
    whole (slot.to) when it is about as long as what was typed. */
export function makeNear({ ids, start, numbers, says }, size) {
  const sounds = says.map((readings) => readings.map(dull));
  let letters = null;

  /** The texts by their commonest readings, made when somebody first mistypes pinyin. */
  function spelt() {
    const units = new Uint8Array(ids.length * 6);
    const begins = new Uint8Array(ids.length * 6);
    const starts = new Int32Array(size + 1);
    const masks = new Uint32Array(size);
    let to = 0;
    for (let text = 0; text < size; text += 1) {
      starts[text] = to;
      for (let at = start[text]; ids[at]; at += 1) {
        begins[to] = 1;
        for (const one of says[ids[at]][0] ?? '') {
          masks[text] |= 1 << (units[to++] = Math.max(0, one.charCodeAt(0) - 96));
        }
      }
    }
    starts[size] = to;
    return { units, begins, starts, masks };
  }

  function give(slot, text, cost, allowed, isWhole) {
    const found = cost <= allowed;
    slot.score[text] = found ? BEST - cost : 0;
    slot.from[text] = 0;
    slot.to[text] = found && isWhole ? start[text + 1] - 1 - start[text] : 0;
  }

  function nearLetters(slot, typed) {
    letters ??= spelt();
    const { units, begins, starts, masks } = letters;
    const allowed = mostLetters(typed.length);
    const codes = Array.from(typed, (one) => one.charCodeAt(0) - 96);
    const prices = new Uint8Array(27 * typed.length).fill(EDIT);
    codes.forEach((code, k) => { prices[code * typed.length + k] = 0; });
    const asked = new Set(codes);
    for (let text = 0; text < size; text += 1) {
      let missing = 0;
      for (const code of asked) missing += masks[text] >> code & 1 ^ 1;
      const cost = missing * EDIT > allowed ? NaN
        : least(units, starts[text], starts[text + 1], typed.length, prices, begins);
      give(slot, text, cost, allowed, Math.abs(starts[text + 1] - starts[text] - typed.length) < 3);
    }
  }

  function nearCharacters(slot, typed, readings) {
    const heard = Array.from(typed, (one) => (readings.get(one) ?? [one]).map(dull));
    const prices = new Uint8Array(says.length * typed.length);
    for (let id = 0, at = 0; id < says.length; id += 1) {
      for (const one of heard) prices[at++] = sounds[id].some((sound) => one.includes(sound)) ? ALIKE : EDIT;
    }
    Array.from(typed).forEach((one, k) => { prices[numbers.get(one) * typed.length + k] = 0; });
    for (let text = 0; text < size; text += 1) {
      const cost = least(ids, start[text], start[text + 1] - 1, typed.length, prices);
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
