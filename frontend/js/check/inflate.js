// What DecompressionStream('deflate') does, for browsers without it (Safari before 16.4, Firefox
// before 113): a status list is 16 KB, and the smallest library that is a module weighs more than
// this page. Fetched only there. RFC 1950 and 1951; what is odd throws, as a stream does.
const LITERALS = 288;
const END = 256;
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * Where each symbol begins, and how many more bits tell how far behind that.
 * @param {number[]} extra
 * @param {number} first
 */
function ranges(extra, first) {
  let next = first;
  return extra.map((bits) => {
    const base = next;
    next += 1 << bits;
    return { base, bits };
  });
}
const LENGTHS = ranges([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5], 3);
LENGTHS.push({ base: 258, bits: 0 });
const DISTANCES = ranges([0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13], 1);

/**
 * A canonical Huffman code: how many symbols have each length, and the symbols in their order.
 * @param {number[]} lengths
 */
function codeOf(lengths) {
  const counts = new Array(16).fill(0);
  for (const one of lengths) counts[one] += 1;
  const used = lengths.length - counts[0];
  counts[0] = 0;
  let left = 1;
  for (let size = 1; size < 16; size += 1) {
    left = 2 * left - counts[size];
    if (left < 0) throw new TypeError('too many codes');
  }
  // One code alone may leave the other half unused; so may a block without any distance.
  if (left > 0 && (used > 1 || counts[1] !== used)) throw new TypeError('too few codes');
  const symbols = lengths.map((_, symbol) => symbol).filter((symbol) => lengths[symbol])
    .sort((a, b) => lengths[a] - lengths[b] || a - b);
  return { counts, symbols };
}

const FIXED = {
  literals: codeOf(Array.from({ length: LITERALS }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8))),
  distances: codeOf(new Array(32).fill(5)),
};

/** @param {Uint8Array} packed */
function reader(packed) {
  let at = 2;
  let bit = 0;
  const byte = () => {
    if (at >= packed.length) throw new TypeError('cut short');
    return packed[at++];
  };
  /** @param {number} count */
  const bits = (count) => {
    let value = 0;
    for (let one = 0; one < count; one += 1) {
      if (at >= packed.length) throw new TypeError('cut short');
      value |= (packed[at] >> bit & 1) << one;
      bit = bit + 1 & 7;
      if (!bit) at += 1;
    }
    return value;
  };
  /** @param {{counts: number[], symbols: number[]}} code */
  const symbol = ({ counts, symbols }) => {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let size = 1; size < 16; size += 1) {
      code |= bits(1);
      if (code - first < counts[size]) return symbols[index + code - first];
      index += counts[size];
      first = first + counts[size] << 1;
      code <<= 1;
    }
    throw new TypeError('no such code');
  };
  const align = () => {
    if (bit) at += 1;
    bit = 0;
  };
  return { bits, symbol, byte, align, isAtEnd: () => at === packed.length };
}

/**
 * The codes of a block that brings its own.
 * @param {ReturnType<typeof reader>} from
 */
function ownCodes(from) {
  const [literals, distances, count] = [from.bits(5) + 257, from.bits(5) + 1, from.bits(4) + 4];
  if (literals > 286 || distances > 30) throw new TypeError('too many symbols');
  const first = new Array(19).fill(0);
  for (let one = 0; one < count; one += 1) first[ORDER[one]] = from.bits(3);
  const code = codeOf(first);
  /** @type {number[]} */
  const lengths = [];
  while (lengths.length < literals + distances) {
    const symbol = from.symbol(code);
    if (symbol < 16) lengths.push(symbol);
    else {
      if (symbol === 16 && !lengths.length) throw new TypeError('nothing to repeat');
      const times = symbol === 16 ? 3 + from.bits(2) : symbol === 17 ? 3 + from.bits(3) : 11 + from.bits(7);
      const repeated = symbol === 16 ? lengths[lengths.length - 1] : 0;
      for (let one = 0; one < times; one += 1) lengths.push(repeated);
    }
  }
  if (lengths.length > literals + distances || !lengths[END]) throw new TypeError('lengths');
  return { literals: codeOf(lengths.slice(0, literals)), distances: codeOf(lengths.slice(literals)) };
}

/**
 * The unpacked bytes. Throws where they are no zlib stream of just so many bytes.
 * @param {Uint8Array} packed
 * @param {number} whole
 */
export function inflate(packed, whole) {
  const bytes = new Uint8Array(whole);
  let size = 0;
  const put = (/** @type {number} */ one) => {
    if (size === whole) throw new TypeError('too long');
    bytes[size++] = one;
  };
  if ((packed[0] & 15) !== 8 || packed[0] >> 4 > 7 || (packed[0] << 8 | packed[1]) % 31 || packed[1] & 32) throw new TypeError('header');
  const from = reader(packed);
  for (let isLast = 0; !isLast;) {
    isLast = from.bits(1);
    const kind = from.bits(2);
    if (kind === 3) throw new TypeError('kind of block');
    if (kind === 0) {
      from.align();
      const [length, check] = [from.byte() | from.byte() << 8, from.byte() | from.byte() << 8];
      if (length !== (check ^ 0xffff)) throw new TypeError('length');
      for (let one = 0; one < length; one += 1) put(from.byte());
    } else block(from, kind === 1 ? FIXED : ownCodes(from));
  }
  from.align();
  let [low, high] = [1, 0];
  if (size < whole) throw new TypeError('too short');
  for (const one of bytes) {
    low = (low + one) % 65521;
    high = (high + low) % 65521;
  }
  for (const one of [high >> 8, high & 255, low >> 8, low & 255]) if (from.byte() !== one) throw new TypeError('sum');
  if (!from.isAtEnd()) throw new TypeError('more behind the end');
  return bytes;

  /**
   * @param {ReturnType<typeof reader>} of
   * @param {typeof FIXED} codes
   */
  function block(of, { literals, distances }) {
    for (;;) {
      const symbol = of.symbol(literals);
      if (symbol === END) return;
      if (symbol < END) put(symbol);
      else {
        const length = LENGTHS[symbol - 257];
        if (!length) throw new TypeError('length');
        const times = length.base + of.bits(length.bits);
        const distance = DISTANCES[of.symbol(distances)];
        if (!distance) throw new TypeError('distance');
        const back = distance.base + of.bits(distance.bits);
        if (back > size) throw new TypeError('before the beginning');
        for (let one = 0; one < times; one += 1) put(bytes[size - back]);
      }
    }
  }
}
