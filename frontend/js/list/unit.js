// /unit#CODE: what one unit has on the list; without a code, the units.
import { asked, readJson, readManifest } from '../shared/edition.js';
import { byId, el, say, startPage } from '../shared/page.js';
import { day } from '../shared/days.js';
import { refusal } from '../shared/refusal.js';
import { spared } from './ways_free.js';

const ZH = { lang: 'zh-CN' };
const WAYS = ['cancelled', 'sharing', 'commitment', 'verification'];
const go = (code) => `/unit#${code}`;
let read = null; // {units, list, manifest}, or {error}

const title = (...text) => el('h1', { class: 'title', tabindex: -1, ...ZH }, ...text);
const item = (list, at) => el('li', {}, el('a', { class: 'row', href: `/item#${list.c[at]}` }, el('b', ZH, list.n[at]),
  el('span', { class: 'ps' }, list.p[at].map((row) => spared(row & 31, list.P[row >> 5])))));

function one({ units, list, manifest }, unit) {
  const own = list.c.flatMap((code, at) => (unit.items.includes(code) ? [at] : []));
  const masks = own.flatMap((at) => list.p[at]);
  const chief = unit.authority && units.find(({ code }) => code === unit.authority);
  byId('list').replaceChildren(...[title(unit.name),
    el('p', { class: 'count', ...ZH }, [say(`kind.${unit.kind}`), unit.sector && say(`sector.${unit.sector}`), chief?.name].filter(Boolean).join(' · ')),
    el('p', { class: 'lede' }, say(own.length ? 'items' : 'noItems', own.length, masks.length)),
    el('ol', { class: 'list' }, own.map((at) => item(list, at)))].filter(Boolean));
  byId('ways').replaceChildren(...WAYS.map((way, at) => el('li', {}, el('span', { class: `dot ${way}`, 'aria-hidden': 'true' }),
    el('span', {}, say(`way.${way}`)), el('b', {}, masks.filter((row) => row >> at & 1).length))));
  byId('complain').href = `/feedback#unit:${unit.code}`;
  byId('search').href = `/#unit=${unit.code}`;
  byId('line').textContent = say('line', manifest.edition, day(manifest.published_on), day(manifest.iat));
  document.title = `${unit.name} - ${say('title')}`;
}

function all({ units }) {
  byId('list').replaceChildren(el('h1', { class: 'title', tabindex: -1 }, say('units')),
    el('ul', { class: 'list' }, units.filter(({ items }) => items.length).map(({ code, name, items, rows }) => el('li', {},
      el('a', { class: 'row', href: go(code) }, el('b', ZH, name), el('span', { class: 'dept' }, say('items', items.length, rows)))))));
  document.title = `${say('units')} - ${say('title')}`;
}

function draw() {
  if (!read) return;
  let code;
  let { error } = read;
  try { code = asked(); } catch (found) { error ??= found; }
  const unit = read.units?.find((each) => each.code === code);
  byId('aside').hidden = !unit;
  if (unit) one(read, unit);
  else if (read.units && code === '') all(read);
  else byId('list').replaceChildren(el('h1', { class: 'title', tabindex: -1 }, say('heading')), refusal(error ?? { why: 'none' }));
}

async function open() {
  try {
    const [{ units }, list, manifest] = await Promise.all([readJson('units'), readJson('search'), readManifest()]);
    read = { units, list, manifest };
  } catch (error) { read = { error }; }
  draw();
  byId('main').removeAttribute('aria-busy');
}

startPage(draw);
addEventListener('hashchange', draw);
open();
