import { isRecord, readStored, writeStored } from '@/lib/storage'
import type { Photo } from './photos'

/** What a person is writing, kept on this device until the server has acknowledged it. */
export interface MatterDraft {
  text: string
  anonymous: boolean
  org: { id: string; name: string } | null
  digestId: string | null
  pointNo: number | null
  /** Token of the reply page that it is written on; then it has no name and no place of its own. */
  reply: string | null
  photos: Photo[]
  /** The submission that is perhaps already with the server; the same content keeps its key. */
  sent: { content: string; key: string } | null
  savedAtMs: number
}

/** What the server gave back. A code is shown once, so it stays here until the person is done. */
export interface Receipt {
  number: string
  queryCode: string | null
  promise: string
  id: string | null
}

const draftKey = 'lx.matter-draft'
const receiptKey = 'lx.matter-receipt'
const orgKey = 'lx.org'
const hourMs = 60 * 60 * 1000
/** The server forgets pictures that no matter took after a day; ours go a little earlier. */
const photosLiveMs = 20 * hourMs
const receiptLivesMs = 24 * hourMs

export const emptyDraft: MatterDraft = {
  text: '',
  anonymous: false,
  org: null,
  digestId: null,
  pointNo: null,
  reply: null,
  photos: [],
  sent: null,
  savedAtMs: 0,
}

const isOrg = (value: unknown): value is { id: string; name: string } =>
  isRecord(value) && typeof value.id === 'string' && typeof value.name === 'string'

function isDraft(value: unknown): value is Omit<MatterDraft, 'reply'> & { reply?: string | null } {
  return (
    isRecord(value) &&
    typeof value.text === 'string' &&
    typeof value.anonymous === 'boolean' &&
    typeof value.savedAtMs === 'number' &&
    Array.isArray(value.photos) &&
    (value.org === null || isOrg(value.org)) &&
    (value.sent === null || isRecord(value.sent))
  )
}

/** The draft on this device, or an empty one; pictures the server has forgotten are left out. */
export function loadDraft(nowMs = Date.now()): MatterDraft {
  const draft = readStored(draftKey, isDraft)
  if (!draft) return { ...emptyDraft, org: readStored(orgKey, isOrg) }
  // Drafts of before there were reply pages have no such field.
  const known = { ...draft, reply: draft.reply ?? null }
  if (nowMs - draft.savedAtMs <= photosLiveMs) return known
  return draft.photos.length > 0 ? { ...known, photos: [], sent: null } : known
}

/** Keeps a draft; without a preview if the device has no room for pictures. */
export function saveDraft(draft: MatterDraft, nowMs = Date.now()): void {
  const stamped = { ...draft, savedAtMs: nowMs }
  if (writeStored(draftKey, stamped)) return
  writeStored(draftKey, {
    ...stamped,
    photos: draft.photos.map(({ id }) => ({ id, preview: null })),
  })
}

/** The server has it: the draft goes, the place is remembered for next time. */
export function dropDraft(org: MatterDraft['org']): void {
  writeStored(draftKey, null)
  if (org) writeStored(orgKey, org)
}

interface KeptReceipt extends Receipt {
  keptAtMs: number
}
const isReceipt = (value: unknown): value is KeptReceipt =>
  isRecord(value) && typeof value.number === 'string' && typeof value.keptAtMs === 'number'

/** Keeps a receipt whose code could otherwise be lost; one found under 我反映的事 is not kept. */
export function keepReceipt(receipt: Receipt, nowMs = Date.now()): void {
  if (receipt.queryCode !== null) writeStored(receiptKey, { ...receipt, keptAtMs: nowMs })
}

/** A receipt nobody has put away yet, at most a day old. */
export function loadReceipt(nowMs = Date.now()): Receipt | null {
  const kept = readStored(receiptKey, isReceipt)
  if (!kept || nowMs - kept.keptAtMs > receiptLivesMs) return null
  const { number, queryCode, promise, id } = kept
  return { number, queryCode, promise, id }
}

/** The person has noted number and code. */
export function putReceiptAway(): void {
  writeStored(receiptKey, null)
}
