import { timingSafeEqual } from 'node:crypto'
import type { Keyring } from '../../platform/keyring'

/** Half a SHA-256 MAC less a little: 96 bits, so that the QR code on paper stays coarse. */
const SIGNATURE_CHARS = 16
const ID_BYTES = 12
const PURPOSE = 'reply-link'
const TOKEN = /^([\w-]{32})([\w-]{16})$/

/** What a reply link stands for. */
interface ReplyPlace {
  digestId: string
  groupId: string
}

const signatureOf = (keyring: Keyring, ids: string) =>
  keyring.sign(PURPOSE, ids).slice(0, SIGNATURE_CHARS)

/**
 * Token of the reply page of one digest in one group: both ids (24 bytes, base64url) and a keyed
 * signature over them. Nothing is stored, the same pair always gives the same token, and it holds
 * nothing of whoever opens it. It ends with the secret of the deployment that signed it.
 * @param digestId 24 hex characters, like `groupId`
 */
export function replyToken(keyring: Keyring, { digestId, groupId }: ReplyPlace): string {
  const ids = Buffer.from(digestId + groupId, 'hex').toString('base64url')
  return ids + signatureOf(keyring, ids)
}

/** Reads a token back; null when we have not made it. */
export function readReplyToken(keyring: Keyring, token: string): ReplyPlace | null {
  const [, ids = '', signature = ''] = TOKEN.exec(token) ?? []
  // 16 of 43 characters would pass `verify` only whole: compared as what we would hand out.
  if (!ids || !sameText(signatureOf(keyring, ids), signature)) return null
  const hex = Buffer.from(ids, 'base64url').toString('hex')
  return { digestId: hex.slice(0, ID_BYTES * 2), groupId: hex.slice(ID_BYTES * 2) }
}

function sameText(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Address of the reply page, for one-way channels and for paper. */
export function replyAddress(publicUrl: string, token: string): string {
  return `${publicUrl}/#/pages/say/index?reply=${token}`
}
