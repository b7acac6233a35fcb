// The formats of a proof: digits -> byte-exact JWS, strict base64url and JSON, published keys.
// No DOM and no network here, so that the same vectors run against this file and its Python twin.
const LARGEST_KID = 255;
const LONGEST_TEXT = 4096;
const SIGNATURE = 64;
const LINK = /^([Hh][Tt]{2}[Pp][Ss]?:\/\/[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?)\/p#([0-9]+)$/;
const HEADER = /^\{"alg":"ES256","kid":"([1-9][0-9]{0,2})"\}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @typedef {{keys: Record<string, any>[]}} Jwks as published; an entry is believed member by member */

/** @param {string} text */
export const ascii = (text) => new TextEncoder().encode(text);

/** @param {Uint8Array} bytes */
export function encode(bytes) {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/**
 * base64url without padding, one text per value; throws otherwise.
 * @param {string} text
 */
export function decode(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new TypeError('base64url');
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  const bytes = Uint8Array.from(binary, (one) => one.charCodeAt(0));
  // Unused bits that are set: compared by the tail, since a list is too long to encode again.
  const odd = text.length % 4;
  if (odd && encode(bytes.subarray(bytes.length - (odd - 1))) !== text.slice(-odd)) {
    throw new TypeError('base64url');
  }
  return bytes;
}

/** @type {(value: any) => number} */
const countNames = (value) => (value && typeof value === 'object'
  ? Object.values(value).reduce((sum, one) => sum + countNames(one) + +!Array.isArray(value), 0) : 0);

/**
 * One JSON object of strings, integers, lists and objects. Throws where two readers could
 * disagree: a name twice (JSON.parse takes the last in silence), a fraction, not UTF-8.
 * @param {Uint8Array} bytes
 * @param {boolean} [isLoose] null, true and false may stand in it, too
 * @returns {Record<string, any>}
 */
export function parse(bytes, isLoose) {
  const text = utf8.decode(bytes);
  const value = JSON.parse(text);
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '"');
  if (bare[0] !== '{' && bare.trim()[0] !== '{') throw new TypeError('no object');
  if (/[^\d"{}[\]:,\s-]/.test(isLoose ? bare.replace(/null|true|false/g, '') : bare)) throw new TypeError('no integer');
  if ((bare.match(/"\s*:/g) || []).length !== countNames(value)) throw new TypeError('name twice');
  return value;
}

/** @type {(value: any, below: number) => boolean} */
export const isWhole = (value, below) => Number.isSafeInteger(value) && value >= 0 && value < below;

/**
 * 2 bytes -> 5 digits, a last odd byte -> 3. Throws for digits no writer writes.
 * @param {string} digits
 */
export function bytesOf(digits) {
  const tail = digits.length % 5;
  if (tail && tail !== 3) throw new TypeError('length');
  /** @type {number[]} */
  const bytes = [];
  for (let at = 0; at < digits.length; at += 5) {
    const number = Number(digits.slice(at, at + 5));
    const isLast = at + 5 > digits.length;
    if (number > (isLast ? 0xff : 0xffff)) throw new TypeError('digits');
    bytes.push(...(isLast ? [number] : [number >> 8, number & 255]));
  }
  return Uint8Array.from(bytes);
}

/**
 * The token out of a full link, the digits alone, or a token. Throws: it is none of ours.
 * @param {string} text
 */
export function tokenOf(text) {
  text = text.trim();
  if (text.length > LONGEST_TEXT) throw new TypeError('too long');
  const digits = LINK.exec(text)?.[2] ?? text;
  if (/^[0-9]+$/.test(digits)) {
    const bytes = bytesOf(digits);
    if (bytes.length < 1 + 2 + SIGNATURE || !bytes[0]) throw new TypeError('incomplete');
    const header = ascii(`{"alg":"ES256","kid":"${bytes[0]}"}`);
    const parts = [header, bytes.subarray(1, -SIGNATURE), bytes.subarray(-SIGNATURE)];
    return { kid: String(bytes[0]), parts: parts.map(encode) };
  }
  const parts = text.split('.');
  const [header, payload, signature] = parts.map(decode);
  const kid = HEADER.exec(String.fromCharCode(...header))?.[1];
  if (parts.length !== 3 || !kid || Number(kid) > LARGEST_KID) throw new TypeError('header');
  if (signature.length !== SIGNATURE || payload.length < 2) throw new TypeError('incomplete');
  return { kid, parts };
}

/**
 * Scheme and host of a link, lower case; null where the text is no link of ours.
 * @param {string} text
 */
export const originOf = (text) => LINK.exec(text.trim())?.[1].toLowerCase() ?? null;

/**
 * The published key of this id and purpose, or null. Its own entry says the algorithm, never
 * the token. Two entries of one id: two readers could take different keys, so neither counts.
 * @param {Jwks} jwks
 * @param {string} kid
 * @param {string} purpose
 */
export async function publishedKey(jwks, kid, purpose) {
  const named = (Array.isArray(jwks?.keys) ? jwks.keys : []).filter((one) => one?.kid === kid);
  const entry = named[0];
  if (named.length !== 1 || entry.purpose !== purpose || entry.use !== 'sig') return null;
  if (entry.alg !== 'ES256') return null;
  const { kty, crv, x, y } = entry;
  const curve = { name: 'ECDSA', namedCurve: 'P-256' };
  return crypto.subtle.importKey('jwk', { kty, crv, x, y }, curve, false, ['verify'])
    .catch(() => null);
}

/**
 * @param {CryptoKey} key
 * @param {string[]} parts
 */
export function holds(key, [header, payload, signature]) {
  const raw = decode(signature);
  if (raw.length !== SIGNATURE) return false;
  const how = { name: 'ECDSA', hash: 'SHA-256' };
  return crypto.subtle.verify(how, key, raw, ascii(`${header}.${payload}`));
}

/**
 * The payload of a published list whose signature holds. Throws a reason otherwise.
 * @param {string} text
 * @param {string} typ
 * @param {Jwks} jwks
 * @param {{purpose?: string, kid?: string, isLoose?: boolean}} [by]
 */
export async function openList(text, typ, jwks, { purpose = 'status', kid, isLoose } = {}) {
  let parts;
  let header;
  let payload;
  try {
    parts = text.trim().split('.');
    header = parse(decode(parts[0]));
    payload = parse(decode(parts[1]), isLoose);
    decode(parts[2]);
  } catch {
    throw new Error('broken');
  }
  const isOurs = parts.length === 3 && header.typ === typ && header.alg === 'ES256';
  if (!isOurs || Object.keys(header).length !== 3) throw new Error('other');
  if (kid && header.kid !== kid) throw new Error('other');
  const key = await publishedKey(jwks, header.kid, purpose);
  if (!key) throw new Error('key');
  if (!await holds(key, parts)) throw new Error('signature');
  return payload;
}
