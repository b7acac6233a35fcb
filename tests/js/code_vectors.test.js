// Check codes, digits and rule codes: the same as the Python twins for every case.
import assert from 'node:assert/strict';
import test from 'node:test';
import { vectors } from './vectors.js';
import { checkCodeOf, readCheckCode } from '../../frontend/js/check/code.js';
import { checkRuleCode, editionOf } from '../../frontend/js/rule/check.js';
import { checkToken } from '../../frontend/js/check/check.js';
import { tokenOf } from '../../frontend/js/shared/token.js';

const { codes, typed } = vectors('check_codes');
const rules = vectors('rule_codes');

for (const { jti, code } of codes) {
  test(`the check code of ${jti}`, async () => assert.equal(await checkCodeOf(jti), code));
}

for (const { typed: text, code } of typed) {
  test(`what is typed: ${JSON.stringify(text)}`, () => assert.equal(readCheckCode(text).code ?? null, code));
}

for (const { token, digits } of vectors('texts')) {
  test(`digits become the token, byte by byte: ${digits.slice(0, 20)}`, () => {
    assert.equal(tokenOf(digits).parts.join('.'), token);
  });
}

for (const one of rules.cases) {
  test(`rule code: ${one.name}`, async () => {
    const given = { jwks: rules.jwks, inForce: rules.in_force, now: rules.now };
    const { outcome, claims = null } = await checkRuleCode(one.text, given);
    assert.deepEqual({ outcome, claims }, one.expected);
  });
}

test('a rule code is no proof, and a proof no rule code', async () => {
  for (const text of rules.as_proof.texts) {
    const given = { jwks: rules.jwks, readStatus: async () => null, now: rules.now };
    assert.equal((await checkToken(text, given)).outcome, 'NOT_OURS', text);
  }
  for (const { digits } of vectors('texts')) assert.equal(editionOf(digits), null, digits);
});
