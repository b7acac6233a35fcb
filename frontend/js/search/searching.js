// Where the search runs: in this thread, or for a large list in a worker, so that typing never
// waits for it. The newest query wins: an older one that was not begun is answered with null.
import { scriptUrl } from '../shared/own_scripts.js';

const MOST_HERE = 10_000; // rows

/** `list`, `pinyin`, `synonyms`: the published files, as bytes or parsed; `rows` as the manifest
    counts them (a large list given as bytes is then never parsed here). search(query, options)
    gives a promise of what search.js finds, or of null. */
export function openSearch({ rows, ...files }) {
  const many = rows ?? files.list.p?.reduce((sum, of) => sum + of.length, 0) ?? 0;
  return many > MOST_HERE && globalThis.Worker ? inWorker(files) : inThread(files);
}

function inThread(files) {
  // At once, so that the first keystroke need not wait for it.
  const opened = import('./search.js').then(({ openFiles }) => openFiles(files));
  opened.catch(() => {}); // whoever searches is told
  return { search: async (...query) => (await opened).search(...query) };
}

function inWorker(files) {
  const worker = new Worker(scriptUrl('/js/search/worker.js'), { type: 'module' });
  let here = null; // a browser without module workers searches in this thread
  let asked = null; // what the worker is at
  let waiting = null;
  const next = () => {
    [asked, waiting] = [waiting, null];
    if (asked) worker.postMessage(asked.query);
  };
  worker.onmessage = ({ data }) => {
    asked.give(data);
    next();
  };
  worker.onerror = () => {
    here = inThread(files);
    for (const one of [asked, waiting]) if (one) one.give(here.search(...one.query));
    asked = waiting = null;
  };
  worker.postMessage(files);
  return {
    search: (...query) => here?.search(...query) ?? new Promise((give) => {
      waiting?.give(null);
      waiting = { query, give };
      if (!asked) next();
    }),
  };
}
