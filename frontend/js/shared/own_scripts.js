// A Trusted Types policy's name can be taken once: here, for every script started by its address.
// eslint-disable-next-line ours/in-every-browser -- asked for; without Trusted Types an address is a text
const policy = globalThis.trustedTypes?.createPolicy('mianzheng', {
  createScriptURL: (url) => ['/sw.js', '/js/search/worker.js'].find((one) => one === url),
});

/**
 * The address of one of our own workers, as the browser wants it; of another, none.
 * @param {string} url
 */
// eslint-disable-next-line ours/in-every-browser -- only of a policy that was made above
export const scriptUrl = (url) => policy?.createScriptURL(url) ?? url;
