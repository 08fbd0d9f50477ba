import { createClient } from '@lianxin/shared/client'
import { createRenewal } from './renewal'
import { currentSession } from './session'
import { taroTransport } from './transport'

/** Origin of the server; '' on H5, where it is our own. */
export const apiBase = LIANXIN_API_BASE.replace(/\/$/, '')

/**
 * Client that never says who is calling. What is sent without a name goes through here: the
 * server then cannot know it, even if someone asked it to.
 */
export const namelessApi = createClient({ baseUrl: apiBase, transport: taroTransport })

/** Client of the signed-in person: sends the token, renews it when it has expired. */
export const api = createClient({
  baseUrl: apiBase,
  transport: taroTransport,
  token: () => currentSession()?.accessToken,
  renew: createRenewal(namelessApi),
})
