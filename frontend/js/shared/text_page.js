// A page of text only.
import { startPage } from './page.js';

startPage();
