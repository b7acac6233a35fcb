// The search of a large list, off the page's thread: first the files, then one query at a time.
import { openFiles } from './search.js';

let opened = null;
onmessage = async ({ data }) => {
  if (opened) postMessage((await opened).search(...data));
  else opened = openFiles(data);
};
