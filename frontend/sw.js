// Offline after the first visit. The shell is kept as one set under its version; the signed files
// and the home page, which comes with each edition, come from the network first, with a deadline.
// A file with its digest in its name never changes. A new version waits until somebody asks for it.
// VERSION is written by `python -m infra.pages` from the bytes of the shell.
const VERSION = '110cc056a798';
const SHELL = [
  '/a11y',
  '/app.css',
  '/app.webmanifest',
  '/changes',
  '/feedback',
  '/guide.css',
  '/icon.svg',
  '/item',
  '/js/changes.js',
  '/js/check.js',
  '/js/check_file.js',
  '/js/check_page.js',
  '/js/code.js',
  '/js/complaints.js',
  '/js/counter.js',
  '/js/days.js',
  '/js/edition.js',
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
  '/js/feedback.js',
  '/js/home.js',
  '/js/item.js',
  '/js/offline.js',
  '/js/own_scripts.js',
  '/js/page.js',
  '/js/published.js',
  '/js/refusal.js',
  '/js/rule_check.js',
  '/js/rule_code.js',
  '/js/rule_page.js',
  '/js/scan.js',
  '/js/search.js',
  '/js/search_loose.js',
  '/js/search_texts.js',
  '/js/search_words.js',
  '/js/search_worker.js',
  '/js/searching.js',
  '/js/text_page.js',
  '/js/token.js',
  '/js/unit.js',
  '/js/verdict.js',
  '/js/ways.js',
  '/js/ways_free.js',
  '/p',
  '/privacy',
  '/r',
  '/rules',
  '/unit',
];
const MANIFEST = '/list/manifest.json';
const DATA = ['/', '/.well-known/jwks.json', '/units.json', '/status/0.jwt', MANIFEST];
const IS_DATA = /^\/($|\.well-known\/jwks\.json|units\.json|status\/[0-9]+\.jwt|list\/(manifest|editions\/[0-9]+|feed)\.json$)/;
const IS_FIXED = /^\/list\/(i\/[0-9]+\/[^/]+|[a-z]+-([0-9]+-)?[0-9a-f]{16})\.json$/;
const IS_VENDOR = /^\/vendor\//; // the version stands in the path, so a copy never goes stale
const QR_WRITER = '/vendor/qrcode-generator-2.0.4/qrcode.mjs'; // a rule code is shown offline, too
const LIST_PARTS = ['search', 'pinyin', 'synonyms', 'units'];
const DEADLINE = 2500; // ms

const keptAs = { data: 'data', list: 'list', vendor: 'vendor', shell: `shell-${VERSION}` };

async function install() {
  const shell = await caches.open(keptAs.shell);
  await shell.addAll(SHELL.map((path) => new Request(path, { cache: 'reload' })));
  const data = await caches.open(keptAs.data);
  const vendor = await caches.open(keptAs.vendor);
  // A file that is not published yet does not keep the page from working offline.
  await Promise.allSettled([vendor.add(QR_WRITER),
    ...DATA.map((path) => data.add(new Request(path, { cache: 'reload' })))]);
  await keepList(await data.match(MANIFEST)).catch(() => {});
}

/** Keeps the files that the manifest names, and of the list nothing of another edition. What is
    in them is checked by the pages; a manifest that nobody signed costs no more than these copies. */
async function keepList(reply) {
  if (!reply) return;
  const [, payload] = (await reply.json()).signed.split('.');
  const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));
  const { edition, files } = JSON.parse(new TextDecoder().decode(bytes));
  const list = await caches.open(keptAs.list);
  const named = Object.values(files).map(({ path }) => path);
  for (const { url } of await list.keys()) {
    const path = new URL(url).pathname;
    if (!named.includes(path) && !path.startsWith(`/list/i/${edition}/`)) await list.delete(url);
  }
  await Promise.allSettled(LIST_PARTS.map((name) => files[name]?.path)
    .map(async (path) => path && await list.match(path) || list.add(path)));
}

async function activate() {
  const kept = Object.values(keptAs);
  const old = (await caches.keys()).filter((name) => !kept.includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function fetched(request, name) {
  const reply = await fetch(request);
  if (reply.ok) {
    const cache = await caches.open(name);
    await cache.put(new URL(request.url).pathname, reply.clone());
  }
  return reply;
}

/** Network first: a list must be as fresh as it can be; the page itself judges its `exp`. */
async function data(request, path) {
  const fresh = fetched(request, keptAs.data);
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

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('message', (event) => { if (event.data === 'update') skipWaiting(); });
addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.cache === 'no-store') return; // asked for past every copy
  const path = url.pathname;
  // Anything else, above all /c/ and /f/ and the API, is none of this worker's business.
  if (IS_DATA.test(path)) {
    const reply = data(request, path);
    const copy = path === MANIFEST ? reply.then((one) => one.clone()) : reply; // before it is read
    event.respondWith(copy.then(() => reply));
    if (copy !== reply) event.waitUntil(copy.then(keepList).catch(() => {}));
  } else if (IS_FIXED.test(path)) event.respondWith(kept(request, path, keptAs.list));
  else if (IS_VENDOR.test(path)) event.respondWith(kept(request, path, keptAs.vendor));
  else if (SHELL.includes(path)) event.respondWith(kept(request, path, keptAs.shell));
});
