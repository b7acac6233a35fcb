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
/**
 * Fills and opens the dialog for a row of an item's file.
 * @param {HTMLDialogElement} dialog
 * @param {Record<string, any>} row
 */
export async function showRuleCode(dialog, { rule_code: digits, material, item, row, if_asked: words }) {
  // eslint-disable-next-line ours/in-every-browser -- asked for
  const isModal = Boolean(dialog.showModal); // else it stands in the page, below what was read
  // eslint-disable-next-line ours/in-every-browser -- asked for
  const close = () => { if (isModal) dialog.close(); else leave(); };
  const leave = () => {
    dialog.removeAttribute('open');
    lock?.release();
    lock = null;
  };
  dialog.replaceChildren(el('h2', { id: 'codeHead', tabindex: -1, autofocus: '' }, say('showCode')),
    el('p', { lang: 'zh-CN' }, el('b', {}, material), ` · ${item} · ${row}`), picture(digits),
    el('p', {}, say('codeSay')), words && el('blockquote', { lang: 'zh-CN' }, words),
    el('p', { class: 'hint' }, say('codeBright')),
    el('button', { class: 'btn', type: 'button', click: close }, say('close')));
  if (isModal) {
    // eslint-disable-next-line ours/in-every-browser -- asked for
    dialog.showModal();
    dialog.addEventListener('close', leave, { once: true });
  } else {
    dialog.setAttribute('open', '');
    dialog.querySelector('h2').focus();
  }
  // eslint-disable-next-line ours/in-every-browser -- asked for; the screen then goes dark by itself
  lock = await navigator.wakeLock?.request('screen').catch(() => null);
}
