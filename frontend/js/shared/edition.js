// The published list. Nothing is handed out that was not verified: the manifest, an edition's record
// and an item by their signatures, every other file by the digest that the signed manifest names.
import { get, readKeys } from './published.js';
import { openList } from './token.js';

export const MANIFEST = '/list/manifest.json';
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** `why`: 'net' no answer, 'none' there is no such file, 'altered' it is not what was signed, 'link'
    the address of this page is cut or mistyped. */
export class Refused extends Error {
  constructor(why, cause) {
    super(why);
    Object.assign(this, { why, cause });
  }
}

async function read(path, as) {
  const { status, text } = await get(path, as);
  if (status === 200) return text;
  throw new Refused(status === 404 ? 'none' : 'net');
}

/** The payload of `{"signed": JWS}`. */
async function signed(text, typ, jwks, by) {
  try {
    return await openList(JSON.parse(text).signed, typ, jwks, { ...by, isLoose: true });
  } catch (error) {
    throw new Refused('altered', error);
  }
}

/** What stands behind the # of this page's address. */
export function asked() {
  try { return decodeURIComponent(location.hash.slice(1)); } catch (error) { throw new Refused('link', error); }
}

/** A manifest of this device as text: the one that keeping.js kept, or the last that the worker saw,
    perhaps too late for the page before; null without one, or without storage. */
async function readKept(name) {
  try { return await (await caches.match(name)).text(); } catch { return null; }
}

const isLater = (one, other) => (one.iat === other.iat ? one.edition > other.edition : one.iat > other.iat);

let keys;
let manifest;
let tellRead;
/** Fulfilled once this page has read the list, if it ever does. */
export const listRead = new Promise((done) => { tellRead = done; });

/** {claims, text} of the newest signed manifest that this device has seen; read once a page. An
    older one is a copy of what was once signed: whoever plays it back makes no edition of today. */
export function newestManifest() {
  manifest ??= (async () => {
    keys = readKeys();
    const text = await read(MANIFEST);
    const [jwks, ...kept] = await Promise.all([keys, readKept(MANIFEST), readKept(`${MANIFEST}?seen`)]);
    if (!jwks.keys.length) throw new Refused('net');
    const open = async (one) => ({ text: one, claims: await signed(one, 'wzm-list+jwt', jwks) });
    let newest = await open(text);
    for (const one of kept.filter((each) => each && each !== text)) {
      const other = await open(one).catch(() => null);
      if (other && isLater(other.claims, newest.claims)) newest = other;
    }
    tellRead();
    return newest;
  })();
  manifest.catch(() => { manifest = undefined; });
  return manifest;
}

/** The signed manifest of the edition in force. */
export const readManifest = async () => (await newestManifest()).claims;

/** The bytes of a file whose path and digest were signed. */
export async function readHashed({ path, sha256 }) {
  const bytes = await read(path, 'arrayBuffer');
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (one) => one.toString(16).padStart(2, '0')).join('');
  if (hex !== sha256) throw new Refused('altered');
  return bytes;
}

/** One of the manifest's files: 'search', 'pinyin', 'synonyms', 'edition', 'units', 'diff'. */
export async function readFile(name) {
  const { files } = await readManifest();
  if (!files[name]) throw new Refused('none');
  return readHashed(files[name]);
}

export const parsed = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
export const readJson = async (name) => parsed(await readFile(name));

/** The record of one edition, signed by the key of the lists: of this one, and no other. */
export async function readRecord(number) {
  const text = await read(`/list/editions/${number}.json`);
  const record = await signed(text, 'wzm-edition+jwt', await (keys ??= readKeys()));
  if (record.number !== number) throw new Refused('altered');
  return record;
}

/** The published keys, with the one of this edition also while a cache keeps older keys. */
export async function keysOf(number) {
  const jwks = await (keys ??= readKeys());
  const kid = `edition-${number}`;
  if (jwks.keys.some((one) => one?.kid === kid)) return jwks;
  const { key } = await readRecord(number);
  return { keys: [{ ...key, kid, alg: 'ES256', use: 'sig', purpose: 'edition' }] };
}

/** An altered copy that the worker kept would be refused for ever: the next look fetches it anew. */
const forget = async (path) => { try { await (await caches.open('list')).delete(path); } catch { /* no storage */ } };

/** {edition, item, rows} of an item of the edition in force. */
export async function readItem(code) {
  if (!CODE.test(code)) throw new Refused('none');
  const { edition } = await readManifest();
  const path = `/list/i/${edition}/${code}.json`;
  const text = await read(path);
  const kid = `edition-${edition}`;
  try {
    const found = await signed(text, 'wzm-item+jwt', await keysOf(edition), { purpose: 'edition', kid });
    if (found.edition !== edition || found.item.code !== code) throw new Refused('altered');
    return found;
  } catch (error) {
    if (error.why === 'altered') await forget(path);
    throw error;
  }
}
