import { createHash, randomBytes } from 'node:crypto'
import { SignJWT, errors, jwtVerify } from 'jose'
import type { PersonActor } from '../../http/route'
import { AppError } from '../../platform/app-error'
import { createBatcher } from '../../platform/batching'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import type { PeopleService, PersonRecord } from '../people'
import { SessionModel, type SessionDocument } from './session.model'

export const accessExpiresInSeconds = 15 * 60
const REFRESH_DAYS = 60
/**
 * How long a process trusts what it read about a session: a revocation elsewhere is felt within
 * this time, and a busy desk does not read the same two records for every request.
 */
const ACTOR_CACHE_MS = 5_000
const ACTOR_CACHE_SIZE = 10_000
/** Sessions that are read together when many people come at once. */
const MOST_READ_AT_ONCE = 100

export interface IssuedSession {
  accessToken: string
  refreshToken: string
  person: PersonRecord
}

const hash = (token: string) => createHash('sha256').update(token).digest('base64url')

/** Sessions: a short access token (JWT) over a rotating refresh token kept as a hash. */
export function createSessionService(deps: {
  clock: Clock
  keyring: Keyring
  people: PeopleService
}) {
  const { clock, keyring, people } = deps
  const cache = new Map<string, { actor: PersonActor; until: number }>()
  const verified = new Map<string, { sessionId: string; personId: string; until: number }>()

  async function accessToken(sessionId: string, personId: string): Promise<string> {
    const seconds = Math.floor(clock.now().getTime() / 1000)
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(personId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + accessExpiresInSeconds)
      .sign(keyring.tokenKey)
  }

  async function issued(session: SessionDocument, refreshToken: string): Promise<IssuedSession> {
    const person = await people.get(String(session.personId))
    if (!person) throw new AppError('auth.expired')
    return { accessToken: await accessToken(String(session._id), person.id), refreshToken, person }
  }

  /** Whose token it is. What a signature says never changes, so it is checked once. */
  async function verify(token: string, now: Date) {
    const known = verified.get(token)
    if (known && known.until > now.getTime()) return known
    const { payload } = await jwtVerify(token, keyring.tokenKey, {
      algorithms: ['HS256'],
      currentDate: now,
    }).catch((error: unknown) => {
      if (error instanceof errors.JOSEError) throw new AppError('auth.expired')
      throw error
    })
    const { sid, sub, exp } = payload
    if (typeof sid !== 'string' || typeof sub !== 'string' || typeof exp !== 'number')
      throw new AppError('auth.expired')
    const read = { sessionId: sid, personId: sub, until: exp * 1000 }
    if (verified.size >= ACTOR_CACHE_SIZE) verified.clear()
    verified.set(token, read)
    return read
  }

  /** Reads sessions with their people; null for one that is over. */
  const actors = createBatcher(
    async (asked: readonly { sessionId: string; personId: string }[]) => {
      const [sessions, persons] = await Promise.all([
        SessionModel.find(
          { _id: { $in: asked.map(({ sessionId }) => sessionId) }, revokedAt: null },
          { _id: 1 },
        ).lean(),
        people.getMany(asked.map(({ personId }) => personId)),
      ])
      const open = new Set(sessions.map(({ _id }) => String(_id)))
      return asked.map(({ sessionId, personId }): PersonActor | null => {
        const person = persons.get(personId)
        if (!person || !open.has(sessionId)) return null
        return { kind: 'person', id: person.id, name: person.name, posts: person.posts, sessionId }
      })
    },
    { most: MOST_READ_AT_ONCE },
  )

  return {
    /** Starts a session for a person who has just proved who they are. */
    async start(personId: string): Promise<IssuedSession> {
      const refreshToken = randomBytes(32).toString('base64url')
      const expiresAt = new Date(clock.now().getTime() + REFRESH_DAYS * 86_400_000)
      const session = await SessionModel.create({
        personId,
        refreshHash: hash(refreshToken),
        expiresAt,
      })
      return issued(session, refreshToken)
    },

    /**
     * Exchanges a refresh token for new tokens.
     * @throws AppError auth.expired; a token used twice ends the whole session
     */
    async refresh(refreshToken: string): Promise<IssuedSession> {
      const next = randomBytes(32).toString('base64url')
      const old = hash(refreshToken)
      const session = await SessionModel.findOneAndUpdate(
        { refreshHash: old, revokedAt: null, expiresAt: { $gt: clock.now() } },
        { $set: { refreshHash: hash(next) }, $push: { usedHashes: { $each: [old], $slice: -50 } } },
        { returnDocument: 'after' },
      ).lean()
      if (session) return issued(session, next)
      await SessionModel.updateMany(
        { usedHashes: old, revokedAt: null },
        { $set: { revokedAt: clock.now() } },
      )
      throw new AppError('auth.expired')
    },

    /**
     * The person behind an access token.
     * @throws AppError auth.expired for one that is out of date, revoked or not ours
     */
    async authenticate(token: string): Promise<PersonActor> {
      const now = clock.now()
      const { sessionId: sid, personId: sub } = await verify(token, now)
      const cached = cache.get(sid)
      if (cached && cached.until > now.getTime()) return cached.actor
      const actor = await actors.add({ sessionId: sid, personId: sub })
      if (!actor) throw new AppError('auth.expired')
      if (cache.size >= ACTOR_CACHE_SIZE) cache.clear()
      cache.set(sid, { actor, until: now.getTime() + ACTOR_CACHE_MS })
      return actor
    },

    /** Ends one session. */
    async end(sessionId: string): Promise<void> {
      cache.delete(sessionId)
      await SessionModel.updateOne({ _id: sessionId }, { $set: { revokedAt: clock.now() } })
    },

    /** Ends all sessions of a person, save perhaps the one in hand. */
    async endAll(personId: string, exceptSessionId?: string): Promise<void> {
      for (const [id, entry] of cache) if (entry.actor.id === personId) cache.delete(id)
      await SessionModel.updateMany(
        {
          personId,
          revokedAt: null,
          ...(exceptSessionId ? { _id: { $ne: exceptSessionId } } : {}),
        },
        { $set: { revokedAt: clock.now() } },
      )
    },
  }
}

export type SessionService = ReturnType<typeof createSessionService>
