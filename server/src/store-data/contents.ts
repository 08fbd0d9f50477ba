import * as z from 'zod'

/** Where the store's file lies, below the data directory. */
export const STORE = 'store'
export const STORE_FILE = 'store/store.mdb'
/** The key material that the server made for itself, and the token of this machine's bot. */
export const SECRET = 'secret'
const BOT_TOKEN = 'bot-token'
/** Files of lessons, unless they lie in a bucket. */
export const FILES = 'files'

/** All that `npm start` keeps in the data directory; photos of matters are in the store. */
export const topNames = [STORE, SECRET, BOT_TOKEN, FILES]
/** Small files that go beside the store when they are there. */
export const smallFiles = [SECRET, BOT_TOKEN]

export const MANIFEST = 'manifest.json'

/** The first file of a backup says what else there is. */
export const manifestSchema = z.object({
  format: z.literal('lianxin-backup'),
  version: z.literal(1),
  madeAt: z.iso.datetime(),
  madeBy: z.string(),
  /** Is the secret in `files`, or was it given by LIANXIN_SECRET? */
  secretInside: z.boolean(),
  /** Name → what it must be. */
  files: z.record(
    // nothing else is ever unpacked, whatever an archive says
    z.string().regex(/^(?:store\/store\.mdb|secret|bot-token|files\/[\w-]{2}\/[\w-]+)$/),
    z.object({ bytes: z.int().nonnegative(), sha256: z.string() }),
  ),
  inventory: z.record(
    z.string(),
    z.object({ documents: z.int().nonnegative(), indexes: z.int().nonnegative() }),
  ),
})
export type Manifest = z.infer<typeof manifestSchema>
