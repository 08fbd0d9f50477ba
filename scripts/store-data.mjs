// npm run backup, restore, store:export and store:move: the embedded store's data, carried elsewhere.
import { runServerProgram } from './lib/program.mjs'

await runServerProgram('store-data')
