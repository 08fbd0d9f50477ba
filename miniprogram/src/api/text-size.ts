import { chooseTextSize, type TextSize } from '@/lib/text-size'
import { api } from './client'
import { currentSession, keepMe } from './session'

/**
 * Sets the letter size on this device at once, and tells the account so that the next device
 * knows. If the account cannot be told now, this device still does what it was asked.
 */
export async function setTextSize(size: TextSize): Promise<void> {
  chooseTextSize(size)
  if (!currentSession()) return
  try {
    keepMe(await api.call('me.update', { body: { elderMode: size !== 'normal' } }))
  } catch {
    // Kept on the device; nothing a person would have to do.
  }
}
