import { route, type BotActor, type Route } from '../../http/route'
import { ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import { adoptGroups, contactsAwaitingEcho, type DeliveryEngine } from '../deliveries'
import {
  getGroupsByRooms,
  markGroupsSeen,
  noteMovedGroups,
  renameGroups,
  type GroupRecord,
} from '../groups'
import { createRoomMemory } from './room-memory'
import { createSignIns } from './sign-in.service'
import { accountOf, noteHello } from './bot.service'

/** While signed out there is nothing to send with; look again when the next hello is due. */
const AWAY_POLL_MS = 30_000

/**
 * The wire to the bots.
 * @param deps.tickets says in which rooms a rating question is open; the ticket service fits
 */
export function createBotRoutes(deps: {
  clock: Clock
  keyring: Keyring
  engine: DeliveryEngine
  tickets: { roomsAwaitingRating(roomIds: readonly string[]): Promise<string[]> }
}): Route[] {
  const { clock, engine, tickets } = deps
  const rooms = createRoomMemory(clock)
  const signIns = createSignIns(deps)

  /** Says whether the account is signed in; another bot's account is refused. */
  async function isReady(actor: BotActor, accountId: string): Promise<boolean> {
    const status = await accountOf(actor, accountId)
    ensure(status, 'auth.forbidden')
    return status === 'ready'
  }

  /** The account is in these groups now; what waits for them is its to send. */
  async function takeOver(
    accountId: string,
    roomIds: readonly string[],
    groups: readonly GroupRecord[],
  ): Promise<void> {
    const all = groups.map((group) => group.id)
    const moved = groups.filter((group) => group.accountId !== accountId)
    // Before and after: whoever dies in between must not leave messages with an account that is gone.
    if (moved.length > 0) await adoptGroups(accountId, moved, all)
    if (roomIds.length > 0) await markGroupsSeen(accountId, roomIds, clock.now())
    await adoptGroups(accountId, moved, all)
  }

  /** Follows what members did: a group was renamed, or its room came back under another id. */
  async function compareRooms(
    accountId: string,
    present: readonly { roomId: string; topic: string }[],
    groups: readonly GroupRecord[],
  ): Promise<void> {
    const topics = new Map(present.map(({ roomId, topic }) => [roomId, topic]))
    const renamed = groups.flatMap(({ id, roomId, topic }) => {
      const now = topics.get(roomId)
      return now && now !== topic ? [{ id, topic: now }] : []
    })
    await renameGroups(renamed)
    const bound = new Set(groups.map((group) => group.roomId))
    const strangers = present.filter(({ roomId }) => !bound.has(roomId))
    if (strangers.length > 0) await noteMovedGroups(accountId, new Set(topics.keys()), strangers)
  }

  return [
    route('bot.hello', async ({ body }, { actor }) => {
      const { accountId } = body
      const returned = await noteHello(actor, body, clock.now())
      if (returned) await engine.signedIn(accountId)
      const roomIds = body.rooms.map((room) => room.roomId)
      const groups = roomIds.length > 0 ? await getGroupsByRooms(roomIds) : []
      if (body.loggedIn) {
        await signIns.forgetScan(actor)
        await takeOver(accountId, roomIds, groups)
        await compareRooms(accountId, body.rooms, groups)
      }
      const boundRoomIds = groups.map((group) => group.roomId)
      rooms.keep(accountId, boundRoomIds)
      return {
        boundRoomIds,
        awaitingRatingRoomIds: await tickets.roomsAwaitingRating(boundRoomIds),
        awaitingEchoContactIds: body.loggedIn ? await contactsAwaitingEcho(accountId) : [],
      }
    }),
    route('bot.scan', async ({ body }, { actor }) => signIns.noteScan(actor, body)),
    route('bot.lease', async ({ body }, { actor }) => {
      const ready = await isReady(actor, body.accountId)
      const answer = ready
        ? await engine.lease(body.accountId, body.max)
        : { deliveries: [], nextPollMs: AWAY_POLL_MS }
      return {
        items: answer.deliveries.map((delivery) => ({
          ...delivery,
          leaseUntil: delivery.leaseUntil.toISOString(),
          sendAt: delivery.sendAt.toISOString(),
        })),
        nextPollMs: answer.nextPollMs,
        awaitingRatingRoomIds: await tickets.roomsAwaitingRating(await rooms.of(body.accountId)),
      }
    }),
    route('bot.sending', async ({ params, body }) => ({
      waitMs: await engine.markSending(params.id, body.leaseToken),
    })),
    route('bot.ack', async ({ params, body }) =>
      engine.ack(params.id, body.leaseToken, body.outcome),
    ),
    route('bot.echo', async ({ body }, { actor }) => {
      await isReady(actor, body.accountId)
      return { settled: await engine.echo({ ...body, sentAt: new Date(body.sentAt) }) }
    }),
    route('bots.signIns', async () => ({ items: await signIns.list() })),
  ]
}
