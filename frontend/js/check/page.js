// /p: a way in -> the check -> the verdict. The proof stays on this device.
import { checkToken } from './check.js';
import { byId, say, startPage } from '../shared/page.js';
import { readByCode, readKeys, readKeysAnew, readNames, readReceipt, readStatus } from '../shared/published.js';
import { show, showWaiting, stopClock } from './verdict.js';
import { startWays, stopCamera } from './ways.js';

/** @typedef {Partial<import('./check.js').Result> & {why?: string}} Shown */

const REFRESH = 300; // seconds: the ttl of the status list
const places = { bandAt: byId('band'), outAt: byId('out') };
const now = () => Math.floor(Date.now() / 1000);
/** @type {(why: string) => Shown} */
const unanswered = (why) => ({ outcome: 'STATUS_UNKNOWN', why, lines: [] });

let current = null; // {source, result, names, again at}
let turn = 0;
let names;

const chosenItem = () => sessionStorage.getItem('item');

/** @returns {Promise<Shown>} */
async function checked(source, jwks) {
  const given = { jwks, readStatus, now: now(), item: chosenItem(), origin: location.origin };
  if (source.way === 'text') return checkToken(source.text, given);
  const isFile = source.way === 'file';
  const { status, text } = await (isFile ? readReceipt(source.sha256) : readByCode(source.code));
  if (status === 404) return { outcome: 'NOT_OURS', lines: [] };
  if (status !== 200) return unanswered('net');
  if (isFile) return (await import('./file.js')).checkFile(text, source.sha256, given);
  return checkToken(text, { ...given, code: source.code });
}

/** A copy of the keys may be older than a new key: nothing bad is said by a copy alone. */
async function checkedSurely(source, jwks) {
  const result = await checked(source, jwks);
  if (result.outcome !== 'KEY_UNKNOWN') return result;
  const anew = await readKeysAnew();
  return anew ? checked(source, anew) : unanswered('net');
}

/** `quiet`: the same proof again, because time has passed; drawn only if something changed. */
async function check(source, quiet = false) {
  turn += 1;
  const mine = turn;
  stopCamera();
  // A rule code of the list, shown by a citizen: it has its own page.
  const rule = /\/r#(\d+)$/.exec(source.text);
  if (rule) return location.assign(`/r#${rule[1]}`);
  if (!quiet) {
    byId('start').hidden = true;
    byId('text').value = '';
    showWaiting(places);
  }
  const jwks = await readKeys();
  // Whatever a browser lacks, nobody is left waiting before a check that never ends.
  const made = checkedSurely(source, jwks).catch(() => unanswered('browser'));
  const [result, read] = await Promise.all([made, readNames(jwks)]);
  if (mine !== turn) return; // another one was scanned meanwhile
  names = read;
  const before = current?.result;
  const due = Math.min(now() + REFRESH, ...[result.listEnds, result.claims?.exp, result.receipt?.exp]
    .filter((one) => one > now()));
  current = { source, result: { ...result, way: source.way, fileName: source.fileName }, due };
  if (quiet && before.outcome === result.outcome && before.listTime === result.listTime) return;
  draw();
  if (!quiet || before.outcome !== result.outcome) byId('band').querySelector('h1').focus();
}

function draw() {
  if (current) show(places, current.result, { names, again: startOver, item: chosenItem() });
}

function startOver(event) {
  event?.preventDefault();
  turn += 1;
  current = null;
  stopClock();
  if (location.hash) history.pushState(null, '', '/p');
  byId('band').className = '';
  byId('band').replaceChildren();
  byId('out').replaceChildren();
  byId('start').hidden = false;
  byId('msg').textContent = '';
  document.title = say('title');
  (event ? byId('start').querySelector('h1') : byId('text')).focus();
  if (event && matchMedia('(pointer: fine)').matches) byId('text').focus();
}

// A page left open must not go on saying "valid": it looks again when the list or the proof ends,
// every five minutes, and when somebody comes back to it.
setInterval(() => { if (current && now() >= current.due) check(current.source, true); }, 1000);
document.addEventListener('visibilitychange', () => { if (!document.hidden && current) check(current.source, true); });

function readHash() {
  if (location.hash.length > 1) check({ way: 'text', text: location.hash.slice(1) });
  else if (current) startOver();
}

const counter = byId('counter');
let tellItem = () => {};
counter.addEventListener('toggle', async () => {
  try {
    tellItem = await (await import('./counter.js')).startCounter(byId('text'));
  } catch { byId('chosen').textContent = say('noPart'); }
}, { once: true });
counter.open = chosenItem() !== null;

startPage(() => { draw(); tellItem(); });
startWays((source) => {
  if (location.hash) history.pushState(null, '', '/p');
  check(source);
});
addEventListener('hashchange', readHash);
addEventListener('popstate', () => { if (!location.hash && current) startOver(); });
if (location.hash.length > 1) readHash();
else if (matchMedia('(pointer: fine)').matches) byId('text').focus();
