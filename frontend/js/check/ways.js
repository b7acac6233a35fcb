// The ways in: camera, photo, PDF, pasting, typing, a scanner that types. Each ends in one call
// of `found` with {way: 'text' | 'code' | 'file', ...}.
import { byId, isComposing, say } from '../shared/page.js';

const TYPING_GAP = 100; // ms; a scanner types a character in a few, a person in more

const tell = (key) => { byId('msg').textContent = key ? say(key) : ''; };

/** What a text is: the link inside a longer message, the digits, a token, or a check code. */
export async function sourceOf(typed) {
  // A scanner behind a Chinese input method types full-width characters.
  const text = typed.normalize('NFKC').trim();
  if (/^[0-9a-z -]{10,32}$/i.test(text)) {
    const { code, wrong } = (await import('./code.js')).readCheckCode(text);
    return code ? { way: 'code', code } : { wrong };
  }
  return { way: 'text', text: /https?:\/\/[a-z0-9.:-]+\/[pr]#[0-9]+/i.exec(text)?.[0] ?? text };
}

async function takeTyped(typed, found) {
  const source = typed.trim() ? await sourceOf(typed).catch(() => ({ wrong: 'noPart' })) : { wrong: 'noText' };
  tell(source.wrong);
  if (!source.wrong) found(source);
}

async function takeFile(file, found) {
  if (!file) return;
  tell();
  try {
    const head = new Uint8Array(await file.slice(0, 5).arrayBuffer());
    if (String.fromCharCode(...head) === '%PDF-') {
      const { digestOf } = await import('./file.js');
      found({ way: 'file', sha256: await digestOf(file), fileName: file.name });
      return;
    }
    const scan = await import('./scan.js');
    const text = await scan.readPhoto(file);
    if (text) found({ way: 'text', text });
    else tell('noQr');
  } catch (error) {
    tell(error instanceof DOMException ? 'noPicture' : 'noPart');
  }
}

let camera;
/** Stops every track; also when the page is left or hidden. */
export function stopCamera() {
  camera?.abort();
  camera = undefined;
  byId('camera').hidden = true;
}

async function startCamera(found) {
  stopCamera();
  const own = new AbortController();
  camera = own;
  byId('camera').hidden = false;
  tell('opening');
  try {
    const scan = await import('./scan.js');
    const text = await scan.readCamera(byId('video'), own.signal, () => tell('aim'));
    if (own.signal.aborted) return;
    tell();
    if (text) found({ way: 'text', text });
  } catch (error) {
    if (!own.signal.aborted) tell(error instanceof DOMException ? 'noCamera' : 'noPart');
  }
  if (camera === own) stopCamera();
}

export function startWays(found) {
  byId('scan').addEventListener('click', () => startCamera(found));
  byId('stop').addEventListener('click', () => { stopCamera(); tell(); byId('scan').focus(); });
  for (const id of ['photo', 'pdf']) {
    byId(id).addEventListener('change', async (event) => {
      /** @type {any} */
      const { target } = event;
      await takeFile(target.files[0], found);
      target.value = ''; // the same file may be chosen again
    });
  }
  byId('check').addEventListener('click', () => takeTyped(byId('text').value, found));
  byId('text').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || isComposing(event)) return;
    event.preventDefault();
    takeTyped(byId('text').value, found);
  });
  addEventListener('paste', (event) => {
    const file = event.clipboardData.files[0];
    if (file) takeFile(file, found);
  });
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => {
    event.preventDefault();
    takeFile(event.dataTransfer.files[0], found);
  });
  addEventListener('pagehide', stopCamera);
  document.addEventListener('visibilitychange', () => { if (document.hidden) { stopCamera(); tell(); } });
  listenForScanner(found);
}

/** At a counter the next slip is scanned while the verdict has the focus: what is typed fast,
    outside of any field, and ends with Enter is a scanner's. */
function listenForScanner(found) {
  let typed = '';
  let last = 0;
  addEventListener('keydown', (event) => {
    /** @type {any} */
    const { target } = event;
    if (target.closest('input, select, textarea') || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.timeStamp - last > TYPING_GAP) typed = '';
    last = event.timeStamp;
    if (event.key === 'Enter') {
      if (typed.length < 13) return;
      event.preventDefault();
      takeTyped(typed, found);
      typed = '';
    } else if (event.key.length === 1) {
      typed += event.key;
      if (typed.length > 3) event.preventDefault();
    }
  }, true);
}
