// The list for when there is no network. It is kept here, by a page that has checked it, and not by
// the worker, which could not tell a manifest that somebody made up.
import { listRead, MANIFEST, newestManifest, readHashed } from './edition.js';

const PARTS = ['search', 'pinyin', 'synonyms', 'units'];
const KIND = { headers: { 'Content-Type': 'application/json' } };

/** Files first, each by its digest, then the manifest that names them; only when all of them stand
    here does anything of another edition go. Throws where there is no storage or no network. */
export async function keepList() {
  const [data, list] = await Promise.all(['data', 'list'].map((name) => caches.open(name)));
  // Once something is kept, a page that does not show the list asks for nothing.
  if (await data.match(MANIFEST)) await listRead;
  const { claims: { edition, files }, text } = await newestManifest();
  await Promise.all(PARTS.map(async (name) => {
    const { path } = files[name];
    if (!await list.match(path)) await list.put(path, new Response(await readHashed(files[name]), KIND));
  }));
  await data.put(MANIFEST, new Response(text, KIND));
  const named = Object.values(files).map(({ path }) => path);
  for (const { url } of await list.keys()) {
    const path = new URL(url).pathname;
    if (!named.includes(path) && !path.startsWith(`/list/i/${edition}/`)) await list.delete(url);
  }
}
