// What the server's programs are made from: the server, the operator's command, the embedded store alone, its thread.
import { bundle } from '../scripts/lib/bundle.mjs'

await bundle(import.meta.dirname, {
  main: 'src/main.ts',
  store: 'src/store-cli.ts',
  admin: 'src/admin-cli.ts',
  'embedded-mongo-worker': 'src/embedded-mongo/worker.ts',
})
