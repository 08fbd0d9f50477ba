import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { FileStorage } from './storage'

/**
 * Files in a directory of this machine, in 256 folders by the end of their key.
 * @param root made when the first file comes
 */
export function createLocalStorage(root: string): FileStorage {
  const placeOf = (key: string) => path.join(root, key.slice(-2), key)
  return {
    async put(key, bytes) {
      const place = placeOf(key)
      await mkdir(path.dirname(place), { recursive: true })
      const unfinished = `${place}.${randomUUID()}.part`
      const file = await open(unfinished, 'wx')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(unfinished, place)
    },
    async open(key, range) {
      const file = await open(placeOf(key), 'r')
      return file.createReadStream(range ?? {})
    },
    async remove(key) {
      await rm(placeOf(key), { force: true })
    },
  }
}
