// A day as the reader's language writes it, in Shanghai's time.
import { isEnglish } from './page.js';

/** @type {Intl.DateTimeFormatOptions} */
const FORM = { timeZone: 'Asia/Shanghai', year: 'numeric', month: 'long', day: 'numeric' };

/**
 * A date, an instant as text, or seconds.
 * @param {string | number} when
 */
export function day(when) {
  const instant = typeof when === 'number' ? when * 1000 : when.length === 10 ? `${when}T00:00:00+08:00` : when;
  return new Intl.DateTimeFormat(isEnglish() ? 'en-GB' : 'zh-CN', FORM).format(new Date(instant));
}
