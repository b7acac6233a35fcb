// Offline after the first visit. The shell is kept as one set under its version; the signed files
// and the home page, which comes with each edition, come from the network first, with a deadline.
// A file with its digest in its name never changes. A new version waits until somebody asks for it.
// VERSION is written by `python -m infra.pages` from the bytes of the shell.
const VERSION = 'a99b57a0a7f9';
const SHELL = [
  '/a11y',
  '/app.css',
  '/app.webmanifest',
  '/changes',
  '/feedback',
  '/guide.css',
  '/icon.svg',
  '/item',
  '/js/check/check.js',
  '/js/check/code.js',
  '/js/check/counter.js',
  '/js/check/file.js',
  '/js/check/inflate.js',
  '/js/check/page.js',
  '/js/check/scan.js',
  '/js/check/verdict.js',
  '/js/check/ways.js',
  '/js/complain/complaints.js',
  '/js/complain/feedback.js',
  '/js/en/a11y.js',
  '/js/en/changes.js',
  '/js/en/check.js',
  '/js/en/feedback.js',
  '/js/en/home.js',
  '/js/en/item.js',
  '/js/en/lost.js',
  '/js/en/privacy.js',
  '/js/en/rule.js',
  '/js/en/rules.js',
  '/js/en/shared.js',
  '/js/en/unit.js',
  '/js/home.js',
  '/js/list/changes.js',
  '/js/list/home.js',
  '/js/list/item.js',
  '/js/list/row_code.js',
  '/js/list/unit.js',
  '/js/list/ways_free.js',
  '/js/rule/check.js',
  '/js/rule/code.js',
  '/js/rule/page.js',
  '/js/search/loose.js',
  '/js/search/search.js',
  '/js/search/searching.js',
  '/js/search/texts.js',
  '/js/search/words.js',
  '/js/search/worker.js',
  '/js/shared/days.js',
  '/js/shared/edition.js',
  '/js/shared/keeping.js',
  '/js/shared/offline.js',
  '/js/shared/own_scripts.js',
  '/js/shared/page.js',
  '/js/shared/published.js',
  '/js/shared/refusal.js',
  '/js/shared/text_page.js',
  '/js/shared/token.js',
  '/p',
  '/privacy',
  '/r',
  '/rules',
  '/unit',
];
// The worker can't check a signature, so it never puts a manifest in the place of the one that a page
// has checked and kept (js/shared/keeping.js): it lays it beside, for the pages to check, however late it came.
const MANIFEST = '/list/manifest.json';
const SEEN = `${MANIFEST}?seen`;
const DATA = ['/', '/.well-known/jwks.json', '/units.json', '/status/0.jwt'];
const IS_DATA = /^\/($|\.well-known\/jwks\.json|units\.json|status\/[0-9]+\.jwt|list\/(manifest|editions\/[0-9]+|feed)\.json$)/;
const IS_FIXED = /^\/list\/(i\/[0-9]+\/[^/]+|[a-z]+-([0-9]+-)?[0-9a-f]{16})\.json$/;
const IS_VENDOR = /^\/vendor\//; // the version stands in the path, so a copy never goes stale
const QR_WRITER = '/vendor/qrcode-generator-2.0.4/qrcode.mjs'; // a rule code is shown offline, too
const DIGEST = /^\/list\/[^/]+-([0-9a-f]{16})\.json$/;
const DEADLINE = 2500; // ms

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const keptAs = { data: 'data', list: 'list', vendor: 'vendor', shell: `shell-${VERSION}` };

async function install() {
  const shell = await caches.open(keptAs.shell);
  await shell.addAll(SHELL.map((path) => new Request(path, { cache: 'reload' })));
  const data = await caches.open(keptAs.data);
  const vendor = await caches.open(keptAs.vendor);
  // A file that is not published yet does not keep the page from working offline.
  await Promise.allSettled([vendor.add(QR_WRITER),
    ...DATA.map((path) => data.add(new Request(path, { cache: 'reload' })))]);
}

async function activate() {
  const kept = Object.values(keptAs);
  const old = (await caches.keys()).filter((name) => !kept.includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function fetched(request, name) {
  const reply = await fetch(request);
  const path = new URL(request.url).pathname;
  if (reply.ok && await isItself(path, reply.clone())) {
    const cache = await caches.open(name);
    await cache.put(path, reply.clone());
  }
  return reply;
}

/** Laid beside the one that is kept; and away with it where there is no network: offline the pages go
    by the list that stands here whole. */
async function seen(request) {
  const reply = await fetch(request).catch(() => Response.error());
  const cache = await caches.open(keptAs.data);
  await (reply.ok ? cache.put(SEEN, reply.clone()) : cache.delete(SEEN));
  return reply;
}

/** A file with its digest in its name is kept for ever, so nothing else may be kept under it. */
async function isItself(path, reply) {
  const named = DIGEST.exec(path)?.[1];
  if (!named) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await reply.arrayBuffer()), 0, 8);
  return Array.from(digest, (one) => one.toString(16).padStart(2, '0')).join('') === named;
}

/** Network first: a list must be as fresh as it can be; the page itself judges its `exp`. */
async function data(request, path) {
  const fresh = path === MANIFEST ? seen(request) : fetched(request, keptAs.data);
  const late = new Promise((_, give) => { setTimeout(give, DEADLINE, new Error('late')); });
  const reply = await Promise.race([fresh, late]).catch(() => undefined);
  if (reply?.ok) return reply;
  const cache = await caches.open(keptAs.data);
  return (await cache.match(path)) ?? fresh;
}

/** What was kept, else the network; `name`d copies that are fetched now are kept, too. */
async function kept(request, path, name) {
  const cache = await caches.open(name);
  return (await cache.match(path)) ?? (name === keptAs.shell ? fetch(request) : fetched(request, name));
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', (event) => { if (event.data === 'update') worker.skipWaiting(); });
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.cache === 'no-store') return; // asked for past every copy
  const path = url.pathname;
  // Anything else, above all /c/ and /f/ and the API, is none of this worker's business.
  if (IS_DATA.test(path)) event.respondWith(data(request, path));
  else if (IS_FIXED.test(path)) event.respondWith(kept(request, path, keptAs.list));
  else if (IS_VENDOR.test(path)) event.respondWith(kept(request, path, keptAs.vendor));
  else if (SHELL.includes(path)) event.respondWith(kept(request, path, keptAs.shell));
});
