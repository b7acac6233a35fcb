// The published, signed files. Nothing here says which proof is looked at, but for the two ways
// that the person chose: the check code and the file's digest.
import { openList } from './token.js';

const NAMES_TYPE = 'wzm-units+jwt';

/** {status, text}; status 0: no answer at all. `as`: text, or arrayBuffer. */
export async function get(path, as = 'text') {
  try {
    const reply = await fetch(path, { cache: 'no-cache' }); // there are no cookies; a preload is used
    return { status: reply.status, text: reply.ok ? await reply[as]() : '' };
  } catch {
    return { status: 0, text: '' };
  }
}

export const readByCode = (code) => get(`/c/${code}.jwt`);
export const readReceipt = (sha256) => get(`/f/${sha256}.jwt`);

export async function readStatus(shard) {
  const { status, text } = await get(`/status/${shard}.jwt`);
  return status === 200 ? text : null;
}

const KEYS = '/.well-known/jwks.json';

export async function readKeys() {
  const { text } = await get(KEYS);
  try { return JSON.parse(text); } catch { return { keys: [] }; }
}

/** The keys as the site has them now, past every copy on this device; null without an answer. */
export async function readKeysAnew() {
  try {
    const reply = await fetch(KEYS, { cache: 'no-store' });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

/** {units, service_items, materials}: code -> name. Empty when the signature does not hold: a
    code then stands for the name. */
export async function readNames(jwks) {
  const { text } = await get('/units.json');
  try {
    const { units, service_items: items, materials } = await openList(JSON.parse(text).signed, NAMES_TYPE, jwks);
    return { units, items, materials };
  } catch {
    return { units: {}, items: {}, materials: {} };
  }
}
