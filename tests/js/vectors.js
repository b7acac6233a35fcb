// The shared vectors, and what Node 18 (Debian 12's) keeps under another name than browsers do.
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';

if (!globalThis.crypto) globalThis.crypto = webcrypto;

export const vectors = (name) => JSON.parse(
  readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf-8'),
);
