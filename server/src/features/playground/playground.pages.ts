import { readFileSync } from 'node:fs'

const files = {
  '/playground': { type: 'html', file: 'index.html' },
  '/playground/app.js': { type: 'js', file: 'app.js' },
  '/playground/chat.js': { type: 'js', file: 'chat.js' },
  '/playground/sign-in.js': { type: 'js', file: 'sign-in.js' },
  '/playground/style.css': { type: 'css', file: 'style.css' },
} as const

/** The playground's page, by path: plain files beside this one, copied beside the bundle. */
export function playgroundPages(): Record<string, { type: string; body: string }> {
  return Object.fromEntries(
    Object.entries(files).map(([path, { type, file }]) => [
      path,
      { type, body: readFileSync(new URL(`./page/${file}`, import.meta.url), 'utf8') },
    ]),
  )
}
