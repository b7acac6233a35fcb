// A PDF file: found by its own SHA-256, never uploaded. Fetched when somebody chooses a file.
import { hasOnly, ID, isDated, isPlace, judged, Stopped, verified } from './check.js';
import { decode } from '../shared/token.js';

/** @type {(one: import('./check.js').Claims) => boolean} */
const isReceipt = (one) => hasOnly(one, 'exp,f,iat,jti,s') && isPlace(one.s) && isDated(one)
  && ID.test(one.jti) && /^[0-9a-f]{64}$/.test(one.f);

/**
 * The receipt found under a file's own SHA-256 (hex). The result has `receipt`, never claims.
 * @param {string} text
 * @param {string} sha256
 * @param {import('./check.js').Given} given
 */
export function checkFile(text, sha256, given) {
  return judged(given, async (lines) => {
    let token;
    try {
      const parts = text.trim().slice(0, 1024).split('.');
      const header = String.fromCharCode(...decode(parts[0]));
      const kid = /^\{"alg":"ES256","kid":"([1-9][0-9]{0,2})","typ":"wzm-file\+jwt"\}$/.exec(header)?.[1];
      if (parts.length !== 3 || !kid || Number(kid) > 255) throw new TypeError('header');
      decode(parts[1]);
      token = { kid, parts };
    } catch { throw new Stopped('NOT_OURS', 'format', false, 'other'); }
    const receipt = await verified(token, given.jwks, lines, isReceipt);
    if (receipt.f !== sha256) throw new Stopped('UNTRUSTED', 'file', false, 'other');
    lines.push(['file', true, 'same']);
    return { receipt };
  });
}

/**
 * Lower-case hex SHA-256 of a file.
 * @param {Blob} file
 */
export async function digestOf(file) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return Array.from(digest, (one) => one.toString(16).padStart(2, '0')).join('');
}
