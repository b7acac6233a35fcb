// Where the search runs: in this thread, or for a large list in a worker, so that typing never
// waits for it. The newest query wins: an older one that was not begun is answered with null.
import { scriptUrl } from '../shared/own_scripts.js';

const MOST_HERE = 10_000; // rows

/**
 * @typedef {{list: any, pinyin: any, synonyms: any}} Files the published ones, as bytes or parsed
 * @typedef {Partial<import('./search.js').Wanted>} Wanted
 * @typedef {import('./search.js').Answer} Answer
 * @typedef {[query: string, wanted?: Wanted]} Query
 * @typedef {{search: (...query: Query) => Promise<Answer | null>}} Searching
 * @typedef {{query: Query, give: (answer: Answer | null | Promise<Answer | null>) => void}} Asked
 */

/**
 * search(query, options) gives a promise of what search.js finds, or of null.
 * @param {Files & {rows?: number}} given `rows` as the manifest counts them: a large list given as
 *   bytes is then never parsed here
 * @returns {Searching}
 */
export function openSearch({ rows, ...files }) {
  const many = rows ?? files.list.p?.reduce((/** @type {number} */ sum, /** @type {number[]} */ of) => sum + of.length, 0) ?? 0;
  return many > MOST_HERE && globalThis.Worker ? inWorker(files) : inThread(files);
}

/** @type {(files: Files) => Searching} */
function inThread(files) {
  // At once, so that the first keystroke need not wait for it.
  const opened = import('./search.js').then(({ openFiles }) => openFiles(files));
  opened.catch(() => {}); // whoever searches is told
  return { search: async (...query) => (await opened).search(...query) };
}

/** @type {(files: Files) => Searching} */
function inWorker(files) {
  const worker = new Worker(scriptUrl('/js/search/worker.js'), { type: 'module' });
  /** @type {Searching | null} */
  let here = null; // a browser without module workers searches in this thread
  /** @type {Asked | null} */
  let asked = null; // what the worker is at
  /** @type {Asked | null} */
  let waiting = null;
  const next = () => {
    [asked, waiting] = [waiting, null];
    if (asked) worker.postMessage(asked.query);
  };
  worker.onmessage = ({ data }) => {
    asked?.give(data);
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
