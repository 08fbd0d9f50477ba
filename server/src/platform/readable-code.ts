/** No 0/O, 1/I/L: a code is read out over the phone. */
const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_CHARS = 8

/** Turns a signature, or random bytes, in base64url into a code to read out: 8 characters, 30⁸ of them. */
export function codeFrom(signature: string): string {
  let number = BigInt(`0x${Buffer.from(signature, 'base64url').toString('hex')}`)
  let code = ''
  while (code.length < CODE_CHARS) {
    code += CODE_ALPHABET.charAt(Number(number % 30n))
    number /= 30n
  }
  return code
}

/** A typed code as it was given out: capitals, without blanks and dashes. */
export function normalizeCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-—]/g, '')
}
