import sharp from 'sharp'

/** Colours of the drawings: those of the pages (red once, paper, ink and quiet ones). */
const red = '#b0271c'
const ink = '#231d19'
const skin = '#f0c9a4'
const sand = '#e8d9c3'
const green = '#22693f'
const blue = '#1f5a8a'
const gold = '#e2b04a'

const rect = (x: number, y: number, w: number, h: number, fill: string, r = 0) =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" fill="${fill}"/>`
const line = (path: string, colour = ink, width = 8) =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`

/** A neighbour: a head on a rounded coat. */
const person = (x: number, y: number, coat: string, hair = ink) =>
  `<path d="M${x - 46} ${y + 120}v-40a46 46 0 0 1 92 0v40z" fill="${coat}"/><circle cx="${x}" cy="${y}" r="34" fill="${skin}"/><path d="M${x - 34} ${y - 4}a34 34 0 0 1 68 0q-34 -22 -68 0z" fill="${hair}"/>`
const grey = '#8d857d'

/** A speech bubble with lines in place of words, so that no font is needed. */
const bubble = (x: number, y: number, w: number, lines: number, colour = '#ffffff') =>
  `${rect(x, y, w, 40 + lines * 34, colour, 22)}<path d="M${x + 40} ${y + 36 + lines * 34}l-14 42 56 -38z" fill="${colour}"/>${Array.from(
    { length: lines },
    (_, n) => rect(x + 28, y + 30 + n * 34, (w - 56) * (n === lines - 1 ? 0.6 : 1), 12, sand, 6),
  ).join('')}`
const tick = (x: number, y: number) =>
  `<circle cx="${x}" cy="${y}" r="44" fill="${green}"/>${line(`M${x - 20} ${y + 2}l14 16 26 -32`, '#fff', 10)}`
const cross = (x: number, y: number) =>
  `<circle cx="${x}" cy="${y}" r="44" fill="${red}"/>${line(`M${x - 16} ${y - 16}l32 32m0 -32l-32 32`, '#fff', 10)}`
const windows = (x: number, y: number, lit: number) =>
  Array.from({ length: 15 }, (_, n) =>
    rect(x + (n % 3) * 70, y + Math.floor(n / 3) * 62, 42, 36, n === lit ? gold : '#ffffff', 4),
  ).join('')

const drawings: Record<string, string> = {
  stairwell: `${rect(90, 40, 260, 370, sand, 10)}${windows(125, 64, 13)}${rect(196, 340, 50, 70, ink, 4)}${rect(352, 110, 56, 300, '#d8e4ee', 6)}${line('M380 130v250', blue, 4)}${rect(362, 220, 36, 52, blue, 4)}${person(500, 270, red)}${person(610, 250, blue, grey)}${person(710, 275, green)}${bubble(520, 70, 190, 2)}`,
  charging: `${rect(60, 110, 360, 30, ink, 6)}${line('M84 140v250M396 140v250', ink, 10)}${[120, 210, 300].map((x) => `${rect(x, 170, 50, 64, '#ffffff', 8)}<path d="M${x + 28} 178l-16 28h12l-4 22 18 -30h-12z" fill="${green}"/>`).join('')}<circle cx="190" cy="360" r="40" fill="none" stroke="${ink}" stroke-width="10"/><circle cx="330" cy="360" r="40" fill="none" stroke="${ink}" stroke-width="10"/>${line('M190 360l40 -70h70l30 70M230 290l60 60', red, 12)}${line('M300 290l-10 -40h34', ink, 9)}${line('M145 234q-20 60 85 60', green, 6)}${rect(520, 70, 200, 340, sand, 10)}${line('M560 370v-50h40v-50h40v-50h40v-50', ink, 10)}${cross(620, 150)}`,
  'step-listen': `${person(230, 210, red)}${bubble(360, 90, 330, 4)}${line('M90 190q-24 40 0 80M120 205q-14 26 0 52', gold, 9)}`,
  'step-number': `${rect(250, 90, 300, 270, '#ffffff', 16)}${rect(250, 90, 300, 62, red, 16)}${rect(250, 130, 300, 22, red)}${[0, 1, 2, 3].map((n) => `<circle cx="${308 + n * 60}" cy="215" r="20" fill="none" stroke="${ink}" stroke-width="9"/>`).join('')}${rect(290, 275, 220, 14, sand, 7)}${rect(290, 310, 140, 14, sand, 7)}`,
  'step-pass': `${person(180, 220, red)}${person(620, 220, blue, grey)}${line('M226 300q90 -20 120 -10M574 300q-90 -20 -120 -10', skin, 22)}${rect(340, 220, 120, 90, '#ffffff', 8)}${rect(360, 245, 80, 12, sand, 6)}${rect(360, 272, 50, 12, sand, 6)}${line('M300 140h190m-30 -26l30 26-30 26', gold, 9)}`,
  'step-ask': `${rect(440, 60, 230, 350, sand, 6)}${rect(470, 90, 170, 320, '#8a5a3a', 4)}${person(560, 230, green, grey)}${person(270, 240, red)}${bubble(80, 60, 220, 2)}${tick(700, 120)}`,
  visit: `${rect(360, 40, 300, 370, sand, 6)}${rect(390, 70, 240, 340, '#fff7e6', 4)}<path d="M390 70l-90 30v330l90 -20z" fill="#8a5a3a"/><circle cx="318" cy="265" r="8" fill="${gold}"/>${person(520, 220, blue, grey)}${person(190, 240, red)}${rect(440, 388, 44, 16, ink, 8)}${rect(500, 388, 44, 16, ink, 8)}${bubble(60, 60, 200, 2)}`,
  book: `<path d="M400 110q-120 -50 -280 -20v270q160 -30 280 20z" fill="#ffffff"/><path d="M400 110q120 -50 280 -20v270q-160 -30 -280 20z" fill="#fbf7ee"/>${line('M400 110v270', sand, 6)}${[0, 1, 2, 3].map((n) => `${rect(160, 135 + n * 54, 150, 14, sand, 7)}<circle cx="350" cy="${142 + n * 54}" r="12" fill="${n === 2 ? gold : green}"/>${rect(440, 135 + n * 54, 120, 14, sand, 7)}${rect(590, 135 + n * 54, 50, 14, red, 7)}`).join('')}`,
  'say-wrong': `${person(200, 250, grey)}${bubble(320, 80, 340, 1, '#fbe3df')}${line('M380 260l60 60m0 -60l-60 60', red, 10)}${cross(680, 330)}`,
  'say-right': `${person(200, 250, red)}${bubble(320, 60, 340, 4)}${tick(680, 330)}`,
}

/**
 * A drawing of the demo's lessons as PNG, 800 × 450: shapes without words, so that it looks the same
 * on a machine without Chinese fonts.
 */
export async function drawPicture(name: string): Promise<Buffer> {
  const shapes = drawings[name]
  if (!shapes) throw new Error(`the demo names the drawing ${name} but does not define it`)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="450" viewBox="0 0 800 450">${rect(0, 0, 800, 450, '#faf3e6')}${rect(0, 410, 800, 40, '#efe4d2')}${shapes}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}
