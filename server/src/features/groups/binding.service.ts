import * as z from 'zod'
import { staffRoles } from '@lianxin/shared'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import { createOneTimeCodes } from '../../platform/one-time-codes'
import { getOrg } from '../orgs'
import { bindGroup, getGroupByRoom, type GroupRecord } from './group.service'
import type { ClientSession } from 'mongoose'

/** The branch, and the roots of the subtrees that whoever asked for the code may bind groups in. */
const waiting = z.object({ orgId: z.string(), roots: z.array(z.string()) })

/** A room as a bot account sees it. */
export interface Room {
  roomId: string
  accountId: string
}

/** What became of a code typed in a room. */
export type Redeemed =
  | { status: 'bound'; group: GroupRecord; orgName: string }
  /** No such code, or too old; `group` when the room is bound already. */
  | { status: 'wrong'; group: GroupRecord | null }
  /** The room is another branch's, outside of what the code's owner looks after. */
  | { status: 'foreign'; group: GroupRecord; orgName: string }

export interface BindingService {
  /** Gives a code for an organization of the actor's. @throws AppError auth.forbidden */
  issue(actor: PersonActor, orgId: string): Promise<{ code: string; expiresAt: Date }>
  /** False after too many wrong codes in a room: then nothing is looked at for a while. */
  mayTry(roomId: string): Promise<boolean>
  /** Uses a code up, in the caller's transaction. */
  redeem(code: string, room: Room, session: ClientSession): Promise<Redeemed>
  /** Counts a wrong code. */
  noteWrong(roomId: string): Promise<void>
}

/** Makes the part that ties a chat group to a branch by a code typed in it. */
export function createBindingService(deps: { clock: Clock; keyring: Keyring }): BindingService {
  const { clock } = deps
  const codes = createOneTimeCodes({
    ...deps,
    purpose: 'group-bind',
    read: (kept) => waiting.safeParse(kept).data ?? null,
  })

  return {
    async issue(actor, orgId) {
      const org = await getOrg(orgId)
      ensure(org && covers(actor, org.path, staffRoles), 'auth.forbidden')
      return codes.issue({ orgId, roots: rootsOf(actor, staffRoles) })
    },
    mayTry: codes.mayTry,
    noteWrong: codes.noteWrong,
    async redeem(code, room, session) {
      const group = await getGroupByRoom(room.roomId)
      const found = await codes.take(code, session)
      const org = found && (await getOrg(found.orgId))
      if (!found || !org) return { status: 'wrong', group }
      if (group && !group.orgPath.some((id) => found.roots.includes(id))) {
        const owner = await getOrg(group.orgId)
        return { status: 'foreign', group, orgName: owner?.name ?? '别的支部' }
      }
      // The next hello of the bot, a moment later, tells what the group is really called.
      const topic = group?.topic ?? `${org.name}群`
      const bound = await bindGroup(room.roomId, topic, org, {
        session,
        seen: { accountId: room.accountId, at: clock.now() },
      })
      return { status: 'bound', group: bound, orgName: org.name }
    },
  }
}
