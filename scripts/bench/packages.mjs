// The server's own packages: the bench must use the same driver and the same Koa.
import { createRequire } from 'node:module'
import path from 'node:path'
import { root } from '../lib/run.mjs'

/** Resolves as a file of the server would. */
export const requireOfServer = createRequire(path.join(root, 'server', 'package.json'))
