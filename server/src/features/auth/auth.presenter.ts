import { staffRoles } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { PeopleService, PersonRecord } from '../people'
import { accessExpiresInSeconds, type IssuedSession } from './session.service'

type Me = OutputOf<'me.get'>

/** 138****5678: enough for the owner to know it, useless to others. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** The person as they see themselves. */
export async function presentMe(person: PersonRecord, people: PeopleService): Promise<Me> {
  const [home] = person.posts
  const { phone, passwordFrom } = await people.accountOf(person.id)
  return {
    id: person.id,
    name: person.name,
    phoneMasked: phone ? maskPhone(phone) : null,
    posts: person.posts,
    orgId: home?.orgId ?? '',
    orgName: home?.orgName ?? '',
    usesDesk: person.posts.some((post) => staffRoles.some((role) => role === post.role)),
    elderMode: person.elderMode,
    wechatBound: person.wechatBound,
    passwordFrom: passwordFrom && {
      orgName: passwordFrom.orgName,
      at: passwordFrom.at.toISOString(),
    },
    consents: person.consents.map((consent) => ({ ...consent, at: consent.at.toISOString() })),
  }
}

/** A session as the client keeps it. */
export async function presentSession(
  session: IssuedSession,
  people: PeopleService,
): Promise<OutputOf<'auth.login'>> {
  return {
    accessToken: session.accessToken,
    accessExpiresInSeconds,
    refreshToken: session.refreshToken,
    me: await presentMe(session.person, people),
  }
}
