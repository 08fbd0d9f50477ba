// npm run store -- --port 0 --dir DIR: the embedded store alone. Its address is the first line of the output.
import { runServerProgram } from './lib/program.mjs'

await runServerProgram('store')
