// Members of a demo member's branch, each with a session, for benches that need many people.
import { createHash, randomBytes } from 'node:crypto'
import { api } from './api.mjs'
import { requireOfServer } from './packages.mjs'

const { ObjectId } = requireOfServer('mongodb')

/** Signed in together. */
const together = 32

/**
 * @param {any} db
 * @param {string} url
 * @param {string} likeId whose posts they have
 * @param {number} count
 * @returns {Promise<string[]>} access tokens
 */
export async function seedMembers(db, url, likeId, count) {
  const { _id, ...model } = await db.collection('people').findOne({ _id: new ObjectId(likeId) })
  const nobodys = { phoneSealed: null, phoneIndex: null, openidIndex: null, contactIndex: null }
  const people = Array.from({ length: count }, (_, i) => ({
    ...model,
    ...nobodys,
    _id: new ObjectId(),
    name: `测速${i + 1}`,
  }))
  await db.collection('people').insertMany(people)
  const refreshTokens = people.map(() => randomBytes(32).toString('base64url'))
  const hash = (/** @type {string} */ text) => createHash('sha256').update(text).digest('base64url')
  await db.collection('sessions').insertMany(
    people.map((person, i) => ({
      personId: person._id,
      refreshHash: hash(refreshTokens[i] ?? ''),
      usedHashes: [],
      revokedAt: null,
      expiresAt: new Date(Date.now() + 86_400_000),
    })),
  )
  const tokens = []
  for (let at = 0; at < count; at += together) {
    const some = refreshTokens.slice(at, at + together)
    const signed = some.map((refreshToken) =>
      api(url)('POST', '/api/auth/refresh', { refreshToken }),
    )
    tokens.push(...(await Promise.all(signed)).map(({ accessToken }) => accessToken))
  }
  return tokens
}
