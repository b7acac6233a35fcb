// Shows one result: the band with word, shape and colour, the slip with the facts, the lines.
// Facts come from `claims` or `receipt`, which the check hands out only once they are verified.
import { el, isEnglish, say, svg } from '../shared/page.js';

const MARKS = new Map([[true, ['y', '✓', 'yes']], [false, ['n', '✕', 'no']], [null, ['q', '?', 'unknown']]]);
const VOIDS = { REVOKED: 'void', EXPIRED: 'over', SUSPENDED: 'paused' };
const SHANGHAI = { timeZone: 'Asia/Shanghai', hourCycle: 'h23' };
// The shapes stand in the page as symbols, one an outcome.
const drawn = (id, attributes, ...more) => svg('svg', { ...attributes, 'aria-hidden': 'true' }, svg('use', { href: `#${id}` }), ...more);
const icon = (outcome) => drawn(outcome, { class: 'icon' });
const stamp = (name) => drawn('stamp', { class: 'stamp', viewBox: '0 0 120 120' },
  svg('text', { x: 60, y: 98, class: name.length > 8 ? 'long' : null }, name));
const formed = (seconds, form) => new Intl.DateTimeFormat(isEnglish() ? 'en-GB' : 'zh-CN', { ...SHANGHAI, ...form })
  .format(seconds * 1000);
const day = (seconds) => formed(seconds, { year: 'numeric', month: 'long', day: 'numeric' });
const hour = (seconds) => formed(seconds, { hour: '2-digit', minute: '2-digit' });
const second = (seconds) => formed(seconds, { timeStyle: 'medium' });
const moment = (seconds) => `${day(seconds)} ${hour(seconds)}`;
const nowText = () => `${day(Date.now() / 1000)} ${second(Date.now() / 1000)}`;

/** The name of a code, and the code where no name is known. */
const named = (names, code) => (Object.keys(names ?? {}).includes(code) ? String(names[code]) : code);

function sentence({ outcome, claims, way, why, lines }) {
  if (outcome === 'VALID') return claims ? (claims.c === 1 ? 'VALID.say' : `VALID.${claims.c}`) : 'VALID.file';
  if (why) return `STATUS_UNKNOWN.${why}`;
  if (lines.some((one) => one[2] === 'early') && outcome === 'STATUS_UNKNOWN') return 'STATUS_UNKNOWN.clock';
  return outcome === 'NOT_OURS' && way !== 'text' ? `NOT_OURS.${way}` : `${outcome}.say`;
}

function band(result) {
  const listed = result.outcome === 'STATUS_UNKNOWN' && result.listTime;
  return el('div', { class: 'wrap' }, icon(result.outcome),
    el('h1', { tabindex: -1 }, say(result.outcome)),
    el('p', {}, say(sentence(result))),
    listed && el('p', { class: 'asof' }, say('asOf', moment(result.listTime))),
    result.outcome === 'VALID' && el('p', { class: 'live', 'data-now': '', 'aria-live': 'off' }));
}

/** A code shows itself as one; a name is Chinese in either language. */
const pair = (key, value, attributes = {}) => [el('dt', {}, say(key)), el('dd', attributes, value)];

function facts({ claims, outcome }, names) {
  const zh = { lang: 'zh-CN' };
  return [
    ...pair('conclusion', say(`c.${claims.c}`), { class: `c c${claims.c}` }),
    ...pair('subject', claims.h, zh),
    ...pair('producer', named(names.units, claims.m), zh),
    ...pair('extractor', named(names.units, claims.u), zh),
    ...pair('use', named(names.items, claims.i), { ...zh, class: outcome === 'PURPOSE_MISMATCH' ? 'bad' : null }),
    ...pair('method', say(`k.${claims.k}`)),
    ...pair('extracted', `${day(claims.iat)} ${second(claims.iat)}`),
    ...pair('until', moment(claims.exp), { class: 'until' }),
  ];
}

function fileFacts({ receipt, fileName }) {
  return [
    ...pair('fileName', fileName),
    ...pair('number', receipt.jti, { class: 'code' }),
    ...pair('sealed', `${day(receipt.iat)} ${second(receipt.iat)}`),
    ...pair('until', moment(receipt.exp), { class: 'until' }),
  ];
}

function slip(result, names) {
  const { claims, receipt, outcome } = result;
  if (!claims && !receipt) return null;
  const title = claims ? named(names.materials, claims.t) : say('original');
  const mark = VOIDS[outcome] ? el('span', { class: 'void', 'aria-hidden': 'true' }, say(VOIDS[outcome]))
    : outcome === 'VALID' && claims && stamp(say(`seal.${claims.k}`));
  return el('section', { class: `slip ${outcome}` }, el('h2', { lang: claims ? 'zh-CN' : null }, title),
    el('div', { class: 'facts' }, el('dl', { class: 'kv' }, claims ? facts(result, names) : fileFacts(result)), mark),
    outcome === 'VALID' && claims && el('p', { class: 'legal' }, say('legal')));
}

/** The values of a line, as people read them. */
function values([what, , , ...given], names) {
  if (what === 'status') return given.map((one) => one && moment(one));
  if (what === 'expiry') return given.map(moment);
  if (what === 'clock') return given.map((one) => `${day(one)} ${second(one)}`);
  return what === 'purpose' ? given.map((one) => named(names.items, one)) : given;
}

function lines(result, names) {
  // Of the steps before the signature only a failed one is worth a line.
  const made = result.lines.filter(([what, ok]) => !(ok && ['format', 'key'].includes(what)));
  if (result.outcome === 'NOT_OURS' || !made.length) return null;
  const stopped = ['UNTRUSTED', 'KEY_UNKNOWN'].includes(result.outcome);
  const shown = made.map((line) => [line[0], line[1], say(`${line[0]}.${line[2]}`, ...values(line, names))]);
  if (stopped) shown.push(...['expiry', 'status', 'purpose'].map((what) => [what, null, say('skipped')]));
  return el('section', { class: 'sec' }, el('h2', {}, say('checked')),
    el('ol', { class: 'steps' }, shown.map(([what, ok, text]) => {
      const [kind, sign, word] = MARKS.get(ok);
      return el('li', {}, el('span', { class: `m ${kind}`, 'aria-hidden': 'true' }, sign),
        el('span', {}, el('b', {}, el('span', { class: 'vh' }, say(word)), say(what)), el('small', {}, text)));
    })));
}

/** Fills band and out. `again` starts over; the clock runs until the next call of show. */
let ticking;
export function show({ bandAt, outAt }, result, { names, again, item }) {
  stopClock();
  bandAt.className = `verdict v-${result.outcome}`;
  bandAt.replaceChildren(band(result));
  document.title = `${say(result.outcome)} - ${say('title')}`;
  outAt.replaceChildren(...[
    result.clockBehind && el('p', { class: 'warn' }, say('clockWarning')),
    item != null && el('p', { class: 'note' }, say('forItem', named(names.items, item))),
    slip(result, names), lines(result, names),
    !['NOT_OURS', 'VALID'].includes(result.outcome) && el('p', { class: 'clock', 'data-now': '' }),
    el('div', { class: 'acts' }, el('a', { class: 'btn', href: '/p', click: again }, say('again')),
      // eslint-disable-next-line ours/in-every-browser -- asked for: Firefox on a phone can't print
      result.outcome === 'VALID' ? globalThis.print && el('button', { class: 'btn alt', type: 'button', click: () => print() }, say('print'))
        : el('a', { class: 'btn alt', href: 'tel:12345' }, say('call'))),
  ].filter(Boolean));
  const tick = () => {
    for (const one of document.querySelectorAll('[data-now]')) one.textContent = say('now', nowText());
  };
  tick();
  ticking = setInterval(tick, 1000);
}

export function showWaiting({ bandAt, outAt }) {
  stopClock();
  bandAt.className = 'verdict v-WAIT';
  bandAt.replaceChildren(el('div', { class: 'wrap' }, icon('WAIT'), el('h1', {}, say('WAIT')), el('p', {}, say('WAIT.say'))));
  outAt.replaceChildren();
}

export const stopClock = () => clearInterval(ticking);
