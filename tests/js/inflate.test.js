// The unpacking for browsers without DecompressionStream: zlib's own streams, and damaged ones.
import assert from 'node:assert/strict';
import test from 'node:test';
import zlib from 'node:zlib';
import { vectors } from './vectors.js';
import { checkToken } from '../../frontend/js/check/check.js';
import { inflate } from '../../frontend/js/check/inflate.js';

const WHOLE = 16_384;
const STREAM = globalThis.DecompressionStream;
let state = 1;
const random = () => { state = (state * 1103515245 + 12345) & 0x7fffffff; return state / 0x80000000; };
const filled = (size, make) => Uint8Array.from({ length: size }, (_, at) => make(at));

const CONTENTS = {
  nothing: new Uint8Array(0),
  'one byte': Uint8Array.of(7),
  zeros: new Uint8Array(WHOLE),
  'a list with a few revoked': filled(WHOLE, () => (random() < 0.001 ? 4 : 0)),
  noise: filled(5_000, () => random() * 256),
  'two letters': filled(3_000, () => 97 + random() * 2),
  'far behind': filled(66_000, (at) => (at % 33_000 < 300 ? at % 251 : 0)),
  text: new TextEncoder().encode('无证明办事，免证。'.repeat(500)),
};

for (const [name, content] of Object.entries(CONTENTS)) {
  test(`${name}: as zlib packs it in every way`, () => {
    const { Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED, Z_DEFAULT_STRATEGY } = zlib.constants;
    for (const strategy of [Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED, Z_DEFAULT_STRATEGY]) {
      for (const level of [0, 1, 6, 9]) {
        const packed = new Uint8Array(zlib.deflateSync(content, { level, strategy }));
        assert.deepEqual(inflate(packed, content.length), content);
        assert.throws(() => inflate(packed, content.length + 1), TypeError);
        if (content.length) assert.throws(() => inflate(packed, content.length - 1), TypeError);
      }
    }
  });
}

test('a stream that is cut, longer or damaged is refused where zlib refuses it', () => {
  const packed = new Uint8Array(zlib.deflateSync(CONTENTS['a list with a few revoked']));
  for (let size = 0; size < packed.length; size += 1) assert.throws(() => inflate(packed.slice(0, size), WHOLE), TypeError);
  assert.throws(() => inflate(Uint8Array.of(...packed, 0), WHOLE), TypeError);
  let refused = 0;
  for (let round = 0; round < 3_000; round += 1) {
    const bad = packed.slice();
    bad[Math.floor(random() * bad.length)] ^= 1 << Math.floor(random() * 8);
    let expected = null;
    try { expected = new Uint8Array(zlib.inflateSync(bad, { maxOutputLength: 4 * WHOLE })); } catch { refused += 1; }
    if (expected?.length === WHOLE) assert.deepEqual(inflate(bad, WHOLE), expected);
    else assert.throws(() => inflate(bad, WHOLE), TypeError);
  }
  assert.ok(refused > 2_900);
});

for (const one of vectors('checks').cases) {
  test(`without DecompressionStream: ${one.name}`, async (t) => {
    t.after(() => { globalThis.DecompressionStream = STREAM; });
    delete globalThis.DecompressionStream;
    const { jwks, lists } = vectors('checks');
    const found = await checkToken(one.text, {
      jwks: jwks[one.jwks],
      readStatus: async () => (one.list === null ? null : lists[one.list]),
      now: one.now,
      item: one.purpose_item,
      code: one.check_code,
    });
    assert.equal(found.outcome, one.expected.outcome);
    assert.equal(found.listTime ?? null, one.expected.list_time);
  });
}
