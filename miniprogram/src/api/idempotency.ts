/** A key for one submission: 128 bits, so that two devices never make the same. */
export function newIdempotencyKey(): string {
  const bytes = new Uint8Array(16)
  // The WeChat runtime has no crypto; a key need not be secret, only unique.
  if (typeof crypto === 'object' && typeof crypto.getRandomValues === 'function') {
    crypto.getRandomValues(bytes)
  } else {
    for (let index = 0; index < bytes.length; index++)
      bytes[index] = Math.floor(Math.random() * 256)
  }
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Gives the key of a submission: the same content keeps its key through every retry (the server
 * then answers what it answered before), other content is another submission.
 */
export function createKeyring(): { keyFor(content: string): string; forget(): void } {
  let held: { content: string; key: string } | null = null
  return {
    keyFor(content) {
      if (held?.content !== content) held = { content, key: newIdempotencyKey() }
      return held.key
    },
    forget() {
      held = null
    },
  }
}
