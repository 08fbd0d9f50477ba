// What the server's three programs are made from: the server, the embedded store alone, the store's thread.
import { bundle } from '../scripts/lib/bundle.mjs'

await bundle(import.meta.dirname, {
  main: 'src/main.ts',
  store: 'src/store-cli.ts',
  'embedded-mongo-worker': 'src/embedded-mongo/worker.ts',
})
