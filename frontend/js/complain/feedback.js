// /feedback#ROW@ITEM or #unit:CODE: hands a complaint in, shows its code once, follows it later.
// What was typed is kept on this device until it was taken.
import { follow, hand, newOp } from './complaints.js';
import { asked, readItem, readJson } from '../shared/edition.js';
import { byId, el, isComposing, kept, say, startPage } from '../shared/page.js';
import { day } from '../shared/days.js';

const LONGEST = 2000;
const [text, contact, unit] = ['text', 'contact', 'unit'].map(byId);
const ZH = { lang: 'zh-CN' };
let about = {}; // {row, item} or {unit}, as the API wants it
let named = null; // what the list says of it
let said = []; // key and values of the message
let tried = null; // the last try: {content, op}

const AT_FIELD = { noText: 'textMsg', noUnit: 'unitMsg' }; // where a message stands by its field
const tell = (...what) => {
  said = what;
  for (const id of ['msg', 'textMsg', 'unitMsg']) {
    byId(id).textContent = what.length && (AT_FIELD[what[0]] ?? 'msg') === id ? say(what[0], ...what.slice(1)) : '';
  }
  text.setAttribute('aria-invalid', String(what[0] === 'noText'));
  unit.setAttribute('aria-invalid', String(what[0] === 'noUnit'));
};
/** The field has the focus and the message above it is seen, on a phone too. */
const ask = (what, field) => {
  tell(what);
  field.focus({ preventScroll: true });
  byId(AT_FIELD[what]).scrollIntoView({ block: 'center' });
};
const draftName = () => `draft ${about.row ?? about.unit ?? ''}`;
const keepDraft = () => kept.write(draftName(), text.value);
const sayLeft = () => { byId('count').textContent = say('left', LONGEST - text.value.length); };

/** Names are shown once they were verified; a bare code will do. */
async function readAbout() {
  let hash = '';
  let isBroken = false;
  try { hash = asked(); } catch { isBroken = true; }
  const [first, item] = hash.split('@');
  about = first.startsWith('unit:') ? { unit: first.slice(5) } : first ? { row: first, ...item && { item } } : {};
  named = null;
  text.value = kept.read(draftName()) ?? '';
  tell(...isBroken ? ['link'] : text.value ? ['draft'] : []);
  draw();
  try {
    if (item) {
      const found = await readItem(item);
      named = { row: found.rows.find(({ row }) => row === about.row), item: found.item };
    } else if (!about.row) {
      const { units } = await readJson('units');
      named = { unit: units.find(({ code }) => code === about.unit) };
      unit.replaceChildren(unit.options[0], ...units.map(({ code, name }) => el('option', { value: code, ...ZH }, name)));
    }
  } catch { if (!about.row && !about.unit) tell('noUnits'); }
  draw();
}

function draw() {
  const hasAbout = about.row || about.unit;
  byId('choose').hidden = Boolean(hasAbout);
  byId('about').hidden = !hasAbout;
  byId('about').replaceChildren(...about.row ? [el('b', {}, say('aboutRow', about.row)), ...named?.row
    ? [el('span', ZH, say('aboutOf', named.row.material, named.item.name, named.item.unit))] : []]
    : [say('aboutUnit', named?.unit?.name ?? about.unit)]);
  sayLeft();
  tell(...said);
  document.title = say('title');
}

async function send() {
  const where = about.row || about.unit ? about : { unit: unit.value };
  if (!where.row && !where.unit) { ask('noUnit', unit); return; }
  if (!text.value.trim()) { ask('noText', text); return; }
  const given = { ...where, channel: 'SITE', text: text.value.trim(), ...contact.value.trim() && { contact: contact.value.trim() } };
  const content = JSON.stringify(given);
  if (tried?.content !== content) tried = { content, op: newOp() };
  keepDraft();
  tell('sending');
  byId('send').disabled = true;
  const { status, body, wait } = await hand({ op: tried.op, ...given });
  byId('send').disabled = false;
  if (status === 201 || status === 200) show(body);
  else if (!status) tell('offlineKept');
  else if (status === 429) tell('tooMany', Math.ceil(wait / 60));
  else if (status < 500 && body.detail) tell('refused', body.detail);
  else tell('failed');
}

function show({ code, due_by: due }) {
  kept.write(draftName(), '');
  [text.value, contact.value, tried] = ['', '', null];
  tell();
  byId('code').textContent = code;
  byId('due').textContent = say('due', day(Date.parse(due) / 1000 - 1));
  const file = new Blob([`${code}\n${location.origin}/feedback\n`], { type: 'text/plain' });
  byId('save').href = URL.createObjectURL(file);
  byId('typed').value = code;
  byId('write').hidden = true;
  byId('done').hidden = false;
  byId('done').querySelector('h1').focus();
}

async function look() {
  const code = byId('typed').value.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '');
  const put = (...children) => byId('progress').replaceChildren(...children);
  if (code.length !== 17) { put(el('p', { class: 'msg' }, say('wrongCode'))); return; }
  const { status, body, wait } = await follow(code);
  const wrong = { 0: 'offlineLook', 400: 'wrongCode', 404: 'unknownCode', 429: 'tooMany' }[status];
  if (status !== 200) { put(el('p', { class: 'msg' }, say(wrong ?? 'lookFailed', Math.ceil(wait / 60)))); return; }
  put(el('div', { class: 'slip' }, el('h3', {}, say(body.state)),
    body.reply ? el('p', {}, say('replied', day(body.replied_at)), el('span', ZH, body.reply))
      : el('p', {}, say(`${body.state}.say`), ' ', say('due', day(Date.parse(body.due_by) / 1000 - 1)))));
}

async function copy() {
  try {
    await navigator.clipboard.writeText(byId('code').textContent);
    byId('copied').textContent = say('copiedSay');
  } catch { byId('copied').textContent = say('copyYourself'); }
}

startPage(draw);
let typing;
text.addEventListener('input', () => {
  sayLeft();
  clearTimeout(typing);
  typing = setTimeout(keepDraft, 300);
});
byId('send').addEventListener('click', send);
byId('forget').addEventListener('click', () => {
  [text.value, contact.value] = ['', ''];
  keepDraft();
  tell();
  sayLeft();
  text.focus();
});
byId('copy').addEventListener('click', copy);
byId('look').addEventListener('click', look);
byId('typed').addEventListener('keydown', (event) => { if (event.key === 'Enter' && !isComposing(event)) look(); });
addEventListener('hashchange', readAbout);
readAbout();
