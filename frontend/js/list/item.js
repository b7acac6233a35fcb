// /item#CODE: which proofs an item needs no longer, each with how it is spared.
import { asked, readItem, readJson, readManifest } from '../shared/edition.js';
import { byId, el, isEnglish, say, startPage } from '../shared/page.js';
import { day } from '../shared/days.js';
import { refusal } from '../shared/refusal.js';
import { waysOf, waysOfRow } from './ways_free.js';

const ZH = { lang: 'zh-CN' };
const WIDE = { ',': '，', ';': '；', ':': '：' };
let shown = null; // {item, rows, edition, manifest}, {sketch}, or {error}
let turn = 0;

/** The list's sentences with the marks that Chinese is set with. */
const set = (text) => text.replace(/([^\x00-\x7f]|\))([,;:])/g, (_, before, mark) => before + WIDE[mark]);
const pair = (key, ...value) => [el('dt', {}, say(key)), el('dd', ZH, ...value)];
const tags = (ways) => el('p', { class: 'tags' }, ways.map((way) => el('span', { class: `tag ${way}` }, say(`way.${way}`))));

async function showCode(row) {
  try {
    (await import('../rule/code.js')).showRuleCode(/** @type {any} */ (byId('code')), { ...row, if_asked: row.exclusion ? '' : set(row.if_asked ?? ''), item: shown.item.name });
  } catch { byId('said').textContent = say('noPart'); }
}

function card(row) {
  const basis = row.basis.map(({ text, level }) => el('span', {}, `${text}（${say(`level.${level}`)}）`));
  return el('li', { class: 'proof' }, el('h2', ZH, row.material), tags(waysOfRow(row)),
    el('p', ZH, set(row.who)),
    el('dl', { class: 'kv' }, pair('howLong', set(row.how_long)), pair('paper', set(row.paper)),
      basis.length > 0 && pair('basis', basis), pair('rowCode', row.row)),
    row.if_asked && !row.exclusion && el('details', {}, el('summary', {}, say('ifAsked')), el('blockquote', ZH, set(row.if_asked))),
    el('div', { class: 'acts' }, el('button', { class: 'btn alt', type: 'button', click: () => showCode(row) }, say('showCode')),
      !row.exclusion && el('a', { class: 'btn alt', href: `/feedback#${row.row}@${shown.item.code}` }, say('complainRow'))));
}

function whole({ item, rows, edition, manifest }) {
  const free = rows.filter((one) => !one.exclusion);
  const bound = rows.filter((one) => one.exclusion);
  const lede = free.length ? [say('free1'), ' ', el('strong', {}, free.length), ' ', say('free2'), el('b', {}, say('free3')), say('stop')] : [say('noneFree')];
  byId('list').replaceChildren(...[el('h1', { class: 'title', tabindex: -1, ...ZH }, item.name),
    el('p', { class: 'count', ...ZH }, el('a', { href: `/unit#${item.unit_code}` }, item.unit), ` · ${set(item.promise)}`),
    el('p', { class: 'lede' }, lede),
    isEnglish() && el('p', { class: 'hint' }, say('inChinese')),
    el('ol', { class: 'proofs' }, free.map(card)),
    bound.length > 0 && free.length > 0 && el('h2', { class: 'h2' }, say('bound')),
    bound.length > 0 && el('ol', { class: 'proofs' }, bound.map(card)),
    el('p', { class: 'note' }, say('voluntary'))].filter(Boolean));
  byId('facts').replaceChildren(...pair('itemCode', item.code), ...pair('edition', el('a', { href: '/changes' }, say('nth', edition))),
    ...pair('published', day(manifest.published_on)), ...pair('effective', day(manifest.effective_from)),
    ...pair('asOf', day(manifest.iat)), ...pair('rule', '市中政办发〔2022〕10号'));
  byId('guide').href = `/list/g/${edition}/${item.code}.html`;
  byId('complain').href = `/feedback#unit:${item.unit_code}`;
  document.title = `${item.name} - ${say('title')}`;
}

/** Offline, an item that was never opened: what the list that was kept says of it. */
function sketch({ name, unit, proofs, manifest }) {
  byId('list').replaceChildren(el('h1', { class: 'title', tabindex: -1, ...ZH }, name), el('p', { class: 'count', ...ZH }, unit),
    el('p', { class: 'note' }, say('sketch', day(manifest.iat))),
    el('ol', { class: 'proofs' }, proofs.map((one) => el('li', { class: 'proof' }, el('h2', ZH, one.name), tags(waysOf(one.mask))))));
  document.title = `${name} - ${say('title')}`;
}

function draw() {
  if (!shown) return;
  byId('aside').hidden = !shown.item;
  if (shown.item) whole(shown);
  else if (shown.sketch) sketch(shown.sketch);
  else byId('list').replaceChildren(el('h1', { class: 'title', tabindex: -1 }, say('heading')), refusal(shown.error));
}

async function fromList(code) {
  const { c: codes, n, d, D, p, P } = await readJson('search');
  const at = codes.indexOf(code);
  if (at < 0) return null;
  const proofs = p[at].map((row) => ({ name: P[row >> 5], mask: row & 31 }));
  return { name: n[at], unit: D[d[at]], proofs, manifest: await readManifest() };
}

async function open() {
  turn += 1;
  const mine = turn;
  let code;
  let found;
  try {
    code = asked();
    found = { ...await readItem(code), manifest: await readManifest() };
  } catch (error) {
    const kept = error.why === 'net' ? await fromList(code).catch(() => null) : null;
    found = kept ? { sketch: kept } : { error };
  }
  if (mine !== turn) return;
  shown = found;
  draw();
  byId('main').removeAttribute('aria-busy');
}

async function share() {
  const what = { title: document.title, url: location.href };
  try {
    // eslint-disable-next-line ours/in-every-browser -- asked for; else the address is copied
    if (navigator.share) await navigator.share(what);
    else {
      await navigator.clipboard.writeText(what.url);
      byId('said').textContent = say('copied');
    }
  } catch (error) {
    if (error.name !== 'AbortError') byId('said').textContent = say('copyYourself', what.url);
  }
}

startPage(draw);
byId('share').addEventListener('click', share);
// eslint-disable-next-line ours/in-every-browser -- asked for: Firefox on a phone can't print
byId('print').hidden = typeof print !== 'function'; // else the name is the button's
// eslint-disable-next-line ours/in-every-browser -- no button, no click
byId('print').addEventListener('click', () => print());
addEventListener('beforeprint', () => { for (const one of document.querySelectorAll('details')) one.open = true; });
addEventListener('hashchange', open);
open();
