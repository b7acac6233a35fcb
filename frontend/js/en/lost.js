export default {
  pageTitle: 'No such page - Proof-free services, Shizhong District',
  heading: 'No such page',
  lede: 'The address may be mistyped, or the page has moved.',
  toHome: 'To the home page',
  call: 'Call 12345',
};
