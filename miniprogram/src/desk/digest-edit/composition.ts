import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { isRecord } from '@/lib/storage'
import { newPoint, type DraftPoint } from './points'

export type Digest = OutputOf<'digests.get'>
export type Imported = OutputOf<'digests.importText'>
type CreateBody = InputOf<'digests.create'>['body']

/** A digest while it is being written. */
export interface Composition {
  title: string
  issuer: string
  /** `YYYY-MM-DD`, '' = not known. */
  issuedOn: string
  sourceUrl: string
  body: string
  points: DraftPoint[]
  audienceOrgIds: string[]
}

export const blank: Composition = {
  title: '',
  issuer: '',
  issuedOn: '',
  sourceUrl: '',
  body: '',
  points: [],
  audienceOrgIds: [],
}

/** A digest of the server, or what was read from a file, to go on writing at. */
export function compositionOf(
  source: Digest | Imported,
  audienceOrgIds: readonly string[],
): Composition {
  return {
    title: source.title,
    issuer: source.issuer ?? '',
    issuedOn: source.issuedOn ?? '',
    sourceUrl: source.sourceUrl ?? '',
    body: source.body,
    points: source.points.map((point) => newPoint(point.title, point.text)),
    audienceOrgIds: [...audienceOrgIds],
  }
}

/** What goes to the server: empty points and empty fields left out. */
export function bodyOf(written: Composition): CreateBody & { title: string } {
  return {
    title: written.title.trim(),
    issuer: written.issuer.trim() || null,
    issuedOn: written.issuedOn || null,
    sourceUrl: written.sourceUrl.trim() || null,
    body: written.body,
    points: written.points
      .map(({ title, text }) => ({ title: title.trim(), text: text.trim() }))
      .filter((point) => point.text !== ''),
    audienceOrgIds: written.audienceOrgIds,
  }
}

/** True when both would be stored as the same. */
export function sameComposition(a: Composition, b: Composition): boolean {
  return JSON.stringify(bodyOf(a)) === JSON.stringify(bodyOf(b))
}

/** What hinders saving, in words; null = nothing. */
export function hindersSaving(written: Composition): string | null {
  if (written.title.trim() === '') return '先写个标题，再存。'
  const source = written.sourceUrl.trim()
  if (source !== '' && !/^https?:\/\//.test(source))
    return '原文网址要以 http:// 或 https:// 开头。'
  const untold = written.points.findIndex(
    (one) => one.title.trim() !== '' && one.text.trim() === '',
  )
  if (untold >= 0) return `第 ${untold + 1} 条只有小标题，还没有内容。`
  return null
}

/** What hinders handing in, on top of that. */
export function hindersSubmitting(written: Composition): string | null {
  const saving = hindersSaving(written)
  if (saving) return saving
  if (bodyOf(written).points?.length === 0) return '至少写一条要点，再送审。'
  if (written.audienceOrgIds.length === 0) return '还没选发到哪些群。'
  return null
}

/** A composition kept on the device, with the revision that it changes (null = not saved yet). */
export interface KeptComposition {
  written: Composition
  revision: number | null
}

/** Recognizes one read from storage. */
export function isKeptComposition(value: unknown): value is KeptComposition {
  if (!isRecord(value) || !isRecord(value.written)) return false
  const { written } = value
  return (
    (value.revision === null || typeof value.revision === 'number') &&
    ['title', 'issuer', 'issuedOn', 'sourceUrl', 'body'].every(
      (field) => typeof written[field] === 'string',
    ) &&
    Array.isArray(written.points) &&
    Array.isArray(written.audienceOrgIds)
  )
}

/** Gives points read from storage keys that no other point of this page has. */
export function rekeyed(written: Composition): Composition {
  return { ...written, points: written.points.map(({ title, text }) => newPoint(title, text)) }
}
