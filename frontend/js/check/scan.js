// Camera and photo, fetched when one of them is asked for. BarcodeDetector where the browser has
// one that knows QR codes, else zxing-wasm from this site.
const ZXING = '/vendor/zxing-wasm-3.1.4';
const LARGEST = [1600, 4096]; // pixels of a photo's longer side: first try, second try
const PAUSE = 80; // ms between two frames, so that a slow phone stays usable

let native;
let zxing;

async function loadNative() {
  try {
    // eslint-disable-next-line ours/in-every-browser -- caught: the scanner of this site does it then
    const formats = await BarcodeDetector.getSupportedFormats();
    // eslint-disable-next-line ours/in-every-browser -- the line before has just used it
    return formats.includes('qr_code') && new BarcodeDetector({ formats: ['qr_code'] });
  } catch {
    return false; // not there, or there without its library (Android without Play services)
  }
}

async function loadZxing() {
  const loaded = await import(`${ZXING}/es/reader/index.js`);
  const locateFile = () => `${ZXING}/reader/zxing_reader.wasm`;
  await loaded.prepareZXingModule({ overrides: { locateFile }, fireImmediately: true });
  return loaded.readBarcodes;
}

async function read(canvas, context, hard) {
  native ??= loadNative();
  const detector = await native;
  if (detector) {
    // eslint-disable-next-line ours/in-every-browser -- only where loadNative found one
    const found = await detector.detect(canvas).catch(() => []);
    if (found[0] || !hard) return found[0]?.rawValue;
  }
  zxing ??= loadZxing().catch((error) => {
    zxing = undefined; // the next try may have a network
    throw error;
  });
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  const how = { formats: ['QRCode'], maxNumberOfSymbols: 1 };
  for (const name of ['tryHarder', 'tryInvert', 'tryRotate', 'tryDownscale']) how[name] = hard;
  return (await (await zxing)(pixels, how))[0]?.text;
}

function drawn(source, width, height, largest) {
  const scale = Math.min(1, largest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return [canvas, context];
}

/** The text of the QR code on a photo, or undefined. Throws where the file is no picture. */
export async function readPhoto(file) {
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  try {
    await picture.decode();
    const { naturalWidth: width, naturalHeight: height } = picture;
    for (const largest of LARGEST) {
      const text = await read(...drawn(picture, width, height, largest), true);
      if (text) return text;
      if (Math.max(width, height) <= largest) break;
    }
    return undefined;
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}

/** Runs the camera in `video` until a code is found or `signal` says stop. Every track is
    stopped at the end, however it ends. Throws where there is no camera or no scanner. */
export async function readCamera(video, signal, ready) {
  const wanted = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 960 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
  try {
    video.srcObject = stream;
    await video.play();
    ready();
    for (let frame = 0; !signal.aborted; frame += 1) {
      if (video.videoWidth) {
        const shot = drawn(video, video.videoWidth, video.videoHeight, LARGEST[0]);
        const text = await read(...shot, frame % 4 === 3);
        if (text && !signal.aborted) return text;
      }
      await new Promise((done) => { setTimeout(done, PAUSE); });
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
