import { crc32 } from 'node:zlib'
import mongoose from 'mongoose'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { createPhotoService } from './photo.service'

const database = testDatabase()
let now = new Date('2026-11-22T10:00:00+08:00')
const photos = createPhotoService({
  clock: { now: () => now },
  keyring: createKeyring('a secret for tests only, 32 characters or more'),
})
const ticketId = 'a'.repeat(24)

beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#b0271c' } })

/** 3912/100 as EXIF writes a rational, little-endian. */
const SECONDS_NORTH = Buffer.from([0x48, 0x0f, 0, 0, 0x64, 0, 0, 0])

/** A camera's JPEG, taken at a place, lying on its side. */
const camera = () =>
  picture(64, 32)
    .jpeg()
    .withExif({
      IFD0: { Make: 'SpyCam', Copyright: 'Wang' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '30/1 14/1 3912/100',
        GPSLongitudeRef: 'E',
        GPSLongitude: '120/1 9/1 1234/100',
      },
    })
    .withMetadata({ orientation: 6 })
    .toBuffer()

async function stored(id: string): Promise<Buffer> {
  const { exp, sig } = addressParts(photos.addressOf(id).url)
  return Buffer.from(await photos.read(id, exp, sig))
}
function addressParts(url: string) {
  const { searchParams } = new URL(url, 'http://localhost')
  return { exp: Number(searchParams.get('exp')), sig: searchParams.get('sig') ?? '' }
}

describe('re-encoding', () => {
  test('takes place, camera and owner out, and turns the picture upright', async () => {
    const original = await camera()
    const before = await sharp(original).metadata()
    // The test is worth something only if the place is there to begin with.
    expect(before.exif?.includes('SpyCam')).toBe(true)
    expect(before.exif?.includes(SECONDS_NORTH)).toBe(true)
    expect(before.orientation).toBe(6)

    const { id } = await photos.upload(original)
    const bytes = await stored(id)
    const after = await sharp(bytes).metadata()
    expect(after).toMatchObject({ format: 'jpeg', width: 32, height: 64 })
    expect([after.exif, after.xmp, after.iptc, after.icc, after.orientation]).toEqual(
      Array.from({ length: 5 }, () => undefined),
    )
    expect(bytes.includes('SpyCam')).toBe(false)
    expect(bytes.includes(SECONDS_NORTH)).toBe(false)
    expect(bytes.includes('Exif')).toBe(false)
  })

  test.each([
    [1600, 1200, 1600, 1200],
    [1601, 400, 1600, 400],
    [400, 3200, 200, 1600],
    [10, 10, 10, 10],
  ])('%i × %i becomes %i × %i', async (width, height, keptWidth, keptHeight) => {
    const { id } = await photos.upload(await picture(width, height).png().toBuffer())
    expect(await sharp(await stored(id)).metadata()).toMatchObject({
      format: 'jpeg',
      width: keptWidth,
      height: keptHeight,
    })
  })

  test('goes by content, not by name: WebP is taken, a GIF or a script is not', async () => {
    await expect(photos.upload(await picture(8, 8).webp().toBuffer())).resolves.toBeTruthy()
    const gif = await picture(8, 8).gif().toBuffer()
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
    for (const bytes of [gif, script, Buffer.from('%PDF-1.7'), new Uint8Array()])
      await expect(photos.upload(bytes)).rejects.toMatchObject({ code: 'photo.unsupported_type' })
  })

  test('a picture cut off in the middle is unreadable', async () => {
    const noise = Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, n) => (n * 7919) % 256))
    const whole = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .jpeg()
      .toBuffer()
    await expect(photos.upload(whole.subarray(0, whole.length / 2))).rejects.toMatchObject({
      code: 'photo.unreadable',
    })
  })

  test('a decompression bomb is refused by its header', async () => {
    // A one-pixel PNG whose header says 8000 × 8000.
    const bomb = await picture(1, 1).png().toBuffer()
    bomb.writeUInt32BE(8000, 16)
    bomb.writeUInt32BE(8000, 20)
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29)
    await expect(photos.upload(bomb)).rejects.toMatchObject({ code: 'photo.too_large' })
  })
})

describe('a signed address', () => {
  test('works for an hour, for its picture only', async () => {
    const { id } = await photos.upload(await picture(8, 8).png().toBuffer())
    const other = await photos.upload(await picture(8, 8).png().toBuffer())
    const { exp, sig } = addressParts(photos.addressOf(id).url)
    const refused = { code: 'request.not_found' }
    await expect(photos.read(other.id, exp, sig)).rejects.toMatchObject(refused)
    await expect(photos.read(id, exp + 1, sig)).rejects.toMatchObject(refused)
    await expect(photos.read(id, exp, `${sig}x`)).rejects.toMatchObject(refused)
    now = new Date(exp * 1000)
    await expect(photos.read(id, exp, sig)).resolves.toBeInstanceOf(Uint8Array)
    now = new Date(exp * 1000 + 1)
    await expect(photos.read(id, exp, sig)).rejects.toMatchObject(refused)
  })
})

describe('belonging', () => {
  const upload = async () => (await photos.upload(await picture(8, 8).png().toBuffer())).id
  const attach = (ids: string[], ticket = ticketId) =>
    inTransaction((session) => photos.attach(ids, ticket, session))

  test('a picture goes to one matter, again to the same, to no other', async () => {
    const id = await upload()
    await attach([id, id])
    await attach([id])
    await expect(attach([id], 'b'.repeat(24))).rejects.toMatchObject({ code: 'photo.unknown' })
    await expect(attach(['c'.repeat(24)])).rejects.toMatchObject({ code: 'photo.unknown' })
  })

  test('of several, all or none', async () => {
    const [free, taken] = [await upload(), await upload()]
    await attach([taken])
    await expect(attach([free, taken], 'b'.repeat(24))).rejects.toMatchObject({
      code: 'photo.unknown',
    })
    await attach([free])
  })

  test('what no matter took is forgotten after a day, not a millisecond earlier', async () => {
    await mongoose.connection.collection('photos').deleteMany({})
    const [kept, lost] = [await upload(), await upload()]
    await attach([kept])
    const uploaded = now.getTime()
    now = new Date(uploaded + 24 * 3_600_000)
    expect(await photos.sweep()).toBe(0)
    now = new Date(uploaded + 24 * 3_600_000 + 1)
    expect(await photos.sweep()).toBe(1)
    await expect(stored(lost)).rejects.toMatchObject({ code: 'request.not_found' })
    await expect(stored(kept)).resolves.toBeInstanceOf(Buffer)
  })
})
