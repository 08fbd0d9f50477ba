/** What cannot be seen and means nothing in a sentence: controls, zero-width marks, variation selectors. */
const INVISIBLE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B\u200E\u200F\u2060\uFEFF\p{Variation_Selector}]/gu

/** Removes invisible characters; joiners inside emoji stay. */
export function dropInvisible(text: string): string {
  return text.replace(INVISIBLE, '')
}

/**
 * Full-width letters, digits and marks as their half-width forms, every kind of blank as a space.
 * UTF-16 unit for unit, so that a position in the folded text is the same position in the
 * original: rules match on the folded text and cut the original.
 */
export function fold(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xfee0))
    .replace(/[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g, ' ')
}

/** True when there is a letter, a digit or a Han character in it: emoji and marks say nothing. */
export function saysSomething(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}
