// /r: the clerk scans a citizen's rule code and sees the signed row, offline after the first visit.
import { keysOf, readJson, readManifest } from '../shared/edition.js';
import { byId, el, say, startPage, svg } from '../shared/page.js';
import { readKeys } from '../shared/published.js';
import { checkRuleCode, editionOf } from './check.js';
import { day } from '../shared/days.js';
import { tokenOf } from '../shared/token.js';

const ZH = { lang: 'zh-CN' };
const WAYS = { S: 'sharing', N: 'commitment', V: 'verification' };
let shown = null;
let turn = 0;

async function checked(text) {
  const edition = editionOf(text);
  const manifest = await readManifest().catch(() => null);
  const jwks = await (edition === null ? readKeys() : keysOf(edition).catch(readKeys));
  const given = { jwks, inForce: manifest?.edition ?? null, now: Date.now() / 1000 };
  /** @type {Awaited<ReturnType<typeof checkRuleCode>> & {manifest: any, now?: any}} */
  const result = { ...await checkRuleCode(text, given), manifest };
  if (result.outcome === 'SUPERSEDED') result.now = await newer(result.claims.r).catch(() => undefined);
  return result;
}

function isProof(text) {
  try { return tokenOf(text).parts.length === 3; } catch { return false; }
}

/** The same row in the edition in force; null: it left the list. */
const newer = async (code) => (await readJson('edition')).rows.find(({ row }) => row === code) ?? null;

const waysOf = ({ x, d, m }) => (x ? ['excluded'] : d === 'C' ? ['cancelled'] : [...m].map((one) => WAYS[one]));

function isSame({ d, m, x, o }, row) {
  const letters = { DATA_SHARING: 'S', NOTIFICATION_COMMITMENT: 'N', DEPARTMENT_VERIFICATION: 'V' };
  return row.disposition[0] === d && row.methods.map((one) => letters[one]).join('') === m
    && (row.exclusion ?? undefined) === x && (row.issuer ?? '') === o;
}

/** @type {(key: string, value: any, more?: object) => HTMLElement[]} */
const pair = (key, value, more = ZH) => (value ? [el('dt', {}, say(key)), el('dd', more, value)] : []);

function band(outcome, manifest) {
  return el('div', { class: 'wrap' },
    svg('svg', { class: 'icon', 'aria-hidden': 'true' }, svg('use', { href: `#${outcome}` })),
    el('h1', { tabindex: -1 }, say(outcome)), el('p', {}, say(`${outcome}.say`, manifest?.edition)),
    manifest && !['NOT_OURS', 'UNTRUSTED'].includes(outcome) && el('p', { class: 'asof' }, say('asOf', day(manifest.iat))));
}

function duty({ x, d, m, o }) {
  if (x) return say('duty.x');
  if (d === 'C') return say('duty.C');
  return m.includes('V') || m.includes('S') ? say(m.includes('N') ? 'duty.either' : 'duty.verify', o) : say('duty.N');
}

function slip({ claims, outcome, now }) {
  const change = now === undefined ? 'now.unknown' : now === null ? 'now.gone' : isSame(claims, now) ? 'now.same' : 'now.other';
  return el('section', { class: `slip ${outcome}` },
    el('p', { class: 'tags' }, waysOf(claims).map((way) => el('span', { class: `tag ${way}` }, say(`way.${way}`)))),
    el('h2', ZH, claims.t), el('p', { class: 'duty' }, duty(claims)),
    outcome === 'SUPERSEDED' && el('p', { class: 'note' }, say(change), ' ', now?.item && el('a', { href: `/item#${now.item}` }, say('seeNow'))),
    el('dl', { class: 'kv' }, pair('for', claims.n), pair('unit', claims.u), pair('issuer', claims.o),
      pair('excluded', claims.x && say(`x.${claims.x}`), {}), pair('instead', claims.p), pair('basis', claims.b),
      pair('rowCode', claims.r), pair('edition', say('nth', claims.e, day(claims.f)), {})),
    !claims.x && outcome === 'CURRENT' && el('p', { class: 'legal' }, say('legal')));
}

function draw() {
  byId('start').hidden = shown !== null;
  if (!shown) {
    byId('band').className = '';
    byId('band').replaceChildren();
    byId('out').replaceChildren();
    document.title = say('title');
    return;
  }
  const { outcome, claims, manifest } = shown;
  byId('band').className = `verdict v-${outcome}`;
  byId('band').replaceChildren(band(outcome, manifest));
  byId('out').replaceChildren(...[claims && slip(shown),
    el('div', { class: 'acts' }, el('a', { class: 'btn', href: '/p' }, say('again')),
      claims ? el('a', { class: 'btn alt', href: `/#q=${encodeURIComponent(claims.n)}` }, say('wholeItem')) : el('a', { class: 'btn alt', href: 'tel:12345' }, say('call')))].filter(Boolean));
  document.title = `${say(outcome)} - ${say('title')}`;
}

async function open() {
  turn += 1;
  const mine = turn;
  const text = location.hash.slice(1);
  if (editionOf(text) === null && isProof(text)) return void location.replace(`/p#${text}`);
  const found = text ? await checked(text).catch(() => ({ outcome: 'KEY_UNKNOWN' })) : null;
  if (mine !== turn) return;
  shown = found;
  draw();
  if (found) byId('band').querySelector('h1').focus();
}

startPage(draw);
addEventListener('hashchange', open);
open();
