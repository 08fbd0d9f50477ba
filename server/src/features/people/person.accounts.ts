import type { ClientSession } from 'mongoose'
import type { Keyring } from '../../platform/keyring'
import { getOrgs } from '../orgs'
import { PersonModel, type PersonDocument } from './person.model'
import { phoneIndexer } from './phone-index'

/** A person with an account, for signing in; the hash never leaves the auth feature. */
interface Credentials {
  personId: string
  passwordHash: string | null
}

/** At whose desk a password was last made possible, and when. */
interface PasswordFrom {
  orgId: string
  at: Date
}

/**
 * How people are reached and sign in.
 * @param keyring seals phones and makes the indexes that find them again
 */
export function createPersonAccounts(keyring: Keyring) {
  const phoneIndex = phoneIndexer(keyring)
  const phoneIn = (person: Pick<PersonDocument, 'phoneSealed'> | null) =>
    person?.phoneSealed ? keyring.decrypt(person.phoneSealed) : null

  return {
    async phoneOf(id: string): Promise<string | null> {
      const person = await PersonModel.findById(id).select('phoneSealed').lean()
      return phoneIn(person)
    },
    /** What only the person is shown of the account. */
    async accountOf(id: string): Promise<{
      phone: string | null
      /** Null when the person has chosen the password without a desk. */
      passwordFrom: { orgName: string; at: Date } | null
    }> {
      const person = await PersonModel.findById(id, { phoneSealed: 1, passwordFrom: 1 }).lean()
      const from = person?.passwordFrom
      const orgs = await getOrgs(from ? [String(from.orgId)] : [])
      return {
        phone: phoneIn(person),
        passwordFrom: from
          ? { orgName: orgs.get(String(from.orgId))?.name ?? '', at: from.at }
          : null,
      }
    },
    /** Whose number this is. */
    async idByPhone(phone: string, session?: ClientSession): Promise<string | null> {
      const person = await PersonModel.findOne({ phoneIndex: phoneIndex(phone) }, { _id: 1 })
        .session(session ?? null)
        .lean()
      return person && String(person._id)
    },
    async credentialsByPhone(phone: string): Promise<Credentials | null> {
      const person = await PersonModel.findOne({ phoneIndex: phoneIndex(phone) }).lean()
      return person ? { personId: String(person._id), passwordHash: person.passwordHash } : null
    },
    async credentials(id: string): Promise<Credentials | null> {
      const person = await PersonModel.findById(id).lean()
      return person ? { personId: id, passwordHash: person.passwordHash } : null
    },
    /** @param from the desk that let the person choose it; null = the old password did */
    async setPasswordHash(
      id: string,
      passwordHash: string,
      from: PasswordFrom | null,
      session?: ClientSession,
    ): Promise<void> {
      await PersonModel.updateOne(
        { _id: id },
        { $set: { passwordHash, passwordFrom: from } },
        session ? { session } : {},
      )
    },
  }
}
