// What a clerk's phone says of a 亮规则码. Pure: keys, the edition in force and the time are given.
// The Python twin is chalicelib/publishing/domain/rule_code_check.py; tests/vectors hold both to it.
import { ascii, bytesOf, decode, encode, holds, isWhole, parse, publishedKey } from '../shared/token.js';

const LONGEST = 4096;
const SIGNATURE = 64;
const LINK = /^[Hh][Tt]{2}[Pp][Ss]?:\/\/[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?\/r#([0-9]+)$/;
const TEXT = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]*$/u;
/** @type {Record<string, [least: number, most: number]>} */
const LENGTHS = { n: [1, 200], u: [1, 200], t: [1, 200], o: [0, 200], p: [1, 200], b: [0, 60] };

/**
 * {edition, kid, parts} of a link or of digits; throws: it is no rule code.
 * @param {string} text
 */
function tokenOf(text) {
  text = text.trim();
  if (text.length > LONGEST) throw new TypeError('too long');
  const digits = LINK.exec(text)?.[1] ?? text;
  if (!/^[0-9]+$/.test(digits)) throw new TypeError('digits');
  const bytes = bytesOf(digits);
  if (bytes.length < 1 + 2 + SIGNATURE || bytes[0] !== 0) throw new TypeError('no rule code');
  const payload = bytes.subarray(1, -SIGNATURE);
  const { e: edition } = parse(payload);
  if (!isWhole(edition, 1_000_000) || !edition) throw new TypeError('edition');
  const kid = `edition-${edition}`;
  const parts = [ascii(`{"alg":"ES256","kid":"${kid}"}`), payload, bytes.subarray(-SIGNATURE)];
  return { edition, kid, parts: parts.map(encode) };
}

/**
 * The edition that a text claims, before anything is checked; null: it is no rule code.
 * @param {string} text
 * @returns {number | null}
 */
export function editionOf(text) {
  try { return tokenOf(text).edition; } catch { return null; }
}

/** @type {(text: string) => boolean | undefined} */
const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text)
  && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);

/** @param {Record<string, any>} one */
function isComplete(one) {
  const names = Object.keys(one).filter((name) => !['x', 'p'].includes(name)).sort().join();
  /** @type {(named: [string, [number, number]]) => boolean} */
  const isText = ([name, [least, most]]) => one[name] === undefined || typeof one[name] === 'string'
    && TEXT.test(one[name]) && [...one[name]].length >= least && [...one[name]].length <= most;
  return names === 'b,d,e,f,m,n,o,r,t,u' && Object.entries(LENGTHS).every(isText)
    && ['f', 'r', 'd', 'm'].every((name) => typeof one[name] === 'string') && isDay(one.f)
    && /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(one.r) && /^[CR]$/.test(one.d)
    && /^[SNV]{0,3}$/.test(one.m) && new Set(one.m).size === one.m.length
    && (one.x === undefined || typeof one.x === 'string' && /^X([1-9]|1[0-2])$/.test(one.x));
}

/**
 * Content is handed out only once its signature held.
 * @param {string} text
 * @param {object} given
 * @param {import('../shared/token.js').Jwks} given.jwks
 * @param {number | null} given.inForce the edition that the manifest names, null where it is not
 *   known: UNCONFIRMED then stands for CURRENT
 * @param {number} given.now seconds
 * @returns {Promise<{outcome: string, claims?: Record<string, any>}>}
 */
export async function checkRuleCode(text, { jwks, inForce, now }) {
  let token;
  try { token = tokenOf(text); } catch { return { outcome: 'NOT_OURS' }; }
  const key = await publishedKey(jwks, token.kid, 'edition');
  if (!key) return { outcome: 'KEY_UNKNOWN' };
  const isSigned = await Promise.resolve().then(() => holds(key, token.parts)).catch(() => false);
  const claims = parse(decode(token.parts[1]));
  if (!isSigned || !isComplete(claims)) return { outcome: 'UNTRUSTED' };
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(now * 1000);
  if (inForce !== null && claims.e < inForce) return { outcome: 'SUPERSEDED', claims };
  if (claims.e > (inForce ?? 0) && claims.f > today) return { outcome: 'PENDING', claims };
  return { outcome: inForce === null ? 'UNCONFIRMED' : 'CURRENT', claims };
}
