const letters = 'a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ'
const tone = /[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]/i
const initials = '(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?'
/** Toneless syllables; "tel", "app", "pdf" do not fit. */
const syllable = new RegExp(
  `^(?:er|${initials}(?:i?ang|i?ong|uang|eng|ing|uai|ian|iao|uan|ang|ong|ün|üe|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|a|o|e|i|u|ü))$`,
)

/** A Han character followed by its pronunciation in half- or full-width parentheses. */
export const annotation = new RegExp(
  `(\\p{Script=Han})[(（]\\s*([${letters}]{1,7})\\s*[)）]`,
  'giu',
)
/** The letters a pronunciation may have, for other rules' patterns. */
export const pinyinLetters = letters

const minTonelessCompany = 3

/**
 * Removes pronunciations inserted behind characters, 區(qū) → 區. A syllable without tone mark
 * (們(men)) goes only where at least three with a mark prove that this text has been so treated;
 * abbreviations in capitals and words that are no syllable stay.
 */
export const removePronunciations = (text: string): { text: string; count: number } => {
  let toned = 0
  for (const match of text.matchAll(annotation)) if (tone.test(match[2] ?? '')) toned++
  if (toned === 0) return { text, count: 0 }
  let count = 0
  const cleaned = text.replace(annotation, (whole, char: string, reading: string) => {
    const isReading = tone.test(reading) || (toned >= minTonelessCompany && syllable.test(reading))
    if (!isReading) return whole
    count++
    return char
  })
  return { text: cleaned, count }
}
