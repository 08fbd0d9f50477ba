import type { OutputOf } from '@lianxin/shared/contract'
import { isRecord, readStored, writeStored } from '@/lib/storage'
import { createStore, useStore } from '@/lib/store'
import { namelessApi } from './client'

type ClientConfig = OutputOf<'meta.client'>

const storageKey = 'lx.client-config'
const isConfig = (value: unknown): value is ClientConfig =>
  isRecord(value) &&
  typeof value.botName === 'string' &&
  typeof value.publicUrl === 'string' &&
  typeof value.policyPages === 'boolean' &&
  Array.isArray(value.reminderTemplates) &&
  Array.isArray(value.eventTemplates)

const store = createStore<ClientConfig>({
  botName: '小桥',
  publicUrl: '',
  demo: false,
  playground: false,
  policyPages: true,
  privacyVersion: '1',
  reminderTemplates: [],
  eventTemplates: [],
})

/** Takes what was known last time, then asks the server; a page never waits for it. */
export async function loadClientConfig(): Promise<void> {
  const known = readStored(storageKey, isConfig)
  if (known) store.set(known)
  try {
    const config = await namelessApi.call('meta.client')
    store.set(config)
    writeStored(storageKey, config)
  } catch {
    // The defaults do.
  }
}

/** What the server says about itself: the bot's name, whether policy pages may be shown. */
export function useClientConfig(): ClientConfig {
  return useStore(store)
}
