// The service worker and its quiet update: a new version waits until somebody asks for it. Then the
// list is kept, too.
import { keepList } from './keeping.js';
import { scriptUrl } from './own_scripts.js';

function offer(worker) {
  const update = document.getElementById('update');
  update.hidden = false;
  update.querySelector('button').onclick = () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
    worker.postMessage('update');
  };
}

async function start() {
  const at = await navigator.serviceWorker.register(scriptUrl('/sw.js'), { updateViaCache: 'none' });
  if (at.waiting && navigator.serviceWorker.controller) offer(at.waiting);
  at.addEventListener('updatefound', () => {
    const fresh = at.installing;
    fresh.addEventListener('statechange', () => {
      if (fresh.state === 'installed' && navigator.serviceWorker.controller) offer(fresh);
    });
  });
}

// No storage, or not over https: the page works without.
if (navigator.serviceWorker) start().then(keepList).catch(() => {});
