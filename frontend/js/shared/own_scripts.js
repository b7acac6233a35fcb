// A Trusted Types policy's name can be taken once: here, for every script started by its address.
const policy = globalThis.trustedTypes?.createPolicy('mianzheng', {
  createScriptURL: (url) => ['/sw.js', '/js/search/worker.js'].find((one) => one === url),
});

/** The address of one of our own workers, as the browser wants it; of another, none. */
export const scriptUrl = (url) => policy?.createScriptURL(url) ?? url;
