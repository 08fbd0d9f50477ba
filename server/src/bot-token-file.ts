import { readFile, writeFile } from 'node:fs/promises'
import { authenticateBot, createBotToken } from './features/bots'

/**
 * Keeps a bot token in a file for the bot process of the same machine (development only; in
 * production an operator makes one with the admin command). One that the database does not know,
 * because it is another database, is replaced.
 */
export async function ensureBotTokenFile(path: string): Promise<void> {
  const existing = await readFile(path, 'utf8').catch(() => '')
  if (existing && (await authenticateBot(existing.trim()))) return
  await writeFile(path, await createBotToken('local'), { mode: 0o600 })
}
