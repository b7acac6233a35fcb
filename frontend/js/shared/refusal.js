// Why a page of the list shows nothing.
import { el, say } from './page.js';

/** Nothing unverified is shown: what is said in its place. */
export const refusal = ({ why }) => el('div', { class: 'warn', role: 'alert' },
  el('p', {}, say(['net', 'none', 'altered', 'link'].includes(why) ? why : 'broken')),
  el('p', { class: 'acts' }, el('a', { class: 'btn', href: 'tel:12345' }, say('call')), el('a', { class: 'btn alt', href: '/' }, say('toList'))));
