// /: search as you type over the published list. The first rows, the counts and the units stand in
// the page; what is searched is fetched when the page is at rest, or somebody begins to type.
import { byId, el, isComposing, say, startPage } from '../shared/page.js';
import { day } from '../shared/days.js';
import { spared } from './ways_free.js';

const AT_ONCE = 20;
const TYPING = 60; // ms
const [field, list, unit, count] = ['q', 'list', 'unit', 'count'].map(byId);
const buttons = [...byId('ways').querySelectorAll('button')];
const first = [...list.children];
const { edition, published, items } = byId('edition').dataset;

let reading; // a promise of the verified files, once asked for
let searching; // a promise of the search over them, once somebody is about to search
let way = 0;
let limit = AT_ONCE;
let found = null; // what is shown, or null for the rows of the page itself
let refused = ''; // why nothing is shown
let turn = 0;

async function read() {
  const { readFile, readJson, readManifest } = await import('../shared/edition.js');
  const manifest = await readManifest();
  const [list, pinyin, synonyms] = await Promise.all(['search', 'pinyin', 'synonyms'].map(readFile));
  // The page is of another edition than the list: its units may stand in another order.
  const isOld = manifest.edition !== Number(edition);
  if (isOld) fillUnits(await readJson('search'));
  return { files: { list, pinyin, synonyms, rows: manifest.rows }, manifest, isOld };
}

async function open() {
  const [{ openSearch }, { files }] = await Promise.all([import('../search/searching.js'), reading ??= read()]);
  return openSearch(files);
}

/** The work of preparing the search is done when somebody is about to search, not before. */
const prepare = () => {
  searching ??= open();
  searching.catch(() => { searching = undefined; });
  return searching;
};

function fillUnits({ U: codes, D: names }) {
  unit.replaceChildren(unit.options[0], ...codes.map((value, at) => el('option', { value }, names[at])));
}

const marked = (text, at) => (at ? [text.slice(0, at[0]), el('mark', {}, text.slice(...at)), text.slice(at[1])] : text);

function row({ name, code, unit: office, at, proofs }) {
  return el('li', {}, el('a', { class: 'row', href: `/item#${code}` },
    el('b', { lang: 'zh-CN' }, marked(name, at)), el('span', { class: 'dept', lang: 'zh-CN' }, office),
    el('span', { class: 'ps' }, proofs.map((one) => spared(one.mask, one.isSought ? el('mark', {}, one.name) : one.name)))));
}

/** Where every item shown was found by one proof and none of them may ask for it: a plain answer. */
function answer({ hits, total }) {
  const sought = hits.map(({ at, proofs }) => (at ? null : proofs.find((one) => one.isSought)));
  const name = sought[0]?.name;
  if (total > hits.length || !name || !sought.every((one) => one?.name === name && one.mask < 16)) return null;
  return el('p', { class: 'answer' }, el('b', { lang: 'zh-CN' }, name), say('answer', total), el('b', {}, say('free')), say('stop'));
}

function nothing() {
  return el('div', { class: 'note' }, el('p', {}, el('b', {}, say('nothing', field.value.trim()))), el('p', {}, say('nothingThen')),
    el('div', { class: 'acts' }, el('a', { class: 'btn', href: 'tel:12345' }, say('call')),
      el('a', { class: 'btn alt', href: '/feedback' }, say('complainNow'))));
}

function tell() {
  const total = found ? found.total : Number(items);
  const shown = found ? found.hits.length : first.length;
  const key = field.value.trim() ? 'found' : 'all';
  const word = total > shown ? `${key}Part` : key;
  count.textContent = refused ? '' : say(total || !found ? word : 'none', total, shown);
  count.classList.toggle('vh', !total && !found?.loose.length);
  byId('more').hidden = refused !== '' || total <= shown;
}

function draw() {
  const line = found?.manifest ?? { edition, published_on: published };
  byId('edition').textContent = say('edition', line.edition, day(line.published_on));
  const isAsked = field.value.trim() !== '';
  document.documentElement.toggleAttribute('data-asked', isAsked);
  list.replaceChildren(...refused ? [] : found ? found.hits.map(row) : first);
  const plain = found && isAsked ? answer(found) : null;
  const loose = plain ? [] : found?.loose ?? [];
  byId('loose').hidden = !loose.length;
  byId('looseList').replaceChildren(...loose.map(row));
  byId('answer').replaceChildren(...[refused && el('p', { class: 'warn' }, say(refused)),
    plain,
    found && isAsked && !found.total && !loose.length && nothing()].filter(Boolean));
  tell();
}

/** What was typed may be the code of a row, which the search file has not. */
async function search(query, given) {
  const { search: ask } = await prepare();
  const reply = await ask(query, given);
  if (reply?.total !== 0 || !/^\s*(?=.*\d)[\w.-]{3,32}\s*$/.test(query)) return reply;
  const item = await import('./row_code.js').then(({ itemOf }) => itemOf(query)).catch(() => null);
  return item ? ask(item, given) : reply;
}

async function look() {
  turn += 1;
  const mine = turn;
  const query = field.value;
  const isPlain = !query.trim() && !way && unit.selectedIndex < 1 && limit === AT_ONCE;
  try {
    reading ??= read();
    const { isOld, manifest } = await reading;
    const asItIs = isPlain && !isOld && !found && !refused; // the page has just been drawn
    if (asItIs) return;
    refused = '';
    const given = { way, unit: unit.selectedIndex - 1, limit };
    const reply = isPlain && !isOld ? null : await search(query, given);
    if (mine !== turn || reply === null && !isPlain) return;
    found = reply && { ...reply, manifest };
  } catch (error) {
    reading = undefined;
    if (mine !== turn) return;
    refused = error.why === 'altered' ? 'altered' : isPlain ? '' : 'noList';
    found = null;
  }
  draw();
}

/** The address carries what was asked, so that a way back and a link to others lead here. */
function keep() {
  const asked = new URLSearchParams();
  if (field.value.trim()) asked.set('q', field.value.trim());
  if (way) asked.set('way', String(way));
  if (unit.value) asked.set('unit', unit.value);
  history.replaceState(null, '', `${asked}` ? `#${asked}` : location.pathname);
}

function readHash() {
  const asked = new URLSearchParams(location.hash.slice(1));
  field.value = asked.get('q') ?? '';
  unit.value = asked.get('unit') ?? '';
  if (unit.selectedIndex < 0) unit.selectedIndex = 0;
  choose(Number(asked.get('way')) || 0);
}

function choose(bit) {
  way = bit;
  for (const one of buttons) one.setAttribute('aria-pressed', String(Number(one.dataset.way) === way));
}

function ask() {
  limit = AT_ONCE;
  keep();
  look();
}

/** Arrows walk over the rows that are shown, Escape goes back to the field and clears it. */
function walk(event) {
  const links = [...document.querySelectorAll('#list a, #looseList a')];
  /** @type {any} */
  const active = document.activeElement;
  const at = links.indexOf(active);
  const isTyping = active === field;
  if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName)) field.select();
  else if (event.key === 'Escape' && (isTyping || at >= 0)) {
    if (isTyping) { field.value = ''; ask(); }
    field.focus();
  } else if (event.key === 'Enter' && isTyping) {
    ask();
    if (matchMedia('(pointer: coarse)').matches) field.blur(); // the keyboard hides what was found
  } else if (event.key === 'ArrowDown' && (isTyping || at >= 0)) links[Math.min(at + 1, links.length - 1)]?.focus();
  else if (event.key === 'ArrowUp' && at >= 0) (links[at - 1] ?? field).focus();
  else return;
  event.preventDefault();
}

for (const one of list.querySelectorAll('[data-item]')) one.href = `/item#${one.dataset.item}`;
byId('more').hidden = first.length >= Number(items);
startPage(draw);
let typing;
field.addEventListener('focus', () => prepare().catch(() => {}));
field.addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(ask, TYPING); });
byId('go').addEventListener('click', () => { ask(); byId('count').scrollIntoView({ block: 'nearest' }); });
byId('ways').addEventListener('click', (event) => {
  /** @type {any} */
  const { target } = event;
  const bit = Number(target.closest('button')?.dataset.way);
  if (!bit) return;
  choose(bit === way ? 0 : bit);
  ask();
});
unit.addEventListener('change', ask);
byId('more').addEventListener('click', async () => {
  const before = list.children.length;
  limit += AT_ONCE;
  await look();
  list.children[before]?.querySelector('a').focus();
});
addEventListener('keydown', walk);
addEventListener('hashchange', () => { readHash(); limit = AT_ONCE; look(); });
readHash();
if (location.hash) look();
// eslint-disable-next-line ours/in-every-browser -- asked for; without, a moment later will do
else addEventListener('load', () => (globalThis.requestIdleCallback ?? setTimeout)(look));
