import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import { timingSafeEqual } from 'node:crypto'

export interface Keyring {
  /** AES-256-GCM under the current key; `keyId.iv.tag.text` in base64url. */
  encrypt(text: string): string
  /** @throws when the text was made under a key that is not here, or was tampered with */
  decrypt(sealed: string): string
  /** Keyed hash for finding an encrypted value again; `purpose` keeps indexes apart. */
  blindIndex(purpose: string, text: string): string
  /** Keyed signature, base64url, for addresses and codes that we hand out. */
  sign(purpose: string, text: string): string
  verify(purpose: string, text: string, signature: string): boolean
  /** 32 bytes for access tokens (HS256). */
  tokenKey: Uint8Array
}

interface SecretKeys {
  id: string
  cipher: Buffer
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'lianxin', purpose, 32))
}

function secretKeys(secret: string): SecretKeys {
  const id = createHash('sha256').update(derive(secret, 'key-id')).digest('base64url').slice(0, 8)
  return { id, cipher: derive(secret, 'encrypt') }
}

/**
 * Makes the keys of this deployment from its secret (HKDF-SHA-256).
 * @param secret     current secret, at least 32 characters
 * @param oldSecrets former secrets, for reading only; blind indexes always use the current one
 */
export function createKeyring(secret: string, oldSecrets: readonly string[] = []): Keyring {
  const current = secretKeys(secret)
  const known = new Map(
    [secret, ...oldSecrets].map((each) => [secretKeys(each).id, secretKeys(each).cipher]),
  )
  const indexKey = derive(secret, 'blind-index')
  const signKey = derive(secret, 'sign')
  const sign = (purpose: string, text: string) =>
    createHmac('sha256', signKey).update(`${purpose}\n${text}`).digest('base64url')

  return {
    encrypt(text) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', current.cipher, iv)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return [
        current.id,
        ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url')),
      ].join('.')
    },
    decrypt(sealed) {
      const [id = '', iv = '', tag = '', text = ''] = sealed.split('.')
      const key = known.get(id)
      if (!key) throw new Error(`sealed under an unknown key ${id}`)
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'))
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      return Buffer.concat([
        decipher.update(Buffer.from(text, 'base64url')),
        decipher.final(),
      ]).toString('utf8')
    },
    blindIndex: (purpose, text) =>
      createHmac('sha256', indexKey).update(`${purpose}\n${text}`).digest('base64url'),
    sign,
    verify(purpose, text, signature) {
      const expected = Buffer.from(sign(purpose, text))
      const given = Buffer.from(signature)
      return expected.length === given.length && timingSafeEqual(expected, given)
    },
    tokenKey: derive(secret, 'access-token'),
  }
}
