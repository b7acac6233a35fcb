// 窗口核对用途: the item is chosen once and compared with every proof until it is cleared.
// Fetched when somebody opens that part of the page.
import { byId, el, say } from '../shared/page.js';
import { readKeys, readNames } from '../shared/published.js';

const CODE = /^[A-Za-z0-9][\w.-]{0,4}$/;

/** `next` gets the focus once an item is chosen. Returns what to call when the language changes. */
export async function startCounter(next) {
  const field = byId('item');
  const { items } = await readNames(await readKeys());
  const codes = Object.keys(items);
  const tell = () => {
    const code = sessionStorage.getItem('item');
    byId('chosen').textContent = code === null ? '' : say('forItem', items[code] ?? code);
    byId('clear').hidden = code === null;
  };
  byId('items').replaceChildren(...codes.map((code) => el('option', { value: `${items[code]} ${code}` })));
  field.addEventListener('change', () => {
    const typed = field.value.trim();
    if (!typed) return;
    const isIt = (code) => [code, items[code], `${items[code]} ${code}`].includes(typed);
    // Without the list of names (offline at the first visit) a code is taken as it is.
    const code = codes.find(isIt) ?? (codes.length || !CODE.test(typed) ? null : typed);
    if (code === null) {
      byId('chosen').textContent = say('noItem');
      return;
    }
    sessionStorage.setItem('item', code);
    field.value = '';
    tell();
    next.focus();
  });
  byId('clear').addEventListener('click', () => {
    sessionStorage.removeItem('item');
    tell();
    field.focus();
  });
  tell();
  return tell;
}
