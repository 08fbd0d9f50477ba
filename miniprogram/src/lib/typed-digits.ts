/** Digits as somebody typed them, `136 5555 0009`, without the blanks. */
export function withoutBlanks(typed: string): string {
  return typed.replace(/\s/gu, '')
}

/** `402 913`: two groups are easier to say, to read and to remember. */
export function inGroups(digits: string): string {
  return `${digits.slice(0, 3)} ${digits.slice(3)}`
}
