import type { ClientSession } from 'mongoose'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import {
  attachPhotos,
  MAX_STORED_BYTES,
  readPhoto,
  removeUnattached,
  storePhoto,
} from './photo.model'
import { reencodePhoto } from './reencode'

const ADDRESS_LASTS_MS = 60 * 60 * 1000
const UNATTACHED_LASTS_MS = 24 * 60 * 60 * 1000

export interface PhotoService {
  /**
   * Keeps a re-encoded picture until a matter takes it, or a day has passed.
   * @throws AppError photo.unsupported_type, photo.too_large, photo.unreadable
   */
  upload(bytes: Uint8Array): Promise<{ id: string }>
  /**
   * Gives pictures to a matter, within its transaction.
   * @throws AppError photo.unknown when one is not there or belongs to another matter
   */
  attach(ids: readonly string[], ticketId: string, session: ClientSession): Promise<void>
  /** An address that works for an hour. */
  addressOf(id: string): { id: string; url: string }
  /**
   * The JPEG behind a signed address.
   * @param exp last second (Unix) in which it works
   * @throws AppError request.not_found for a wrong or old address, without telling which
   */
  read(id: string, exp: number, signature: string): Promise<Uint8Array>
  /** Forgets pictures that no matter took within a day; gives how many. */
  sweep(): Promise<number>
}

/** Pictures: re-encoded on arrival, kept in the database, shown by signed addresses. */
export function createPhotoService({
  clock,
  keyring,
}: {
  clock: Clock
  keyring: Keyring
}): PhotoService {
  return {
    async upload(bytes) {
      const photo = await reencodePhoto(bytes)
      ensure(photo.bytes.length <= MAX_STORED_BYTES, 'photo.too_large')
      return { id: await storePhoto({ ...photo, createdAt: clock.now() }) }
    },
    async attach(ids, ticketId, session) {
      const wanted = [...new Set(ids)]
      if (wanted.length === 0) return
      const attached = await attachPhotos(wanted, ticketId, session)
      ensure(attached === wanted.length, 'photo.unknown')
    },
    addressOf(id) {
      const exp = Math.floor((clock.now().getTime() + ADDRESS_LASTS_MS) / 1000)
      return {
        id,
        url: `/api/photos/${id}?exp=${exp}&sig=${keyring.sign('photo', `${id}.${exp}`)}`,
      }
    },
    async read(id, exp, signature) {
      const valid = keyring.verify('photo', `${id}.${exp}`, signature)
      ensure(valid && clock.now().getTime() <= exp * 1000, 'request.not_found')
      const bytes = await readPhoto(id)
      if (!bytes) throw new AppError('request.not_found')
      return bytes
    },
    async sweep() {
      return removeUnattached(new Date(clock.now().getTime() - UNATTACHED_LASTS_MS))
    },
  }
}
