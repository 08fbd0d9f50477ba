import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/*
 * LMDB believes what its file says: a file that was cut off ends the process when a missing page is
 * touched, and one whose head was changed is written over. So its two heads (the last commit and the
 * one before), the list of free pages and the table of tables, a few pages in all, are read here
 * before LMDB maps the file. Layouts are those of liblmdb's mdb.c, 64 bits, data version 2.
 */

const MAGIC = 0xbeefc0de
const HEADER = 24
const BRANCH = 1
const LEAF = 2
const BIG_DATA = 1
const SUB_TABLE = 2
const TABLE_BYTES = 48
const NO_PAGE = 0xffff_ffff_ffff_ffffn
const MAX_DEPTH = 32
/** Stores of before were opened with lmdb's overlapping sync, which is noted here. */
const OLD_SYNC_FLAG = 0x1000

type Table = {
  flags: number
  depth: number
  pages: number
  leaves: number
  entries: number
  root: number
}
type Head = {
  version: number
  pageSize: number
  free: Table
  main: Table
  last: number
  id: number
}
type Run = { first: number; count: number }

/** Says why a data file cannot be what LMDB left; undefined when it can. Changes nothing. */
export function faultOf(file: string): string | undefined {
  const fd = openSync(file, 'r')
  try {
    return new DataFile(fd).fault()
  } catch (error) {
    if (error instanceof Fault) return error.message
    throw error
  } finally {
    closeSync(fd)
  }
}

class Fault extends Error {}

function check(holds: boolean, message = 'is damaged'): asserts holds {
  if (!holds) throw new Fault(message)
}

function whole(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at))
}

function readTable(bytes: Buffer, at: number): Table {
  const leaves = whole(bytes, at + 16)
  const pages = whole(bytes, at + 8) + leaves + whole(bytes, at + 24)
  const none = bytes.readBigUInt64LE(at + 40) === NO_PAGE
  const root = none ? 0 : whole(bytes, at + 40)
  const depth = bytes.readUInt16LE(at + 6)
  check(none === (depth === 0) && depth < MAX_DEPTH && Number.isSafeInteger(pages))
  const flags = bytes.readUInt16LE(at + 4) & ~OLD_SYNC_FLAG
  return { flags, depth, pages, leaves, entries: whole(bytes, at + 32), root }
}

class DataFile {
  private readonly fd: number
  private readonly size: number
  private pageSize = 4096

  constructor(fd: number) {
    this.fd = fd
    this.size = fstatSync(fd).size
  }

  fault(): string | undefined {
    const first = this.readHead(0)
    this.pageSize = first.pageSize
    const heads = [first, this.readHead(1)] as const
    const [newest, older] = first.id > heads[1].id ? heads : [heads[1], first]
    check(heads.every(({ id }, i) => id === 0 || id % 2 === i))
    check(older.id === 0 || newest.id - older.id === 1)
    check(newest.version === older.version && newest.pageSize === older.pageSize)
    check(newest.free.flags === older.free.flags && newest.main.flags === older.main.flags)
    check(newest.last >= older.last)
    // Each commit writes the table of tables anew; in a compact copy its page has another number.
    const written = whole(this.read(newest.main.root * this.pageSize, HEADER), 8)
    check(written === newest.id || older.id === 0)
    const free: Run[] = []
    this.walk(newest, newest.free, (bytes) => free.push(...runsOf(bytes)))
    const tables: Table[] = []
    this.walk(newest, newest.main, (bytes, flags) => {
      if (flags & SUB_TABLE) tables.push(readTable(bytes, 0))
    })
    let pages = 2
    for (const table of [newest.free, newest.main, ...tables]) {
      pages += table.pages
      check(table.root <= newest.last)
    }
    for (const run of free) {
      pages += run.count
      check(run.first >= 2 && run.first + run.count - 1 <= newest.last)
    }
    check(pages <= newest.last + 1)
    this.checkTail(newest.last, free)
    return undefined
  }

  /** LMDB need not have written the last pages when they are free already. */
  private checkTail(last: number, free: readonly Run[]): void {
    const there = Math.floor(this.size / this.pageSize)
    const isFree = (page: number): boolean =>
      free.some(({ first, count }) => page >= first && page < first + count)
    for (let page = there; page <= last; page += 1)
      check(isFree(page), 'is cut off: it holds fewer pages than it says')
  }

  private readHead(page: number): Head {
    const bytes = this.read(page * this.pageSize, HEADER + 136)
    check(bytes.readUInt32LE(HEADER) === MAGIC, 'is no embedded store, or is damaged')
    const pageSize = bytes.readUInt32LE(HEADER + 24)
    check([4096, 8192, 16_384, 32_768, 65_536].includes(pageSize))
    return {
      version: bytes.readUInt32LE(HEADER + 4),
      pageSize,
      free: readTable(bytes, HEADER + 24),
      main: readTable(bytes, HEADER + 24 + TABLE_BYTES),
      last: whole(bytes, HEADER + 24 + 2 * TABLE_BYTES),
      id: whole(bytes, HEADER + 32 + 2 * TABLE_BYTES),
    }
  }

  /** Goes through a tree, checking that it is as its table says, and hands over each value. */
  private walk(head: Head, table: Table, take: (value: Buffer, flags: number) => void): void {
    let leaves = 0
    let entries = 0
    const visit = (page: number, below: number): void => {
      check(page >= 2 && page <= head.last)
      const bytes = this.read(page * this.pageSize, this.pageSize)
      check(whole(bytes, 0) === page && whole(bytes, 8) <= head.id)
      check(bytes.readUInt16LE(18) === (below === 0 ? LEAF : BRANCH))
      const nodes = bytes.readUInt16LE(20) >> 1
      check(HEADER + 2 * nodes <= this.pageSize)
      for (let node = 0; node < nodes; node += 1) {
        const at = HEADER + bytes.readUInt16LE(HEADER + 2 * node)
        check(at + 8 <= this.pageSize)
        const flags = bytes.readUInt16LE(at + 4)
        const low = bytes.readUInt32LE(at)
        if (below > 0) {
          visit(low + flags * 2 ** 32, below - 1)
          continue
        }
        const from = at + 8 + bytes.readUInt16LE(at + 6)
        const big = (flags & BIG_DATA) !== 0
        check(from + (big ? 8 : low) <= this.pageSize)
        take(
          big
            ? this.read(whole(bytes, from) * this.pageSize + HEADER, low)
            : bytes.subarray(from, from + low),
          flags,
        )
      }
      if (below === 0) {
        leaves += 1
        entries += nodes
      }
    }
    if (table.depth > 0) visit(table.root, table.depth - 1)
    check(leaves === table.leaves && entries === table.entries)
  }

  private read(at: number, length: number): Buffer {
    check(at + length <= this.size, at === 0 ? 'is no embedded store' : 'is cut off')
    const bytes = Buffer.alloc(length)
    readSync(this.fd, bytes, 0, length, at)
    return bytes
  }
}

/** A list of free pages: its length, then pages, or minus a number of pages and the first of them. */
function runsOf(list: Buffer): Run[] {
  const runs: Run[] = []
  const length = whole(list, 0)
  check(8 * (length + 1) <= list.length)
  for (let i = 1; i <= length; i += 1) {
    const entry = Number(list.readBigInt64LE(8 * i))
    if (entry > 0) runs.push({ first: entry, count: 1 })
    if (entry >= 0) continue
    i += 1
    check(i <= length)
    runs.push({ first: whole(list, 8 * i), count: -entry })
  }
  return runs
}
