import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { Refusal } from './refusal'

/** One file of an archive: its name within, and its bytes or where they lie. */
export interface Entry {
  name: string
  from: { path: string } | { bytes: Buffer }
}

const BLOCK = 512
/** Reading and packing go on in pieces of this size. */
const PIECE = 1 << 20

const padding = (size: number) => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)

/**
 * Writes a gzipped tar, which any `tar -xzf` can unpack too, and waits until it is on the disk.
 * @param file must not be there; only its owner may read it
 */
export async function writeArchive(
  file: string,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<void> {
  async function* tar() {
    for (const { name, from } of entries) {
      const size = 'bytes' in from ? from.bytes.length : (await stat(from.path)).size
      yield header(name, size)
      if ('bytes' in from) yield from.bytes
      else yield* createReadStream(from.path, { highWaterMark: PIECE })
      yield padding(size)
    }
    yield Buffer.alloc(2 * BLOCK)
  }
  const out = createWriteStream(file, { flags: 'wx', mode: 0o600 })
  await pipeline(tar, createGzip({ level: 3, chunkSize: PIECE }), out, { signal })
  await flush(file)
}

/** Waits until a file's bytes, or a directory's names, are on the disk. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A ustar header. Sizes beyond 8 GB are written in GNU tar's binary way. */
function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0, 100)
  block.write('0000600\0', 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  if (size < 8 ** 11) block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  else {
    block.writeUInt8(0x80, 124)
    block.writeBigUInt64BE(BigInt(size), 128)
  }
  const now = Math.floor(Date.now() / 1000)
  block.write(`${now.toString(8).padStart(11, '0')}\0`, 136)
  block.write('0', 156)
  block.write('ustar\x0000', 257)
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** Sum of all bytes, its own eight counted as spaces. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0)
}

/**
 * Reads an archive of `writeArchive` from its beginning.
 * @param each takes one file and reads all of it or nothing
 * @throws Refusal when it is no such archive, is damaged or cut off
 */
export async function readArchive(
  file: string,
  each: (name: string, size: number, bytes: AsyncIterable<Buffer>) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const unzip = createGunzip({ chunkSize: PIECE })
  const done = pipeline(createReadStream(file, { highWaterMark: PIECE, signal }), unzip)
  done.catch(() => undefined)
  const reader = createReader(unzip)
  let files = 0
  try {
    for (; ; files += 1) {
      const block = await reader.take(BLOCK)
      if (block.every((byte) => byte === 0)) break
      const { name, size } = parseHeader(block)
      const bytes = reader.pieces(size)
      await each(name, size, bytes)
      for await (const _rest of bytes);
      await reader.take(padding(size).length)
    }
    // To the end, where gzip keeps its own sum.
    await reader.skipAll()
    await done
  } catch (error) {
    unzip.destroy()
    signal.throwIfAborted()
    if (!isUnzipError(error)) throw error
    throw new Refusal(
      files > 0
        ? `${file} is damaged or cut off.`
        : `${file} is no backup, or its beginning is damaged.`,
      { cause: error },
    )
  }
}

class CutOff extends Error {}

function isUnzipError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return error instanceof CutOff || code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE'
}

function parseHeader(block: Buffer): { name: string; size: number } {
  const text = (from: number, to: number) => block.toString('utf8', from, to).replace(/\0.*$/s, '')
  if (text(257, 263) !== 'ustar' || Number.parseInt(text(148, 156), 8) !== checksum(block))
    throw new CutOff('no tar header')
  const binary = block.readUInt8(124) === 0x80
  const size = binary ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(124, 136), 8)
  return { name: text(0, 100), size }
}

/** Gives a stream's bytes in the amounts that are asked for. */
function createReader(stream: AsyncIterable<Buffer>) {
  const iterator = stream[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  async function next(most: number): Promise<Buffer> {
    while (rest.length === 0) {
      const { value, done } = await iterator.next()
      if (done === true) throw new CutOff('the end came too early')
      rest = value
    }
    const piece = rest.subarray(0, most)
    rest = rest.subarray(piece.length)
    return piece
  }
  async function* pieces(size: number) {
    for (let left = size; left > 0;) {
      const piece = await next(left)
      left -= piece.length
      yield piece
    }
  }
  return {
    pieces,
    async take(size: number): Promise<Buffer> {
      const all: Buffer[] = []
      for await (const piece of pieces(size)) all.push(piece)
      return Buffer.concat(all)
    },
    async skipAll(): Promise<void> {
      while ((await iterator.next()).done !== true);
    },
  }
}
