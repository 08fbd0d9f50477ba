import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import { createLocalStorage } from './local.storage'
import { createMediaService, type MediaService } from './media.service'
import { createS3Storage, type S3Place } from './s3.storage'

export type { MediaFile, MediaService } from './media.service'

/**
 * Makes the files of lessons.
 * @param directory where they are kept unless `s3` says otherwise
 */
export function createMedia(deps: {
  clock: Clock
  keyring: Keyring
  directory: string
  s3: S3Place | null
}): MediaService {
  const storage = deps.s3 ? createS3Storage(deps.s3) : createLocalStorage(deps.directory)
  return createMediaService({ ...deps, storage })
}
