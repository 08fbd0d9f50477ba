import type { Readable } from 'node:stream'
import type { ByteRange } from '../../http/route'

/** Where the bytes of files are kept. Keys are ours: hex characters only. */
export interface FileStorage {
  /** Keeps a file; whoever has its key finds it whole or not at all. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>
  /** @throws when the file is not there */
  open(key: string, range: ByteRange | null): Promise<Readable>
  /** No error when it is gone already. */
  remove(key: string): Promise<void>
}
