import { AppError } from './app-error'

/** What a part of a sort key may be; `id` is 24 hex characters. */
interface PartTypes {
  string: string
  number: number
  date: Date
  id: string
}
type PartKind = keyof PartTypes
type PartsOf<K extends readonly PartKind[]> = { -readonly [I in keyof K]: PartTypes[K[I]] }

/** Packs the sort key of a page's last row into an opaque cursor. */
export function encodeCursor(parts: readonly (string | number | Date)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

function readPart(kind: PartKind, value: unknown): string | number | Date {
  if (kind === 'number' && typeof value === 'number') return value
  if (typeof value === 'string') {
    if (kind === 'string') return value
    if (kind === 'id' && /^[0-9a-f]{24}$/.test(value)) return value
    const date = new Date(value)
    if (kind === 'date' && !Number.isNaN(date.getTime())) return date
  }
  throw new TypeError(`not a ${kind}`)
}

/**
 * Unpacks a cursor into the sort key that it was made from.
 * @param kinds what each part of the list's sort key is
 * @throws AppError request.invalid when it is not one of ours
 */
export function decodeCursor<const K extends readonly PartKind[]>(
  cursor: string,
  kinds: K,
): PartsOf<K> {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (!Array.isArray(parts) || parts.length !== kinds.length) throw new TypeError('not a cursor')
    return kinds.map((kind, index) => readPart(kind, parts[index])) as PartsOf<K>
  } catch {
    throw new AppError('request.invalid', { 'query.cursor': '翻页位置无效，请从第一页看起' })
  }
}

/**
 * Cuts a page from `limit + 1` fetched rows.
 * @param key sort key of a row, for the next cursor
 */
export function cutPage<T>(
  rows: readonly T[],
  limit: number,
  key: (row: T) => readonly (string | number | Date)[],
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(key(last)) : null }
}
