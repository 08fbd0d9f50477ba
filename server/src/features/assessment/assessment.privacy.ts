import type { ClientSession } from 'mongoose'
import { AppealModel } from './appeal.model'
import { DeedModel } from './deed.model'
import { AssessmentGroupModel } from './group.model'

/** What the assessment keeps about a person, for the export that everybody may ask for. */
export async function exportAssessment(personId: string) {
  const [deeds, spoken, appeals, groups] = await Promise.all([
    DeedModel.find({ personId }).sort({ _id: 1 }).lean(),
    DeedModel.find({ 'voices.by': personId }).sort({ _id: 1 }).lean(),
    AppealModel.find({ personId }).sort({ _id: 1 }).lean(),
    AssessmentGroupModel.countDocuments({ assessorIds: personId }),
  ])
  return {
    deeds: deeds.map(({ day, what, proof, state, at }) => ({
      day,
      what,
      proof,
      state,
      at: at.toISOString(),
    })),
    // What was said, not of whom: that is somebody else's.
    spoken: spoken.flatMap(({ voices }) =>
      voices
        .filter(({ by }) => String(by) === personId)
        .map(({ yes, words, at }) => ({ yes, words, at: at.toISOString() })),
    ),
    appeals: appeals.map(({ title, words, at, state, answer }) => ({
      title,
      words,
      at: at.toISOString(),
      state,
      answer: answer?.words ?? null,
    })),
    groups,
  }
}

/**
 * Forgets what a person wrote, in the caller's transaction. What was decided stays beside the
 * tombstone, because entries of the book rest on it; what is still open goes.
 */
export async function eraseAssessment(personId: string, session: ClientSession): Promise<void> {
  await DeedModel.deleteMany({ personId, state: 'open' }, { session })
  await DeedModel.updateMany({ personId }, { $set: { proof: null } }, { session })
  await AppealModel.deleteMany({ personId, state: 'open' }, { session })
  await AppealModel.updateMany({ personId }, { $set: { words: '' } }, { session })
  await AssessmentGroupModel.updateMany(
    { assessorIds: personId },
    { $pull: { assessorIds: personId } },
    { session },
  )
}
