import { create } from 'qrcode'
import { expect, it } from 'vitest'
import { qrPicture } from './qr-picture'

/** The dark modules of a picture, read back from its path. */
function modulesOf(picture: string): { side: number; dark: Set<string> } {
  const svg = decodeURIComponent(picture.replace('data:image/svg+xml,', ''))
  const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1])
  const dark = new Set<string>()
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let step = 0; step < Number(length); step += 1) dark.add(`${Number(x) + step},${y}`)
  }
  return { side, dark }
}

it.each(['https://login.weixin.qq.com/l/4c7Qw-x==', 'http://例子.中国/扫', 'x'.repeat(2000)])(
  'draws every module of the code, with the quiet zone around it',
  (text) => {
    const data = new TextEncoder().encode(text)
    const { modules } = create([{ data, mode: 'byte' }], {
      errorCorrectionLevel: text.length > 1000 ? 'L' : 'M',
    })
    const expected = new Set<string>()
    for (let row = 0; row < modules.size; row += 1)
      for (let column = 0; column < modules.size; column += 1)
        if (modules.get(row, column)) expected.add(`${column + 4},${row + 4}`)
    const { side, dark } = modulesOf(qrPicture(text))
    expect(side).toBe(modules.size + 8)
    expect(dark).toEqual(expected)
  },
)

it('needs no TextEncoder: WeChat has none', () => {
  const kept = globalThis.TextEncoder
  Reflect.deleteProperty(globalThis, 'TextEncoder')
  try {
    expect(qrPicture('http://例子.中国/扫')).toContain('data:image/svg+xml,')
  } finally {
    globalThis.TextEncoder = kept
  }
})
