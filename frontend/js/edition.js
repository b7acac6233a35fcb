// The published list. Nothing is handed out that was not verified: the manifest, an edition's record
// and an item by their signatures, every other file by the digest that the signed manifest names.
import { get, readKeys } from './published.js';
import { openList } from './token.js';

const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** `why`: 'net' no answer, 'none' there is no such file, 'altered' it is not what was signed. */
export class Refused extends Error {
  constructor(why, cause) {
    super(why, { cause });
    this.why = why;
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

let keys;
let manifest;
/** The signed manifest of the edition in force; read once a page. */
export function readManifest() {
  manifest ??= (async () => {
    keys = readKeys();
    const text = await read('/list/manifest.json');
    const jwks = await keys;
    if (!jwks.keys.length) throw new Refused('net');
    return signed(text, 'wzm-list+jwt', jwks);
  })();
  manifest.catch(() => { manifest = undefined; });
  return manifest;
}

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

/** The record of one edition, signed by the key of the lists. */
export async function readRecord(number) {
  const text = await read(`/list/editions/${number}.json`);
  return signed(text, 'wzm-edition+jwt', await (keys ??= readKeys()));
}

/** The published keys, with the one of this edition also while a cache keeps older keys. */
export async function keysOf(number) {
  const jwks = await (keys ??= readKeys());
  const kid = `edition-${number}`;
  if (jwks.keys.some((one) => one?.kid === kid)) return jwks;
  const { key } = await readRecord(number);
  return { keys: [{ ...key, kid, alg: 'ES256', use: 'sig', purpose: 'edition' }] };
}

/** {edition, item, rows} of an item of the edition in force. */
export async function readItem(code) {
  if (!CODE.test(code)) throw new Refused('none');
  const { edition } = await readManifest();
  const text = await read(`/list/i/${edition}/${code}.json`);
  const kid = `edition-${edition}`;
  const found = await signed(text, 'wzm-item+jwt', await keysOf(edition), { purpose: 'edition', kid });
  if (found.edition !== edition || found.item.code !== code) throw new Refused('altered');
  return found;
}
