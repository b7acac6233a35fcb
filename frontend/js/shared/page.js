// What every page has: large text, the other language, the network notice, and a DOM builder that
// never parses HTML (Trusted Types would refuse it anyway).
const root = document.documentElement;
export const byId = (id) => document.getElementById(id);
const SVG = 'http://www.w3.org/2000/svg';
export const kept = {
  read(name) { try { return localStorage.getItem(name); } catch { return null; } },
  write(name, value) { try { localStorage.setItem(name, value); } catch { /* private mode */ } },
};
// The page is the Chinese dictionary: what it shows, and a template with what the scripts say.
const zh = {};
const marked = [...document.querySelectorAll('[data-say]')];
for (const one of [...marked, ...byId('words')?.content.querySelectorAll('[data-say]') ?? []]) {
  zh[one.dataset.say] = one.textContent;
}
let words = zh;

/** @type {(space: string) => (tag: string, attributes?: Record<string, any>, ...children: any[]) => any} */
const build = (space) => (tag, attributes = {}, ...children) => {
  const made = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((one) => one != null && one !== false));
  return made;
};
export const el = build('http://www.w3.org/1999/xhtml');
export const svg = build(SVG);

/**
 * The word of a key, with {0}, {1} ... replaced. A missing one shows its key, never nothing.
 * @type {(key: string, ...values: any[]) => string}
 */
export const say = (key, ...values) => (words[key] ?? zh[key] ?? key)
  .replace(/\{(\d)\}/g, (_, at) => values[at] ?? '');
export const isEnglish = () => words !== zh;
/** Does a key belong to what an input method is composing? Safari says so of its last one by 229 only. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

/** `again` is called after the language changed, to draw what JS has drawn. */
export function startPage(again = () => {}) {
  // By its address it would change what the page is about.
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault();
    byId('main').focus();
  });
  const big = byId('big');
  const setBig = (on) => {
    root.toggleAttribute('data-big', on);
    big.setAttribute('aria-pressed', on);
  };
  setBig(kept.read('big') === '1');
  big.addEventListener('click', () => {
    setBig(!root.hasAttribute('data-big'));
    kept.write('big', root.hasAttribute('data-big') ? '1' : '0');
  });
  const setLanguage = async (english) => {
    try {
      const read = (name) => import(`../en/${name}.js`);
      const both = english && await Promise.all(['shared', root.dataset.page].map(read));
      words = both ? Object.assign({}, ...both.map((one) => one.default)) : zh;
    } catch { return; } // offline before it was ever fetched
    root.lang = english ? 'en' : 'zh-CN';
    for (const one of marked) one.textContent = say(one.dataset.say);
    byId('lang').textContent = english ? '中文' : 'EN';
    byId('lang').lang = english ? 'zh-CN' : 'en';
    again();
  };
  byId('lang').addEventListener('click', () => {
    kept.write('lang', isEnglish() ? 'zh' : 'en');
    setLanguage(!isEnglish());
  });
  if (kept.read('lang') === 'en') setLanguage(true);
  const notice = () => { byId('net').hidden = navigator.onLine; };
  addEventListener('online', notice);
  addEventListener('offline', notice);
  notice();
  // Nothing of the first screen waits for it.
  addEventListener('load', () => import('./offline.js').catch(() => {}));
}
