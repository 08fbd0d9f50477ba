import type { SourceKind } from '@lianxin/shared'
import {
  decodeText,
  fetchIfChanged,
  IntakeError,
  type FetchOptions,
  type Validators,
} from '../../digests'
import type { Entry } from './entry'
import { looksLikeFeed, readFeed } from './feed'
import { advertisedFeed, LEAST_LINKS, pageTitle, readList } from './list'
import { readPage } from './page'

/** What a source had when it was read. */
export interface Reading {
  kind: SourceKind
  /** What to ask for from now on. */
  url: string
  /** What it calls itself; may be empty. */
  title: string
  entries: Entry[]
  validators: Validators
}

/** It answered, but not with what a source is. */
export class UnrecognizedError extends Error {
  override readonly name = 'UnrecognizedError'
}

interface Answer {
  url: string
  text: string
  isHtml: boolean
  validators: Validators
}

async function ask(url: string, fetching: FetchOptions): Promise<Answer | 'unchanged'> {
  const page = await fetchIfChanged(url, fetching)
  if (page === 'unchanged') return page
  const text = decodeText(page.bytes, page.charset)
  // Pictures and archives decode to something, too: no text has a NUL in it.
  if (text.slice(0, 4096).includes('\0')) {
    throw new IntakeError('intake.not_text', '这个网址不是网页。请换成栏目页或 RSS 的网址。')
  }
  const isHtml = /<(?:!doctype html|html|head|body|div|p|a|ul|table)[\s>]/i.test(
    text.slice(0, 20_000),
  )
  return { url: page.url, text, isHtml, validators: page.validators }
}

function entriesOf(kind: SourceKind, { text, url, isHtml }: Answer, now: Date) {
  if (kind === 'feed') return readFeed(text, url, now)
  if (kind === 'list') {
    const entries = readList(text, url, now)
    return entries.length > 0 ? { title: pageTitle(text), entries } : null
  }
  const entry = readPage(text, isHtml, url)
  return entry && { title: entry.title, entries: [entry] }
}

/**
 * Reads a source of a known kind.
 * @throws IntakeError, UnrecognizedError, and what `beforeHop` throws
 */
export async function readSource(
  source: { kind: SourceKind; url: string },
  fetching: FetchOptions,
  now: Date,
): Promise<Reading | 'unchanged'> {
  const answer = await ask(source.url, fetching)
  if (answer === 'unchanged') return answer
  const read = entriesOf(source.kind, answer, now)
  if (!read) throw new UnrecognizedError(`no ${source.kind} at this address`)
  return { ...source, ...read, validators: answer.validators }
}

/**
 * Reads an address that somebody pasted and judges what it is: a feed, a page that names its feed, a
 * list of articles.
 * @param wished the kind the person chose, if any
 * @throws IntakeError, UnrecognizedError, and what `beforeHop` throws
 */
export async function discover(
  url: string,
  wished: SourceKind | undefined,
  fetching: FetchOptions,
  now: Date,
): Promise<Reading> {
  const answer = await ask(url, { ...fetching, known: undefined })
  if (answer === 'unchanged') throw new Error('nothing was known, so nothing can be unchanged')
  const { validators } = answer
  // What was asked for is kept, not where it led to: sites move pages behind a lasting address.
  const readAs = (kind: SourceKind): Reading | null => {
    const read = entriesOf(kind, answer, now)
    return read && { kind, url, ...read, validators }
  }
  if (wished) {
    const reading = readAs(wished)
    if (reading) return reading
    throw new UnrecognizedError(`no ${wished} at this address`)
  }
  const feed = looksLikeFeed(answer.text) ? readAs('feed') : null
  if (feed) return feed
  const named = answer.isHtml ? advertisedFeed(answer.text, answer.url) : null
  if (named) {
    const reading = await readSource({ kind: 'feed', url: named }, fetching, now).catch(() => null)
    if (reading && reading !== 'unchanged' && reading.entries.length > 0) return reading
  }
  const list = answer.isHtml ? readAs('list') : null
  if (list && list.entries.length >= LEAST_LINKS) return list
  throw new UnrecognizedError('neither feed nor list')
}
