import iconv from 'iconv-lite'

/**
 * The 3,755 level-1 characters of GB 2312: what everyday simplified text is made of. Used to tell
 * real Chinese from characters that appeared by decoding bytes wrongly.
 */
const levelOne: Set<string> = (() => {
  const bytes: number[] = []
  for (let row = 0xb0; row <= 0xd7; row++) {
    for (let cell = 0xa1; cell <= (row === 0xd7 ? 0xf9 : 0xfe); cell++) bytes.push(row, cell)
  }
  return new Set(iconv.decode(Buffer.from(bytes), 'gb18030'))
})()

const han = /\p{Script=Han}/u

/** Whether one character (simplified) is everyday Chinese. */
export const isCommonHan = (char: string): boolean => levelOne.has(char)

/** Share of Han characters in the text that are not everyday ones, 0–1; 0 when there is no Han. */
export const rareHanShare = (text: string): number => {
  let all = 0
  let rare = 0
  for (const char of text) {
    if (!han.test(char)) continue
    all++
    if (!levelOne.has(char)) rare++
  }
  return all === 0 ? 0 : rare / all
}
