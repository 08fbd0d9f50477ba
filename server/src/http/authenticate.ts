import type { Access } from '@lianxin/shared/contract'
import { AppError, ensure } from '../platform/app-error'
import type { BotActor, PersonActor } from './actor'

/** Who stands behind a bearer token; given by the features that issue them. */
export interface Authenticators {
  /** @throws AppError auth.expired */
  person(token: string): Promise<PersonActor>
  /** null when no bot has this token */
  bot(token: string): Promise<BotActor | null>
}

function bearer(authorization: string | undefined): string {
  const token = /^Bearer ([\w.~+/=-]{1,4000})$/.exec(authorization ?? '')?.[1]
  if (!token) throw new AppError('auth.required')
  return token
}

/**
 * Finds out who calls, as far as the endpoint's access needs to know.
 * @throws AppError auth.required, auth.expired, auth.forbidden
 */
export async function authenticate(
  access: Access,
  authorization: string | undefined,
  authenticators: Authenticators,
): Promise<PersonActor | BotActor | null> {
  if (access.who === 'anyone') return null
  const token = bearer(authorization)
  if (access.who === 'bot') {
    const bot = await authenticators.bot(token)
    if (!bot) throw new AppError('auth.required')
    return bot
  }
  const person = await authenticators.person(token)
  ensure(
    person.posts.some((post) => access.roles.includes(post.role)),
    'auth.forbidden',
  )
  return person
}
