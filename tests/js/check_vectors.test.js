// The check of a proof: the same outcome as the Python twin for every case.
import assert from 'node:assert/strict';
import test from 'node:test';
import { vectors } from './vectors.js';
import { checkToken } from '../../frontend/js/check/check.js';
import { checkFile, digestOf } from '../../frontend/js/check/file.js';

const { jwks, lists, cases, file_cases: fileCases } = vectors('checks');

const given = (one) => ({
  jwks: jwks[one.jwks],
  readStatus: async () => (one.list === null ? null : lists[one.list]),
  now: one.now,
  item: one.purpose_item,
  code: one.check_code,
});

function said({ outcome, claims, receipt, listTime, clockBehind }, expected) {
  const all = {
    outcome, claims: claims ?? null, proof_id: (claims ?? receipt)?.jti ?? null,
    list_time: listTime ?? null, clock_behind: clockBehind,
  };
  return Object.fromEntries(Object.keys(expected).map((name) => [name, all[name]]));
}

for (const one of cases) {
  test(one.name, async () => {
    const found = await checkToken(one.text, given(one));
    assert.deepEqual(said(found, one.expected), one.expected);
  });
}

for (const one of fileCases.filter(({ receipt }) => receipt !== null)) {
  test(`file: ${one.name}`, async () => {
    const found = await checkFile(one.receipt, one.sha256, given(one));
    assert.equal(found.claims, undefined);
    assert.deepEqual(said(found, one.expected), one.expected);
  });
}

test('a proof that was read twice is judged the same', async () => {
  const [one] = cases;
  const twice = [await checkToken(one.text, given(one)), await checkToken(one.text, given(one))];
  assert.deepEqual(twice[0], twice[1]);
});

test('the digest of a file is the one of its bytes', async () => {
  assert.equal(await digestOf(new Blob(['abc'])), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
