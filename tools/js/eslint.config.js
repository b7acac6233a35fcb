// The pages' scripts: syntax and whatever the platform offers, for the browsers in browsers.js.
// A place that asks whether the browser has something, and goes on without, is excused in its own
// line with the reason behind `--`.
import comments from '@eslint-community/eslint-plugin-eslint-comments';
import css from '@eslint/css';
import parser from '@typescript-eslint/parser';
import esX from 'eslint-plugin-es-x';
import { inEveryBrowser, selectorInEveryBrowser } from './browsers.js';

const syntax = Object.fromEntries(
  // Chromium 86, Safari 14.1 and Firefox 91 all know ES2021; of class fields only some.
  Object.entries(esX.configs['flat/restrict-to-es2021'].rules).map(([name]) => [name, 'error']),
);

export default [
  {
    files: ['frontend/**/*.js'],
    ignores: ['frontend/vendor/**'],
    languageOptions: {
      parser,
      parserOptions: { project: [new URL('tsconfig.json', import.meta.url).pathname, new URL('tsconfig.workers.json', import.meta.url).pathname] },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { 'es-x': esX, comments, ours: { rules: { 'in-every-browser': inEveryBrowser } } },
    rules: {
      ...syntax,
      'es-x/no-regexp-lookbehind-assertions': 'error', // ES2018, yet Safari has it since 16.4 only
      'ours/in-every-browser': 'error',
      'comments/require-description': 'error',
      'comments/no-unlimited-disable': 'error',
    },
  },
  {
    files: ['frontend/*.css'],
    language: 'css/css',
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { css, ours: { rules: { 'selector-in-every-browser': selectorInEveryBrowser } } },
    rules: { 'css/no-invalid-properties': ['error', { allowUnknownVariables: true }], 'ours/selector-in-every-browser': 'error' },
  },
];
