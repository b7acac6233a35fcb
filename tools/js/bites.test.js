// The check of the scripts bites: what some browser of browsers.js lacks is refused, what all of
// them have is not, and an excuse needs its reason.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import config from './eslint.config.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [own, style] = config;
const eslint = new ESLint({
  cwd: ROOT,
  overrideConfigFile: true,
  overrideConfig: [{
    ...own,
    languageOptions: {
      ...own.languageOptions,
      parserOptions: {
        tsconfigRootDir: ROOT,
        projectService: { allowDefaultProject: ['frontend/js/*.js'], defaultProject: 'tools/js/tsconfig.json' },
      },
    },
  }, style],
});

async function said(text) {
  const [{ messages }] = await eslint.lintText(`${text}\n`, { filePath: `${ROOT}/frontend/js/example.js` });
  return messages.map(({ ruleId, message }) => `${ruleId ?? 'unused'}: ${message}`);
}

const REFUSED = {
  'Object.hasOwn': 'export const x = Object.hasOwn({}, "a");',
  'at() of a list': 'export const x = [1, 2].at(-1);',
  'at() of a text': 'export const x = (/** @type {string} */ text) => text.at(-1);',
  'at() of what may be null': 'export const x = (/** @type {string | null} */ text) => text?.at(-1);',
  'at() of who knows what': 'export const x = (one) => one.at(-1);',
  'findLast()': 'export const x = [1].findLast((one) => one);',
  'structuredClone': 'export const x = structuredClone({});',
  'a global of the window by its name': 'export const x = window.structuredClone({});',
  'lookbehind': 'export const x = /(?<=a)b/;',
  'a flag of regular expressions': 'export const x = /a/d;',
  'await outside of a function': 'export const x = await Promise.resolve(1);',
  'a private method': 'export class X { #y() {} z() { this.#y(); } }',
  'a field of a class': 'export class X { y = 1; }',
  'CompressionStream': 'export const x = new CompressionStream("gzip");',
  'DecompressionStream': 'export const x = new DecompressionStream("gzip");',
  'BarcodeDetector': 'export const x = new BarcodeDetector({ formats: [] });',
  'an old interface’s new member': 'export const x = (/** @type {DataView} */ view) => view.getBigUint64(0);',
  'a getter': 'export const x = new URLSearchParams("a=1").size;',
  'a member that is taken apart': 'export const { size } = new URLSearchParams("a=1");',
  'an inherited member': 'export const x = (/** @type {HTMLDivElement} */ one) => one.checkVisibility();',
  'a dialog': 'export const x = (/** @type {HTMLDialogElement} */ one) => one.showModal();',
  'a static method': 'export const x = Response.json({});',
  'Array.fromAsync': 'export const x = Array.fromAsync([]);',
  'Promise.withResolvers': 'export const x = Promise.withResolvers();',
  'an excuse without a reason': '// eslint-disable-next-line ours/in-every-browser\nexport const x = structuredClone({});',
  'an excuse that nothing needs': '// eslint-disable-next-line ours/in-every-browser -- once it did\nexport const x = 1;',
};

const TAKEN = {
  'what ES2021 brought': 'export let x = null; x ??= "a".replaceAll("a", "b"); export const y = 1_000;',
  'our own at and size': 'const own = { at: (one) => one, size: 1 }; export const x = own.at(own.size);',
  'a set’s size, and flat': 'export const x = new Set([1]).size + [[1]].flat().length;',
  'the platform of every day': 'export const x = async () => (await fetch("/")).json(); document.body.replaceChildren();',
  'an excuse with its reason': '// eslint-disable-next-line ours/in-every-browser -- asked for\nexport const x = globalThis.structuredClone ? 1 : 2;',
};

async function saidOfStyle(text) {
  const [{ messages }] = await eslint.lintText(`${text}\n`, { filePath: `${ROOT}/frontend/example.css` });
  return messages.map(({ message }) => message);
}

test('a selector that one browser drops the rule for is refused, the same written out is taken', async () => {
  for (const selector of [':is(.a, .b) p', 'p:has(b)', ':focus-visible', '.a:not(.b, .c)', 'dialog::backdrop']) {
    assert.notDeepEqual(await saidOfStyle(`${selector} { color: red; }`), [], selector);
  }
  for (const selector of ['.a p, .b p', 'p:focus', '.a:not(.b):not(.c)', 'p::before']) {
    assert.deepEqual(await saidOfStyle(`${selector} { color: red; }`), [], selector);
  }
});

for (const [name, text] of Object.entries(REFUSED)) {
  test(`refused: ${name}`, async () => assert.notDeepEqual(await said(text), []));
}
for (const [name, text] of Object.entries(TAKEN)) {
  test(`taken: ${name}`, async () => assert.deepEqual(await said(text), []));
}
