// What the bot is made from: the bot, and the test puppet that stands in for WeChat.
import { bundle } from '../scripts/lib/bundle.mjs'

await bundle(import.meta.dirname, {
  main: 'src/main.ts',
  'playground-puppet': 'src/playground-puppet/index.ts',
})
