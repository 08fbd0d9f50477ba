import type { ClientSession } from 'mongoose'
import { InviteModel } from './invite.model'
import { NEVER, OfferModel } from './offer.model'

/** What the directory keeps about a person, for the export of their data. */
export async function exportSkills(personId: string) {
  const [offer, invites] = await Promise.all([
    OfferModel.findById(personId).lean(),
    InviteModel.find({ personId }).sort({ _id: 1 }).lean(),
  ])
  return {
    offer: offer && {
      skills: offer.skills,
      own: offer.own,
      times: offer.times,
      sentence: offer.sentence,
      findable: offer.findable,
      askedAt: offer.askedAt > NEVER ? offer.askedAt.toISOString() : null,
    },
    invites: invites.map(({ purpose, message, at, state, use }) => ({
      title: purpose.title,
      message,
      at: at.toISOString(),
      state,
      what: use?.what ?? null,
      isDeed: use?.isDeed ?? null,
    })),
  }
}

/**
 * Forgets what a person offered and to what they were invited, in the caller's transaction. What
 * was done stays beside the tombstone, without the words written to them: the numbers rest on it.
 */
export async function eraseSkills(personId: string, session: ClientSession): Promise<void> {
  await OfferModel.deleteOne({ _id: personId }, { session })
  await InviteModel.deleteMany({ personId, state: { $ne: 'done' } }, { session })
  await InviteModel.updateMany({ personId }, { $set: { message: '' } }, { session })
}
