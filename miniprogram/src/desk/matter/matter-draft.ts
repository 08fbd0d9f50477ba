import { isRecord } from '@/lib/storage'

/** What someone is writing on a matter; kept on the device until the server has it. */
export interface MatterDraft {
  /** The step being prepared; null = whatever comes first. */
  action: string | null
  /** Texts by what they are for, so that a word to a colleague never becomes the public answer. */
  texts: Record<string, string>
  assignee: { id: string; name: string } | null
  publicTitle: string
  note: string
}

export const emptyMatterDraft: MatterDraft = {
  action: null,
  texts: {},
  assignee: null,
  publicTitle: '',
  note: '',
}

/** Recognizes a draft read from storage. */
export function isMatterDraft(value: unknown): value is MatterDraft {
  return (
    isRecord(value) &&
    (value.action === null || typeof value.action === 'string') &&
    isRecord(value.texts) &&
    Object.values(value.texts).every((text) => typeof text === 'string') &&
    (value.assignee === null ||
      (isRecord(value.assignee) && typeof value.assignee.name === 'string')) &&
    typeof value.publicTitle === 'string' &&
    typeof value.note === 'string'
  )
}

/** True when there is nothing in it worth keeping. */
export function isBlank(draft: MatterDraft): boolean {
  const texts = [...Object.values(draft.texts), draft.publicTitle, draft.note]
  return texts.every((text) => text.trim() === '') && draft.assignee === null
}
