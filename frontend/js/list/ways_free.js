// How an applicant is spared a proof: the bits of the search file, their words and colours.
import { el, say } from '../shared/page.js';

const WAYS = ['cancelled', 'sharing', 'commitment', 'verification', 'excluded'];

/** The names of the ways in a mask of the search file. */
export const waysOf = (mask) => WAYS.filter((_, at) => mask >> at & 1);

const METHODS = { DATA_SHARING: 'sharing', NOTIFICATION_COMMITMENT: 'commitment', DEPARTMENT_VERIFICATION: 'verification' };
/** The same of a row as an item's file has it. */
export const waysOfRow = ({ exclusion, disposition, methods }) => {
  if (exclusion) return ['excluded'];
  return disposition === 'CANCELLED' ? ['cancelled'] : methods.map((one) => METHODS[one]);
};

/** A proof with how it is spared: dot, name, word. `inner`: what to show as its name. */
export function spared(mask, inner) {
  const ways = waysOf(mask);
  return el('span', {}, el('span', { class: `dot ${ways[0]}`, 'aria-hidden': 'true' }),
    el('span', { lang: 'zh-CN' }, inner),
    ways.map((way) => el('span', { class: way }, say(`way.${way}`))));
}
