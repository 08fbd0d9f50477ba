import { renderDigestParts } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import * as z from 'zod'
import type { PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { createOneTimeCodes } from '../../platform/one-time-codes'
import type { DigestDeps } from './digest.deps'
import { followUpOf } from './digest.follow-up'
import { DigestModel } from './digest.model'
import type { DigestService } from './digest.service'

const waiting = z.object({ digestId: z.string() })

/** 发给我看看: a digest shown to one person in private chat, exactly as the groups will get it. */
export interface DigestTrials {
  /** Gives a code for a digest of the actor's. @throws AppError request.not_found, digest.no_points */
  issue(
    actor: PersonActor,
    digestId: string,
  ): Promise<{ code: string; sentence: string; expiresAt: Date }>
  /** False after too many wrong codes from one contact: then nothing is looked at for a while. */
  mayTry(contact: string): Promise<boolean>
  /**
   * Uses a code up, in the caller's transaction.
   * @returns the messages word for word, or null when there is no such code
   */
  redeem(code: string, session: ClientSession): Promise<string[] | null>
  /** Counts a wrong code. */
  noteWrong(contact: string): Promise<void>
}

/** Makes the test sends. Nothing of one counts as sent, and the digest does not change. */
export function createDigestTrials(
  deps: Pick<DigestDeps, 'clock' | 'keyring' | 'outcomes' | 'botName' | 'publicUrl'> & {
    digests: Pick<DigestService, 'get'>
  },
): DigestTrials {
  const { outcomes, botName, publicUrl, digests } = deps
  const codes = createOneTimeCodes({
    ...deps,
    purpose: 'digest-try',
    read: (kept) => waiting.safeParse(kept).data ?? null,
  })
  return {
    async issue(actor, digestId) {
      const digest = await digests.get(actor, digestId)
      ensure(digest.points.length > 0, 'digest.no_points')
      const { code, expiresAt } = await codes.issue({ digestId })
      return { code, sentence: `看看 ${code}`, expiresAt }
    },
    mayTry: codes.mayTry,
    noteWrong: codes.noteWrong,
    async redeem(code, session) {
      const found = await codes.take(code, session)
      const digest = found && (await DigestModel.findById(found.digestId).lean())
      if (!digest) return null
      // A draft gets its line on the issue before when it is handed in; the groups will see one.
      const followUp =
        digest.state === 'draft' ? await followUpOf(digest, outcomes) : digest.followUp
      return renderDigestParts({ ...digest, followUp, botName, publicUrl })
    },
  }
}
