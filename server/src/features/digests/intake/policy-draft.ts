/** Where a policy text comes from. */
export type PolicySource =
  | { kind: 'text'; text: string }
  | { kind: 'file'; fileName: string; bytes: Uint8Array }
  | { kind: 'url'; url: string }

/** What a person edits next. Everything in it is a proposal. */
export interface PolicyDraft {
  title: string
  issuer: string | null
  /** YYYY-MM-DD, a Shanghai day. */
  issuedOn: string | null
  sourceUrl: string | null
  /** Cleaned full text without title and page furniture, paragraphs separated by \n. */
  body: string
  /** Numbered 1…n by position: 3–8, fewer only when the text has fewer sentences. */
  points: PolicyPoint[]
  /** Characters in `body`, line breaks left out. */
  charCount: number
  /** Plain Chinese remarks to the editor about what was changed, guessed or not found. */
  notes: string[]
}

export interface PolicyPoint {
  /** At most 12 characters, '' when the text gives no heading. */
  title: string
  /** At most 120 characters. */
  text: string
}

/** Text as read from its container, with whatever facts the container itself states. */
export interface ReadText {
  text: string
  /** Heading stated by the container (HTML meta tags, a Title style), if any. */
  title?: string | undefined
  issuer?: string | undefined
  issuedOn?: string | undefined
  sourceUrl?: string | undefined
  notes: string[]
}
