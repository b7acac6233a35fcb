// The item of a row's code as it is printed on guides and complaints (ZM012). The search file has
// no row codes, which would make it too large; the whole edition is read when one is typed.
import { readJson } from '../shared/edition.js';

let rows; // a promise

/** The item's code, or null. */
export async function itemOf(code) {
  rows ??= readJson('edition').then((edition) => edition.rows);
  rows.catch(() => { rows = undefined; });
  const wanted = code.normalize('NFKC').trim().toLowerCase();
  return (await rows).find(({ row }) => row.toLowerCase() === wanted)?.item ?? null;
}
