// The only calls to the API that a citizen's page makes: to hand a complaint in, and to follow it.
const HEADERS = { 'Content-Type': 'application/json' };

/** {status, body, wait}: status 0 without an answer, `wait` in seconds where too many came. */
async function call(path, options) {
  try {
    const reply = await fetch(path, { cache: 'no-store', credentials: 'omit', ...options });
    const body = await reply.json().catch(() => ({}));
    return { status: reply.status, body, wait: Number(reply.headers.get('Retry-After')) || 60 };
  } catch {
    return { status: 0, body: {}, wait: 0 };
  }
}

/** `op` makes a repeated try the same complaint: 128 random bits, a new one for other content. */
export const hand = (complaint) => call('/v1/complaints', { method: 'POST', headers: HEADERS, body: JSON.stringify(complaint) });
export const follow = (code) => call(`/v1/complaints/${code}`);

export function newOp() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
