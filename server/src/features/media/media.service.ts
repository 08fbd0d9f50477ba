import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { MediaKind } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import type { FileAnswer } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import { MediaModel, newId, type MediaDocument } from './media.model'
import { recognize } from './recognize'
import type { FileStorage } from './storage'

const HOUR_MS = 60 * 60 * 1000
/** A signed address works for six to seven hours: its end is a full hour, so that caches know it again. */
const ADDRESS_LASTS_MS = 6 * HOUR_MS
const UNUSED_LASTS_MS = 24 * HOUR_MS
const SWEPT_AT_ONCE = 200

/** A file as others know it. */
export interface MediaFile {
  id: string
  kind: MediaKind
  bytes: number
  /** Of sound and film. */
  seconds: number | null
  /** Ids from the root down to and with the owner. */
  orgPath: string[]
  lessonIds: string[]
  url: string
}

/** Files of lessons: judged by content, kept in the storage, shown to everybody once they are out. */
export function createMediaService(deps: { clock: Clock; keyring: Keyring; storage: FileStorage }) {
  const { clock, keyring, storage } = deps

  function addressOf({ _id, publicIn }: Pick<MediaDocument, '_id' | 'publicIn'>): string {
    const id = String(_id)
    if (publicIn.length > 0) return `/api/media/${id}`
    const end = Math.ceil(clock.now().getTime() / HOUR_MS) * HOUR_MS + ADDRESS_LASTS_MS
    const exp = end / 1000
    return `/api/media/${id}?exp=${exp}&sig=${keyring.sign('media', `${id}.${exp}`)}`
  }

  function present(file: MediaDocument): MediaFile {
    return {
      id: String(file._id),
      kind: file.kind,
      bytes: file.size,
      seconds: file.seconds,
      orgPath: file.orgPath.map(String),
      lessonIds: file.lessonIds.map(String),
      url: addressOf(file),
    }
  }

  /**
   * Keeps a file for an organization until a lesson takes it, or a day has passed.
   * @param orgPath ids from the root down to and with the owner
   * @throws AppError media.unsupported_type, media.too_large, photo.too_large, photo.unreadable
   */
  async function upload(bytes: Uint8Array, orgPath: readonly string[]): Promise<MediaFile> {
    const file = await recognize(bytes)
    const _id = newId()
    // Bytes first: a record without bytes would be a broken picture in a lesson.
    await storage.put(String(_id), file.bytes, file.mime)
    const [stored] = await MediaModel.create([
      {
        _id,
        orgPath: [...orgPath],
        kind: file.kind,
        mime: file.mime,
        size: file.bytes.length,
        seconds: file.seconds,
        digest: createHash('sha256').update(file.bytes).digest('hex'),
        createdAt: clock.now(),
      },
    ])
    if (!stored) throw new Error('one file in, one out')
    return present(stored)
  }

  /** Files by id; those that are not there are left out. */
  async function getMany(ids: readonly string[]): Promise<Map<string, MediaFile>> {
    if (ids.length === 0) return new Map()
    const files = await MediaModel.find({ _id: { $in: [...new Set(ids)] } }).lean()
    return new Map(files.map((file) => [String(file._id), present(file)]))
  }

  /**
   * Notes that a lesson shows these files, so that they stay.
   * @param ids each once
   * @throws AppError lesson.file_unknown when one of them has just been forgotten
   */
  async function attach(ids: readonly string[], lessonId: string, session: ClientSession) {
    const { matchedCount } = await MediaModel.updateMany(
      { _id: { $in: [...ids] } },
      { $addToSet: { lessonIds: lessonId } },
      { session },
    )
    ensure(matchedCount === ids.length, 'lesson.file_unknown')
  }

  /**
   * Shows these files of a lesson to everybody, and no others of it: a picture that the new version
   * has no more may have been taken out because somebody asked for that.
   */
  async function publish(ids: readonly string[], lessonId: string, session: ClientSession) {
    await MediaModel.updateMany(
      { publicIn: lessonId, _id: { $nin: [...ids] } },
      { $pull: { publicIn: lessonId } },
      { session },
    )
    await MediaModel.updateMany(
      { _id: { $in: [...ids] } },
      { $addToSet: { publicIn: lessonId } },
      { session },
    )
  }

  /** Shows the files of a lesson no more, unless another that is out has them too. */
  async function unpublish(lessonId: string, session: ClientSession) {
    await MediaModel.updateMany(
      { publicIn: lessonId },
      { $pull: { publicIn: lessonId } },
      { session },
    )
  }

  /**
   * A file to send.
   * @throws AppError request.not_found for one that is not out, without a good signature
   */
  async function read(
    id: string,
    { exp, sig }: { exp?: number | undefined; sig?: string | undefined },
  ): Promise<FileAnswer> {
    const file = await MediaModel.findById(id).lean()
    if (!file) throw new AppError('request.not_found')
    const isPublic = file.publicIn.length > 0
    const isSigned =
      exp !== undefined &&
      sig !== undefined &&
      keyring.verify('media', `${id}.${exp}`, sig) &&
      clock.now().getTime() <= exp * 1000
    ensure(isPublic || isSigned, 'request.not_found')
    return {
      size: file.size,
      type: file.mime,
      etag: file.digest,
      isPublic,
      open: (range) => storage.open(id, range),
    }
  }

  /** All bytes of a file, for putting a picture into a sheet. */
  async function bytesOf(id: string): Promise<Uint8Array> {
    return buffer(await storage.open(id, null))
  }

  /** Forgets files that no lesson took within a day; gives how many. */
  async function sweep(): Promise<number> {
    const before = new Date(clock.now().getTime() - UNUSED_LASTS_MS)
    const unused = { createdAt: { $lt: before }, 'lessonIds.0': { $exists: false } }
    const files = await MediaModel.find(unused, { _id: 1 }).limit(SWEPT_AT_ONCE).lean()
    let gone = 0
    for (const { _id } of files) {
      // The record first, and only if no lesson has taken it meanwhile.
      const { deletedCount } = await MediaModel.deleteOne({ _id, ...unused })
      if (deletedCount === 0) continue
      await storage.remove(String(_id))
      gone += 1
    }
    return gone
  }

  return { upload, getMany, attach, publish, unpublish, read, bytesOf, sweep }
}
export type MediaService = ReturnType<typeof createMediaService>
