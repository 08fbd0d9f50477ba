import { noticeTypes, type NoticeKind } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import type { Clock } from '../../platform/clock'
import { cutPage, decodeCursor } from '../../platform/paging'
import type { ReminderService } from '../reminders'
import { countUnseen, keepNotices, markSeen, noticesOf } from './notice.model'

/** A season of volunteering; then nobody looks for it. */
const KEPT_MS = 90 * 86_400_000

/** What people are told at once: the same words, for each of them. */
interface News {
  kind: NoticeKind
  /** The date that it is about. */
  eventId: string
  /** Tells two occasions of a kind apart: a revision, a day. */
  occasion: string
  title: string
  text: string
  startsAt: Date
}

/** Telling people: a line in the product for everybody, and WeChat's message for who asked for one. */
export function createNoticeService({
  clock,
  reminders,
}: {
  clock: Clock
  reminders: Pick<ReminderService, 'announce'>
}) {
  return {
    /**
     * Tells people; who was told of this occasion is not told again.
     * @param session the transaction in which it became true
     * @returns how many of them it was new to
     */
    async tell(
      news: News,
      personIds: readonly string[],
      session: ClientSession | null,
    ): Promise<number> {
      const at = clock.now()
      const { kind, eventId, occasion, title, text } = news
      const fresh = await keepNotices(
        personIds.map((personId) => ({
          key: `${kind}:${eventId}:${occasion}:${personId}`,
          personId,
          kind,
          subjectId: eventId,
          title,
          text,
          at,
          expiresAt: new Date(at.getTime() + KEPT_MS),
        })),
        session,
      )
      for (const index of fresh)
        await reminders.announce(
          {
            subject: { id: eventId, personId: personIds[index] ?? null },
            told: kind,
            stateLabel: noticeTypes[kind].label,
            at,
            time: news.startsAt,
          },
          session,
        )
      return fresh.length
    },

    /** A page of what a person was told, and how much of all of it they have not seen. */
    async list(
      actor: PersonActor,
      query: HandlerInputOf<'me.notices'>['query'],
    ): Promise<OutputOf<'me.notices'>> {
      const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
      const rows = await noticesOf(actor.id, after?.[0] ?? null, query.limit)
      const { items, nextCursor } = cutPage(rows, query.limit, (row) => [String(row._id)])
      return {
        nextCursor,
        unseen: await countUnseen(actor.id),
        items: items.map(({ _id, kind, title, text, subjectId, at, seenAt }) => ({
          id: String(_id),
          kind,
          label: noticeTypes[kind].label,
          title,
          text,
          eventId: String(subjectId),
          at: at.toISOString(),
          seen: seenAt !== null,
        })),
      }
    },

    /** These have been on the person's screen. */
    async see(actor: PersonActor, ids: readonly string[]): Promise<OutputOf<'me.seeNotices'>> {
      await markSeen(actor.id, ids, clock.now())
      return { unseen: await countUnseen(actor.id) }
    },
  }
}

export type NoticeService = ReturnType<typeof createNoticeService>
