import type { Keyring } from '../../platform/keyring'

/** How a phone is found again where only its keyed hash is kept. */
export function phoneIndexer(keyring: Keyring): (phone: string) => string {
  return (phone) => keyring.blindIndex('phone', phone)
}
