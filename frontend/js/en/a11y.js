// English of /a11y.
export default {
  back: '‹ Back to the list',
  heading: 'Accessibility',
  lede: 'This site is made to WCAG 2.2, level AA; every change is checked automatically.',
  h1: 'What was done',
  t1a: 'Every step works with the keyboard alone, and the focus is seen.',
  t1b: '“Large” is a layout of its own: text larger by more than a third, targets of at least 60 pixels.',
  t1c: 'Besides its colour everything has a word and a shape.',
  t1d: 'Dark mode, high contrast and reduced motion follow the system.',
  t1e: 'Screen readers hear results and changes.',
  t1f: 'After the first visit it works offline; without JavaScript the list and the guides can still be read.',
  h2: 'What is missing',
  t2a: 'Names of items, proofs and units and the legal bases are in Chinese only.',
  t2b: 'Scanning needs a camera; a photo, a pasted link or a typed code will do instead.',
  h3: 'If something is in your way',
  t3a: 'Tell us, or call 12345, where a person looks it up for you.',
  t3b: 'Tell us',
};
