import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api, namelessApi } from '@/api/client'
import { useLoaded, type Query } from '@/api/use-query'
import { useMutation } from '@/api/use-mutation'
import type { Failure } from '@/api/failure'

export type Matter = OutputOf<'tickets.publicLookup'>

/** How a matter is reached: as one of the person's own, or by number and code. */
export type Access = { id: string } | { number: string; code: string }

export interface OpenMatter {
  query: Query<Matter>
  rate: (score: number, comment: string) => Promise<void>
  reopen: (reason: string) => Promise<boolean>
  busy: boolean
  failure: Failure | null
}

/** Reads a matter and lets its reporter rate or reopen it, with a name or without. */
export function useMatter(access: Access): OpenMatter {
  const mine = 'id' in access
  const query = useLoaded(JSON.stringify(access), () =>
    mine
      ? api.call('me.ticket', { params: access })
      : namelessApi.call('tickets.publicLookup', { body: access }),
  )
  const [newer, setNewer] = useState<{ than: Matter | null; matter: Matter } | null>(null)
  const rateMine = useMutation('me.rateTicket')
  const ratePublic = useMutation('tickets.publicRate', namelessApi)
  const reopenMine = useMutation('me.reopenTicket')
  const reopenPublic = useMutation('tickets.publicReopen', namelessApi)
  const [rating, reopening] = mine ? [rateMine, reopenMine] : [ratePublic, reopenPublic]

  const take = (matter: Matter | null) => {
    if (matter) setNewer({ than: query.data, matter })
    return matter !== null
  }
  const rate = async (score: number, comment: string) => {
    const body = { score, ...(comment.trim() ? { comment: comment.trim() } : {}) }
    take(
      mine
        ? await rateMine.run({ params: access, body })
        : await ratePublic.run({ body: { ...access, ...body } }),
    )
  }
  const reopen = async (reason: string) =>
    take(
      mine
        ? await reopenMine.run({ params: access, body: { reason } })
        : await reopenPublic.run({ body: { ...access, reason } }),
    )

  const data = newer !== null && newer.than === query.data ? newer.matter : query.data
  return {
    query: { ...query, data },
    rate,
    reopen,
    busy: rating.busy || reopening.busy,
    failure: rating.failure ?? reopening.failure,
  }
}
