// 验真: is this proof genuine, and does it count now? Pure: keys, lists and the time are given.
// The order of the steps, the reasons and their precedence are those of the Python twin
// (chalicelib/proofs/check/domain/check.py); tests/vectors hold both to it. Times are Unix seconds.
// A line is [what, true | false | null, why, ...values]; null: not, or could not be, established.
import { decode, holds, isWhole, openList, originOf, parse, publishedKey, tokenOf } from '../shared/token.js';

/**
 * @typedef {[what: string, ok: boolean | null, why: string, ...values: any[]]} Line
 * @typedef {import('../shared/token.js').Jwks} Jwks
 * @typedef {Record<string, any>} Claims the payload of a proof or of a file's receipt
 * @typedef {object} Given
 * @property {Jwks} jwks
 * @property {(shard: number) => Promise<string | null>} readStatus
 * @property {number} now
 * @property {string | null} [item] the item handled at this counter
 * @property {string | null} [code] the check code by which the token was looked up
 * @property {string} [origin] this site
 * @typedef {object} Result
 * @property {string} outcome
 * @property {Line[]} lines
 * @property {boolean} clockBehind
 * @property {Claims} [claims]
 * @property {Claims} [receipt]
 * @property {number} [listTime]
 * @property {number} [listEnds]
 */

const SKEW = 60;
const LATEST = 2 ** 35;
const SHARD = 65536;
const LIST_LIFE = 86400;
const LONGEST_LIST = 65536;
export const ID = /^[A-Za-z0-9_][A-Za-z0-9_-]{20}[AQgw]$/; // 128 bits, never beginning with a hyphen
const CODE = /^[A-Za-z0-9]{1,18}$/;
/** @type {Record<string, RegExp>} */
const SHAPES = {
  jti: ID, t: /^[A-Za-z0-9][\w.-]{0,5}$/, m: CODE, u: CODE, i: /^[A-Za-z0-9][\w.-]{0,4}$/,
  d: /^[A-Za-z0-9_-]{21}[AQgw]$/, h: /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]{1,64}$/u,
};

/** A step failed after which nothing may be shown. */
export class Stopped extends Error {
  /**
   * @param {string} outcome
   * @param {Line} line
   */
  constructor(outcome, ...line) {
    super(outcome);
    this.outcome = outcome;
    this.line = line;
  }
}

/** @type {(s: any) => boolean} */
export const isPlace = (s) => Array.isArray(s) && s.length === 2 && isWhole(s[0], 2 ** 31) && isWhole(s[1], SHARD);
/** @type {(one: Claims) => boolean} */
export const isDated = (one) => isWhole(one.iat, LATEST) && isWhole(one.exp, LATEST) && one.exp > one.iat;
/** @type {(one: Claims, names: string) => boolean} */
export const hasOnly = (one, names) => Object.keys(one).sort().join() === names;

/** @param {Claims} one */
function isProof(one) {
  return hasOnly(one, 'c,d,exp,h,i,iat,jti,k,m,s,t,u') && isPlace(one.s) && isDated(one)
    && Object.entries(SHAPES).every(([name, form]) => typeof one[name] === 'string' && form.test(one[name]))
    && !/[0-9]{6}/.test(one.h) && [1, 2].includes(one.k) && [1, 2, 3].includes(one.c);
}

/**
 * The content, once signed by a published proof key and complete.
 * @param {{kid: string, parts: string[]}} token
 * @param {Jwks} jwks
 * @param {Line[]} lines
 * @param {(content: Claims) => boolean} isComplete
 * @returns {Promise<Claims>}
 */
export async function verified({ kid, parts }, jwks, lines, isComplete) {
  const key = await publishedKey(jwks, kid, 'proof');
  if (!key) throw new Stopped('KEY_UNKNOWN', 'key', false, 'unknown', kid);
  lines.push(['key', true, 'known', kid]);
  if (!await Promise.resolve().then(() => holds(key, parts)).catch(() => false)) {
    throw new Stopped('UNTRUSTED', 'signature', false, 'differs');
  }
  lines.push(['signature', true, 'same', kid]);
  let content = null;
  try { content = parse(decode(parts[1])); } catch { /* signed by a proof key, yet no proof */ }
  if (!content || !isComplete(content)) throw new Stopped('UNTRUSTED', 'content', false, 'odd');
  return content;
}

/**
 * Checks a link, digits or a token.
 * @param {string} text
 * @param {Given} given
 */
export function checkToken(text, given) {
  return judged(given, async (lines) => {
    let token;
    try { token = tokenOf(text); } catch { throw new Stopped('NOT_OURS', 'format', false, 'other'); }
    lines.push(['format', true, 'ours']);
    const claims = await verified(token, given.jwks, lines, isProof);
    if (given.code && given.code !== await (await import('./code.js')).checkCodeOf(claims.jti)) {
      throw new Stopped('UNTRUSTED', 'lookup', false, 'other');
    }
    const printed = originOf(text);
    if (given.origin && printed && printed !== given.origin) lines.push(['origin', false, 'other', printed]);
    return { claims };
  });
}

/**
 * Runs `read` up to the verified content, then asks whether that counts now.
 * @param {Given} given
 * @param {(lines: Line[]) => Promise<{claims?: Claims, receipt?: Claims}>} read
 * @returns {Promise<Result>}
 */
export async function judged(given, read) {
  /** @type {Line[]} */
  const lines = [];
  let found;
  try { found = await read(lines); } catch (stopped) {
    if (!(stopped instanceof Stopped)) throw stopped;
    lines.push(stopped.line);
    return { outcome: stopped.outcome, lines, clockBehind: false };
  }
  const { claims } = found;
  /** @type {any} */
  const dated = claims || found.receipt;
  const list = await lookUp(dated, given);
  // What the service signed, it signed in the past: the list's time is a lower bound of "now".
  const bound = Math.max(given.now, list.asOf ?? 0);
  const clockBehind = Math.max(bound, dated.iat) - given.now > SKEW;
  if (clockBehind) lines.push(['clock', false, 'behind', given.now]);
  const isExpired = dated.exp <= bound;
  lines.push(['expiry', !isExpired, isExpired ? 'over' : 'within', dated.exp]);
  const { status } = list;
  lines.push(['status', status === undefined ? null : !status,
    status === undefined ? list.why : ['good', 'revoked', 'suspended'][status], list.asOf]);
  let outcome = 'VALID';
  if (status === 1) outcome = 'REVOKED';
  else if (isExpired) outcome = 'EXPIRED';
  else if (status === undefined) outcome = 'STATUS_UNKNOWN';
  else if (status === 2) outcome = 'SUSPENDED';
  if (given.item == null || !claims) lines.push(['purpose', null, claims ? 'open' : 'file', claims?.i]);
  else {
    const fits = claims.i === given.item;
    lines.push(['purpose', fits, fits ? 'same' : 'other', claims.i, given.item]);
    if (outcome === 'VALID' && !fits) outcome = 'PURPOSE_MISMATCH';
  }
  lines.push(['holder', null, claims ? 'open' : 'file']);
  return { outcome, lines, ...found, listTime: list.asOf, listEnds: list.ends, clockBehind };
}

/**
 * {status: 0 | 1 | 2} when known; else {why}, with `asOf` once the list's signature held.
 * @param {Claims} dated
 * @param {Given} given
 * @returns {Promise<{status: number, why?: undefined, asOf: number, ends: number}
 *   | {why: string, status?: undefined, asOf?: number, ends?: undefined}>}
 */
async function lookUp({ iat, s: [shard, index] }, { jwks, readStatus, now }) {
  const text = await readStatus(shard);
  if (text == null) return { why: 'missing' };
  if (text.length > LONGEST_LIST) return { why: 'broken' };
  let list;
  try { list = await openList(text, 'statuslist+jwt', jwks); } catch (error) { return { why: error.message }; }
  const { iat: asOf, exp: ends, status_list: packed } = list;
  if (!isDated(list)) return { why: 'broken' };
  if (!hasOnly(list, 'exp,iat,status_list,sub,ttl') || ends > asOf + LIST_LIFE) return { why: 'broken', asOf };
  if (!new RegExp(`^https?://[^/?#]+/status/${shard}\\.jwt$`).test(list.sub)) return { why: 'other', asOf };
  const bits = packed?.bits === 2 && hasOnly(packed, 'bits,lst') && await inflated(packed.lst);
  if (!bits) return { why: 'broken', asOf };
  const bound = Math.max(now, asOf);
  if (bound >= ends) return { why: 'stale', asOf };
  if (iat - bound > SKEW) return { why: 'early', asOf };
  const status = (bits[index >> 2] >> (index % 4) * 2) & 3;
  return status === 3 ? { why: 'broken', asOf } : { status, asOf, ends };
}

/**
 * The 16,384 bytes of a whole shard, or null; reading stops where a list grows longer.
 * @param {string} text
 */
async function inflated(text) {
  try {
    const packed = decode(text);
    // eslint-disable-next-line ours/in-every-browser -- asked for; inflate.js does it elsewhere
    if (!globalThis.DecompressionStream) return (await import('./inflate.js')).inflate(packed, SHARD / 4);
    const bits = new Uint8Array(SHARD / 4);
    // eslint-disable-next-line ours/in-every-browser -- a browser with the one has the other
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
    let size = 0;
    for (const reader = stream.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) return size === bits.length ? bits : null;
      if (size + value.length > bits.length) return void reader.cancel();
      bits.set(value, size);
      size += value.length;
    }
  } catch { return null; }
}
