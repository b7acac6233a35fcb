// /changes: edition by edition, what it changed; each record and each comparison verified, and that
// each follows the one before.
import { parsed, readHashed, readManifest, readRecord, Refused } from '../shared/edition.js';
import { byId, el, say, startPage } from '../shared/page.js';
import { day } from '../shared/days.js';
import { refusal } from '../shared/refusal.js';

const ZH = { lang: 'zh-CN' };
const AT_ONCE = 5; // editions
const read = []; // {record, diff}, the newest first
const last = () => read[read.length - 1]?.record;
const wanted = () => Number(location.hash.slice(1)) || null; // a feed leads to one edition
let manifest;
let error = null;
let turn = 0;

const known = (value) => (/^[A-Z_]+$/.test(value) && say(`v.${value}`) !== `v.${value}` ? say(`v.${value}`) : value);
const worded = (value) => [value].flat().filter(Boolean).map(known).join('、') || say('empty');
const name = ({ item, name: of, material }) => [el('b', ZH, material), ' · ', el('a', { href: `/item#${item}`, ...ZH }, of ?? item)];

function part(key, rows, make) {
  return rows.length > 0 && [el('h3', {}, `${say(key)} ${rows.length}`), el('ul', { class: 'steps' }, rows.map((row) => el('li', {}, el('span', {}, make(row)))))];
}

function changed(row) {
  const { field, before, after } = row;
  return [...name(row), el('small', {}, `${say(`f.${field}`)} `, el('span', ZH, say('was'), el('del', {}, worded(before))), ' ', el('span', ZH, say('is'), el('ins', {}, worded(after))))];
}

function edition({ record, diff }) {
  const state = record.number === manifest.edition ? 'now' : record.number > manifest.edition ? 'next' : null;
  const total = diff && diff.added.length + diff.removed.length + diff.changed.length;
  return el('section', { class: 'sec' }, el('h2', {}, say('nth', record.number), state && el('span', { class: 'tag' }, say(state))),
    el('p', { class: 'count' }, say('dates', day(record.published_at), day(record.effective_from))),
    diff ? el('p', {}, total ? say('counts', diff.added.length, diff.removed.length, diff.changed.length) : say('none.changes')) : el('p', {}, say('first', record.rows)),
    total > 0 && el('details', { open: record.number === (wanted() ?? (total <= 30 && read[0].record.number)) ? '' : null }, el('summary', {}, say('rowByRow')),
      part('removed', diff.removed, name), part('changed', diff.changed, changed), part('added', diff.added, name)),
    el('p', {}, el('a', { href: record.path, download: '' }, say('whole'))));
}

function draw() {
  byId('list').replaceChildren(...[...read.map(edition), error && refusal(error)].filter(Boolean));
  byId('more').hidden = error !== null || !last()?.before;
}

/**
 * Editions are a chain: each names the digest of the one before, the manifest that of its own.
 * @param {Record<string, any>} record
 * @param {Record<string, any>} after
 */
function fits({ number, sha256 }, after) {
  return (!after || number === after.number - 1 && sha256 === after.before.sha256)
    && (number !== manifest.edition || sha256 === manifest.files.edition.sha256);
}

async function more() {
  turn += 1;
  const mine = turn;
  try {
    manifest ??= await readManifest();
    for (let left = AT_ONCE; left > 0; left -= 1) {
      const newest = last();
      if (newest && !newest.before) break;
      const number = newest?.before.number ?? wanted() ?? manifest.next?.edition ?? manifest.edition;
      const record = await readRecord(number);
      if (!fits(record, newest)) throw new Refused('altered');
      const { diff: ref } = record.files;
      const diff = ref ? parsed(await readHashed(ref)) : null;
      if (mine !== turn) return; // another edition was asked for meanwhile
      read.push({ record, diff });
    }
  } catch (found) {
    if (mine !== turn) return;
    error = found;
  }
  draw();
  byId('main').removeAttribute('aria-busy');
}

startPage(() => { if (read.length || error) draw(); });
byId('more').addEventListener('click', more);
addEventListener('hashchange', () => {
  read.length = 0;
  error = null;
  more();
});
more();
