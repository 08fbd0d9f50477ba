import { create } from 'qrcode'

/** Empty modules around a code, without which phones do not find it. */
const QUIET_ZONE = 4

/** UTF-8 by hand: WeChat's script engine knows no TextEncoder. */
function bytesOf(text: string): Uint8Array {
  const pieces = encodeURIComponent(text).match(/%[0-9A-F]{2}|[^%]/g) ?? []
  return Uint8Array.from(pieces, (piece) =>
    piece.startsWith('%') ? Number.parseInt(piece.slice(1), 16) : piece.charCodeAt(0),
  )
}

/** The dark modules, one stroke for each run in a row. */
function pathOf(size: number, isDark: (row: number, column: number) => boolean): string {
  let path = ''
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size;) {
      let length = 0
      while (column + length < size && isDark(row, column + length)) length += 1
      if (length > 0) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h${length}v1h-${length}z`
      column += Math.max(1, length)
    }
  }
  return path
}

/**
 * Draws a QR code, as an address that a picture takes on both targets.
 * @param text at most 2,000 bytes in UTF-8
 * @returns an SVG as a data address
 */
export function qrPicture(text: string): string {
  const { modules } = create([{ data: bytesOf(text), mode: 'byte' }], {
    errorCorrectionLevel: text.length > 1_000 ? 'L' : 'M',
  })
  const side = modules.size + 2 * QUIET_ZONE
  const path = pathOf(modules.size, (row, column) => modules.get(row, column) === 1)
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
