// 亮规则码: one row of the list as a QR code, for a clerk to scan. Drawn here, from signed digits;
// always dark on white, large, and the screen stays on. Fetched when somebody asks for it.
import { qrcode } from '/vendor/qrcode-generator-2.0.4/qrcode.mjs';
import { el, say, svg } from '../shared/page.js';

const QUIET = 4; // modules of white around, as the standard wants

function picture(digits) {
  const code = qrcode(0, 'M');
  code.addData(`${location.origin}/r#`, 'Byte');
  code.addData(digits, 'Numeric');
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) if (code.isDark(y, x)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
  }
  const side = size + 2 * QUIET;
  return svg('svg', { class: 'qr', viewBox: `0 0 ${side} ${side}`, role: 'img', 'aria-label': say('codeAlt'), 'shape-rendering': 'crispEdges' },
    svg('path', { d: path }));
}

let lock;
/** Fills and opens `dialog` (a <dialog>) for a row of an item's file. */
export async function showRuleCode(dialog, { rule_code: digits, material, item, row, if_asked: words }) {
  const close = () => dialog.close();
  dialog.replaceChildren(el('h2', { id: 'codeHead', tabindex: -1, autofocus: '' }, say('showCode')),
    el('p', { lang: 'zh-CN' }, el('b', {}, material), ` · ${item} · ${row}`), picture(digits),
    el('p', {}, say('codeSay')), words && el('blockquote', { lang: 'zh-CN' }, words),
    el('p', { class: 'hint' }, say('codeBright')),
    el('button', { class: 'btn', type: 'button', click: close }, say('close')));
  dialog.showModal();
  dialog.addEventListener('close', () => { lock?.release(); lock = null; }, { once: true });
  lock = await navigator.wakeLock?.request('screen').catch(() => null);
}
