import { MongoError } from '../errors'
import { decodeFromClient, encodeReply } from '../values/bson'
import { crc32c } from './crc32c'
import type { Doc } from '../values/kinds'

/** MongoDB's own bound of a message. */
export const MAX_MESSAGE_BYTES = 48_000_000

const HEADER_BYTES = 16
const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const CHECKSUM_PRESENT = 1
const MORE_TO_COME = 2
const KNOWN_REQUIRED_FLAGS = 3

/** A command as it came in. */
export type Request = {
  id: number
  /** OP_QUERY is only used for the first hello. */
  legacy: boolean
  db: string
  command: Doc
  /** The raw documents of `documents`, `updates` and `deletes`, when they came as a sequence. */
  sequences: Map<string, Buffer[]>
  /** The client does not wait for an answer. */
  silent: boolean
  /** Why the command was not read: it is well-formed, but we do not take it. */
  refusal?: MongoError
}

/** Bytes that no driver would send: the connection is closed. */
export class ProtocolError extends Error {}

/** Reads the length of the next message, or undefined when more bytes are needed. */
export function messageLength(buffer: Buffer): number | undefined {
  if (buffer.length < 4) return undefined
  const length = buffer.readInt32LE(0)
  if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES)
    throw new ProtocolError(`message length ${length}`)
  return length
}

/**
 * Reads one whole message. Refused documents in it are for an answer.
 * @throws ProtocolError when it is malformed, or BSON cannot read it.
 */
export function parseMessage(bytes: Buffer): Request {
  const id = bytes.readInt32LE(4)
  const opcode = bytes.readInt32LE(12)
  if (opcode !== OP_MSG && opcode !== OP_QUERY) throw new ProtocolError(`opcode ${opcode}`)
  const legacy = opcode === OP_QUERY
  try {
    return legacy ? parseQuery(bytes, id) : parseMsg(bytes, id)
  } catch (error) {
    if (!(error instanceof MongoError)) throw new ProtocolError(String(error), { cause: error })
    const nothing = { db: '', command: {}, sequences: new Map<string, Buffer[]>(), silent: false }
    return { id, legacy, ...nothing, refusal: error }
  }
}

function slice(bytes: Buffer, at: number, end: number): Buffer {
  const length = bytes.readInt32LE(at)
  if (length < 5 || at + length > end)
    throw new ProtocolError('a document reaches beyond its message')
  return bytes.subarray(at, at + length)
}

function cstring(bytes: Buffer, at: number, end: number): string {
  const close = bytes.indexOf(0, at)
  if (close < 0 || close >= end) throw new ProtocolError('a name without end')
  return bytes.toString('utf8', at, close)
}

function parseMsg(bytes: Buffer, id: number): Request {
  const flags = bytes.readUInt32LE(HEADER_BYTES)
  if ((flags & 0xffff & ~KNOWN_REQUIRED_FLAGS) !== 0) throw new ProtocolError(`flags ${flags}`)
  let end = bytes.length
  if (flags & CHECKSUM_PRESENT) {
    end -= 4
    if (bytes.readUInt32LE(end) !== crc32c(bytes.subarray(0, end)))
      throw new ProtocolError('wrong checksum')
  }
  let body: Doc | undefined
  const sequences = new Map<string, Buffer[]>()
  let at = HEADER_BYTES + 4
  while (at < end) {
    const kind = bytes[at]!
    if (kind === 0 && !body) {
      const doc = slice(bytes, at + 1, end)
      body = decodeFromClient(doc)
      at += 1 + doc.length
    } else if (kind === 1) {
      const size = bytes.readInt32LE(at + 1)
      const stop = at + 1 + size
      if (size < 5 || stop > end) throw new ProtocolError('a sequence reaches beyond its message')
      const name = cstring(bytes, at + 5, stop)
      let next = at + 5 + Buffer.byteLength(name) + 1
      const docs: Buffer[] = []
      while (next < stop) {
        const doc = slice(bytes, next, stop)
        docs.push(doc)
        next += doc.length
      }
      sequences.set(name, docs)
      at = stop
    } else throw new ProtocolError(`section kind ${kind}`)
  }
  if (!body) throw new ProtocolError('no command')
  return {
    id,
    legacy: false,
    db: typeof body.$db === 'string' ? body.$db : '',
    command: body,
    sequences,
    silent: (flags & MORE_TO_COME) !== 0,
  }
}

function parseQuery(bytes: Buffer, id: number): Request {
  const namespace = cstring(bytes, HEADER_BYTES + 4, bytes.length)
  const at = HEADER_BYTES + 4 + Buffer.byteLength(namespace) + 1 + 8
  const command = decodeFromClient(slice(bytes, at, bytes.length))
  return {
    id,
    legacy: true,
    db: namespace.split('.')[0] ?? '',
    command,
    sequences: new Map(),
    silent: false,
  }
}

let nextId = 1

/** Frames an encoded reply document for the request it answers. */
export function frameReply(request: Pick<Request, 'id' | 'legacy'>, body: Buffer): Buffer {
  const head = Buffer.alloc(request.legacy ? HEADER_BYTES + 20 : HEADER_BYTES + 5)
  head.writeInt32LE(head.length + body.length, 0)
  nextId = (nextId + 1) & 0x7fffffff
  head.writeInt32LE(nextId, 4)
  head.writeInt32LE(request.id, 8)
  head.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12)
  if (request.legacy) {
    head.writeInt32LE(8, HEADER_BYTES)
    head.writeInt32LE(1, HEADER_BYTES + 16)
  }
  return Buffer.concat([head, body])
}

/** Stored documents in a reply, spared a decoding and an encoding. */
export class RawBatch {
  readonly docs: readonly Buffer[]

  constructor(docs: readonly Buffer[]) {
    this.docs = docs
  }
}

/**
 * Encodes a reply. A `RawBatch` as the only such value of `cursor` is written as it is, as an array.
 */
export function encodeBody(reply: Doc): Buffer {
  const cursor = reply.cursor as Doc | undefined
  const entry = cursor && Object.entries(cursor).find(([, value]) => value instanceof RawBatch)
  if (!cursor || !entry) return encodeReply(reply)
  const [name, batch] = entry as [string, RawBatch]
  const { [name]: _, ...rest } = cursor
  const inner = join(encodeReply(rest), element(4, name, arrayBytes(batch.docs)))
  const { cursor: __, ...outer } = reply
  return join(encodeReply(outer), element(3, 'cursor', inner))
}

function element(type: number, name: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value])
}

function join(doc: Buffer, more: Buffer): Buffer {
  const whole = Buffer.concat([doc.subarray(0, -1), more, Buffer.from([0])])
  whole.writeInt32LE(whole.length, 0)
  return whole
}

function arrayBytes(docs: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [Buffer.alloc(4)]
  for (const [i, doc] of docs.entries()) parts.push(Buffer.from(`\x03${i}\0`), doc)
  parts.push(Buffer.from([0]))
  const bytes = Buffer.concat(parts)
  bytes.writeInt32LE(bytes.length, 0)
  return bytes
}
