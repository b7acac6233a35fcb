// English of /privacy.
export default {
  pageTitle: 'Privacy - Proof-free services, Shizhong District',
  back: '‹ Back to the list',
  heading: 'Privacy',
  lede: 'The list and the check need no account. No advertising, no analytics, no scripts of others, no cookies.',
  h1: 'What happens on your phone',
  t1a: 'The list: the search runs on your phone; what you look for is not sent.',
  t1b: 'The check: scanned and pasted proofs are checked on your phone and not uploaded. With a typed check code, or a PDF file (only its fingerprint is sent), the system learns which proof is looked at.',
  t1c: 'The rule code: it holds this row of the list and nothing about you.',
  h2: 'What is kept on your phone',
  t2a: 'The list, the keys, the revocation list and the pages themselves, for when there is no network; your choice of large text and language; the draft of a complaint that was not sent. Clearing this site’s data in the browser removes all of it.',
  h3: 'What we keep',
  t3a: 'Only complaints that you send: text and contact encrypted, no network address. The code gives state and reply only, not what you wrote.',
};
