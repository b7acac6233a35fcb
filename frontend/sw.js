// Offline after the first visit. The shell is kept as one set under its version; the signed files
// come from the network first, with a deadline. A new version waits until somebody asks for it.
// VERSION is written by `python -m infra.pages` from the bytes of the shell.
const VERSION = '371521f736e1';
const SHELL = [
  '/',
  '/p',
  '/app.css',
  '/app.webmanifest',
  '/icon.svg',
  '/js/check.js',
  '/js/check_file.js',
  '/js/check_page.js',
  '/js/code.js',
  '/js/counter.js',
  '/js/page.js',
  '/js/published.js',
  '/js/scan.js',
  '/js/search.js',
  '/js/search_loose.js',
  '/js/search_texts.js',
  '/js/search_words.js',
  '/js/search_worker.js',
  '/js/searching.js',
  '/js/token.js',
  '/js/verdict.js',
  '/js/ways.js',
  '/js/words_en.js',
];
const DATA = ['/.well-known/jwks.json', '/units.json', '/status/0.jwt'];
const IS_DATA = /^\/(\.well-known\/jwks\.json|units\.json|status\/[0-9]+\.jwt)$/;
const IS_VENDOR = /^\/vendor\//; // the version stands in the path, so a copy never goes stale
const DEADLINE = 2500; // ms

const keptAs = { data: 'data', vendor: 'vendor', shell: `shell-${VERSION}` };

async function install() {
  const shell = await caches.open(keptAs.shell);
  await shell.addAll(SHELL.map((path) => new Request(path, { cache: 'reload' })));
  const data = await caches.open(keptAs.data);
  // A file that is not published yet does not keep the page from working offline.
  await Promise.allSettled(DATA.map((path) => data.add(new Request(path, { cache: 'reload' }))));
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

async function kept(request, path, name) {
  const cache = await caches.open(name);
  return (await cache.match(path)) ?? (name === keptAs.vendor ? fetched(request, name) : fetch(request));
}

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('message', (event) => { if (event.data === 'update') skipWaiting(); });
addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  const path = url.pathname;
  // Anything else, above all /c/ and /f/ and the API, is none of this worker's business.
  if (IS_DATA.test(path)) event.respondWith(data(request, path));
  else if (IS_VENDOR.test(path)) event.respondWith(kept(request, path, keptAs.vendor));
  else if (SHELL.includes(path)) event.respondWith(kept(request, path, keptAs.shell));
});
