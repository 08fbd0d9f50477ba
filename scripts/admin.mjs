// npm run admin -- COMMAND: organizations, people, groups and bot tokens, for the operator.
import { runServerProgram } from './lib/program.mjs'

await runServerProgram('admin')
