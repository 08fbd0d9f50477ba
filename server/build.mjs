// What the server's programs are made from: the server, the operator's command, the embedded store alone, its
// backups and moves, its thread, the thread of spreadsheets.
import { cpSync } from 'node:fs'
import path from 'node:path'
import { bundle } from '../scripts/lib/bundle.mjs'

await bundle(import.meta.dirname, {
  main: 'src/main.ts',
  store: 'src/store-cli.ts',
  'store-data': 'src/store-data-cli.ts',
  admin: 'src/admin-cli.ts',
  'embedded-mongo-worker': 'src/embedded-mongo/worker.ts',
  'sheets-worker': 'src/platform/sheets/worker.ts',
})

// The playground's page is plain files, read from beside the program that serves them.
cpSync(
  path.join(import.meta.dirname, 'src/features/playground/page'),
  path.join(import.meta.dirname, 'dist/page'),
  { recursive: true },
)

// Sound and film of the demo's lessons, likewise.
cpSync(
  path.join(import.meta.dirname, 'src/demo/lesson-files'),
  path.join(import.meta.dirname, 'dist/lesson-files'),
  { recursive: true },
)

// The font of posters and certificates, with its licence.
cpSync(
  path.join(import.meta.dirname, 'src/platform/chinese-font'),
  path.join(import.meta.dirname, 'dist/chinese-font'),
  { recursive: true },
)
