import { escapePattern } from '@lianxin/shared'
import { pinyin } from 'pinyin-pro'

function folded(text: string): string {
  return text.toLowerCase().replace(/[\s\p{P}]/gu, '')
}

/** First letters of the pinyin of a text; letters and digits stay: `打119` gives `d119`. */
function initialsOf(text: string): string {
  return pinyin(text, { pattern: 'first', toneType: 'none', type: 'array' }).join('')
}

/** What a lesson is found by: its title and series, as written and by their initials. */
export function searchWords(title: string, series: string | null): string[] {
  return [title, series ?? ''].flatMap((each) => {
    const words = folded(each)
    return words ? [words, folded(initialsOf(words))] : []
  })
}

/**
 * A condition for a field of {@link searchWords}: any of them contains what was typed.
 * @returns null when nothing is left to look for
 */
export function searchPattern(typed: string | undefined): { $regex: string } | null {
  const words = folded(typed ?? '')
  return words ? { $regex: escapePattern(words) } : null
}
