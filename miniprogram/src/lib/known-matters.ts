import { isRecord, readStored, writeStored } from './storage'

/** A nameless matter that the person asked this device to remember. */
export interface KnownMatter {
  number: string
  code: string
}

const storageKey = 'lx.known-matters'
const mostKept = 20
const isList = (value: unknown): value is KnownMatter[] =>
  Array.isArray(value) &&
  value.every(
    (item) => isRecord(item) && typeof item.number === 'string' && typeof item.code === 'string',
  )

/** Codes seen since the app was opened; they go from page to page here, never in an address. */
const inHand = new Map<string, string>()

/** Matters remembered on this device, newest first. */
export function knownMatters(): KnownMatter[] {
  return readStored(storageKey, isList) ?? []
}

/** Remembers a matter on this device; the oldest goes when there are more than twenty. */
export function rememberMatter(matter: KnownMatter): void {
  const others = knownMatters().filter((known) => known.number !== matter.number)
  writeStored(storageKey, [matter, ...others].slice(0, mostKept))
}

/** Forgets a matter on this device; the matter itself stays where it is. */
export function forgetMatter(number: string): void {
  writeStored(
    storageKey,
    knownMatters().filter((known) => known.number !== number),
  )
}

/** Hands a code to the page that opens next. */
export function takeInHand(matter: KnownMatter): void {
  inHand.set(matter.number, matter.code)
}

/** The code of a matter, if this device knows it. */
export function codeOf(number: string): string | null {
  return inHand.get(number) ?? knownMatters().find((known) => known.number === number)?.code ?? null
}

/** As printed: full-width letters and digits made narrow, no spaces, capitals. */
export function tidyNumber(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
}
