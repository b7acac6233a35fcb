// The short check code: 12 characters of Crockford's base32 (60 bits of SHA-256 over the proof's
// id) and one that checks the typing, a weighted sum in GF(32) (chalicelib/kernel/texts/check_codes.py).
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 13;

/** @type {(element: number) => number} */
const times = (element) => ((element << 1) & 32 ? (element << 1) ^ 37 : element << 1);
/** @type {(values: number[]) => string} */
const checkCharacter = (values) => ALPHABET[times(values.reduce((sum, one) => times(sum) ^ one, 0))];

/**
 * The canonical code of a proof's id.
 * @param {string} jti
 */
export async function checkCodeOf(jti) {
  const digest = new DataView(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(jti)));
  const first = (BigInt(digest.getUint32(0)) << 32n | BigInt(digest.getUint32(4))) >> 4n;
  const values = Array.from({ length: LENGTH - 1 }, (_, at) => Number((first >> BigInt(55 - 5 * at)) & 31n));
  return values.map((one) => ALPHABET[one]).join('') + checkCharacter(values);
}

/**
 * What a person typed. Any case, hyphens, I and L for 1.
 * @param {string} typed
 * @returns {{code: string, wrong?: undefined} | {wrong: 'typedForm' | 'typedTypo', code?: undefined}}
 */
export function readCheckCode(typed) {
  const plain = typed.slice(0, 64).trim().toUpperCase().replace(/[- ]/g, '');
  const code = plain.replace(/[IL]/g, '1').replace(/O/g, '0');
  const values = Array.from(code, (one) => ALPHABET.indexOf(one));
  if (code.length !== LENGTH || values.includes(-1)) return { wrong: 'typedForm' };
  return checkCharacter(values.slice(0, -1)) === code[LENGTH - 1] ? { code } : { wrong: 'typedTypo' };
}
