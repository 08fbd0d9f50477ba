import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs'
import { mkdir, mkdtemp, open, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { holdDirectory } from '../embedded-mongo'
import { flush, readArchive } from './archive'
import {
  FILES,
  MANIFEST,
  manifestSchema,
  smallFiles,
  STORE,
  STORE_FILE,
  topNames,
  type Manifest,
} from './contents'
import { summary, takeInventory, withStore } from './inventory'
import { Refusal } from './refusal'
import type { Task } from './task'

/**
 * Makes the data directory what it was at a backup. Everything is unpacked beside it, checked and
 * opened first; what is there moves to `before-restore-…` inside the directory, and only if `replace`
 * allows that. The last step is a handful of renames.
 * @throws Refusal, or Error with one sentence; nothing has changed then
 */
export async function restore(
  { dataDir, signal, say }: Task,
  given: string,
  replace: boolean,
): Promise<void> {
  const file = resolve(given)
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new Refusal(`There is no file ${file}.`)
  const store = join(dataDir, STORE)
  const firstMade = await mkdir(store, { recursive: true })
  let work: string | undefined
  // Held all the time, so that no server begins to write what is about to be moved.
  const hold = await holdDirectory(store)
  try {
    const occupied = topNames.filter((name) => isOccupied(join(dataDir, name)))
    if (occupied.length > 0 && !replace) {
      throw new Refusal(
        `${dataDir} is not empty (it holds ${occupied.join(', ')}); add --replace to set that aside and restore.`,
      )
    }
    work = await mkdtemp(join(dataDir, '.restoring-'))
    const manifest = await unpack(file, work, signal)
    say(`  a backup of ${manifest.madeAt}: ${summary(manifest.inventory)}`)
    const inventory = await withStore(join(work, STORE), takeInventory)
    signal.throwIfAborted()
    if (!isDeepStrictEqual(inventory, manifest.inventory))
      throw new Refusal(`${file} holds something else than it says (${summary(inventory)}).`)
    const aside = join(dataDir, `before-restore-${stamp()}`)
    exchange(dataDir, work, occupied, aside)
    if (process.platform !== 'win32')
      for (const dir of [join(dataDir, STORE), dataDir, aside])
        if (existsSync(dir)) await flush(dir)
    if (occupied.length > 0) say(`  what was there is now in ${aside}`)
    say(`  ${dataDir} is restored and checked; npm start runs on it`)
    if (!manifest.secretInside)
      say('  The secret was not in the backup: start with the same LIANXIN_SECRET as then.')
  } finally {
    if (work) await rm(work, { recursive: true, force: true })
    await hold.release()
    // What we made and did not fill goes again.
    for (let dir = store; firstMade && dir.length >= firstMade.length; dir = dirname(dir))
      await rmdir(dir).catch(() => undefined)
  }
}

function isOccupied(path: string): boolean {
  if (!existsSync(path)) return false
  return [STORE, FILES].includes(basename(path)) ? readdirSync(path).length > 0 : true
}

/** Local time, as in a file name. */
function stamp(): string {
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000)
  return now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
}

/** Unpacks what the manifest names, nothing else, and compares every byte with its sum. */
async function unpack(file: string, into: string, signal: AbortSignal): Promise<Manifest> {
  let manifest: Manifest | undefined
  const seen = new Set<string>()
  await mkdir(join(into, STORE))
  await readArchive(
    file,
    async (name, size, bytes) => {
      if (!manifest) {
        manifest = name === MANIFEST && size < 10_000_000 ? parse(await all(bytes)) : undefined
        if (!manifest) throw new Refusal(`${file} is no backup of this product.`)
        return
      }
      const wanted = Object.entries(manifest.files).find(([each]) => each === name)?.[1]
      const got = wanted && (await unpackOne(join(into, name), !smallFiles.includes(name), bytes))
      if (!wanted || got !== wanted.sha256 || size !== wanted.bytes)
        throw new Refusal(`${file} is damaged: ${name} is not what it was.`)
      seen.add(name)
    },
    signal,
  )
  if (!manifest) throw new Refusal(`${file} is no backup of this product.`)
  const missing = [STORE_FILE, ...Object.keys(manifest.files)].find((name) => !seen.has(name))
  if (missing) throw new Refusal(`${file} is damaged: it lacks ${missing}.`)
  return manifest
}

function parse(bytes: Buffer): Manifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(bytes.toString()))
  } catch {
    return undefined
  }
}

async function all(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** @returns the SHA-256 of what was written, which is on the disk then */
async function unpackOne(
  path: string,
  readable: boolean,
  bytes: AsyncIterable<Buffer>,
): Promise<string> {
  const hash = createHash('sha256')
  await mkdir(dirname(path), { recursive: true })
  const out = await open(path, 'wx', readable ? 0o644 : 0o600)
  try {
    for await (const piece of bytes) {
      hash.update(piece)
      await out.writeFile(piece)
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return hash.digest('hex')
}

/**
 * Old things aside, new things in their place. Without a pause in which a signal could be heard; a
 * rename that fails takes back those before it.
 */
function exchange(dataDir: string, work: string, occupied: string[], aside: string): void {
  const done: [string, string][] = []
  const move = (from: string, to: string) => {
    renameSync(from, to)
    done.push([from, to])
  }
  const fresh = topNames.filter((name) => existsSync(join(work, name)))
  try {
    if (occupied.length > 0) mkdirSync(aside)
    for (const name of occupied) move(join(dataDir, name), join(aside, name))
    // an empty one: made for the lock, or left over
    if (!occupied.includes(STORE)) rmdirSync(join(dataDir, STORE))
    for (const name of fresh) move(join(work, name), join(dataDir, name))
  } catch (error) {
    for (const [from, to] of done.toReversed()) renameSync(to, from)
    throw error
  }
}
