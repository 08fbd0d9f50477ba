import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import packageJson from '../../package.json'
import { copyStore } from '../embedded-mongo'
import { flush, writeArchive, type Entry } from './archive'
import { FILES, MANIFEST, SECRET, smallFiles, STORE, STORE_FILE, type Manifest } from './contents'
import { summary, takeInventory, withStore } from './inventory'
import { Refusal } from './refusal'
import { size } from './sizes'
import type { Task } from './task'

/**
 * Writes one file from which `restore` makes the data directory anew: the store as of one moment,
 * the secret, the bot token and the files of lessons. The product may run meanwhile: LMDB lets another process read a
 * snapshot of the whole file (all collections and indexes) beside the one that writes, so there is
 * nothing to ask the server and no port to know.
 * @throws Refusal, or Error with one sentence
 */
export async function backup(
  { dataDir, secretGiven, signal, say }: Task,
  given: string,
): Promise<void> {
  const file = resolve(given)
  if (existsSync(file)) throw new Refusal(`${file} is there already; choose another name.`)
  if (!existsSync(dirname(file)))
    throw new Refusal(`The directory ${dirname(file)} is not there; make it first.`)
  const work = await mkdtemp(`${file}.partial-`)
  try {
    await mkdir(join(work, STORE))
    await copyStore(join(dataDir, STORE), join(work, STORE_FILE))
    signal.throwIfAborted()
    // The copy is opened before it counts as one.
    const inventory = await withStore(join(work, STORE), takeInventory)
    signal.throwIfAborted()
    say(`  ${summary(inventory)}, as of one moment`)
    const files: Entry[] = [{ name: STORE_FILE, from: { path: join(work, STORE_FILE) } }]
    for (const name of smallFiles) {
      const path = join(dataDir, name)
      if (existsSync(path)) files.push({ name, from: { bytes: await readFile(path) } })
    }
    // After the store: what it names is there; a file never changes, only comes or goes.
    files.push(...(await lessonFiles(dataDir)))
    const manifest: Manifest = {
      format: 'lianxin-backup',
      version: 1,
      madeAt: new Date().toISOString(),
      madeBy: packageJson.version,
      secretInside: !secretGiven && files.some(({ name }) => name === SECRET),
      files: Object.fromEntries(
        await Promise.all(files.map(async (entry) => [entry.name, await measure(entry)] as const)),
      ),
      inventory,
    }
    const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
    const archive = join(work, 'archive')
    await writeArchive(archive, [{ name: MANIFEST, from: { bytes } }, ...files], signal)
    signal.throwIfAborted()
    await rename(archive, file)
    if (process.platform !== 'win32') await flush(dirname(file))
    say(`  ${file}, ${size((await stat(file)).size)}`)
    say(
      manifest.secretInside
        ? '  The secret is in it: keep the file as you keep a key.'
        : '  The secret is not in it, since it comes from LIANXIN_SECRET. Keep that too: without it phones cannot be read again.',
    )
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function lessonFiles(dataDir: string): Promise<Entry[]> {
  const root = join(dataDir, FILES)
  if (!existsSync(root)) return []
  const found = await readdir(root, { recursive: true, withFileTypes: true })
  return found
    .filter((each) => each.isFile() && !each.name.endsWith('.part'))
    .map(({ name, parentPath }) => ({
      name: `${FILES}/${basename(parentPath)}/${name}`,
      from: { path: join(parentPath, name) },
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}

async function measure({ from }: Entry): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  if ('bytes' in from)
    return { bytes: from.bytes.length, sha256: hash.update(from.bytes).digest('hex') }
  for await (const piece of createReadStream(from.path)) hash.update(piece as Buffer)
  return { bytes: (await stat(from.path)).size, sha256: hash.digest('hex') }
}
