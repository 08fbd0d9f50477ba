import type { ClientSession } from 'mongoose'
import { CompletionModel, ProgressModel } from './progress.model'

/** What lessons keep about a person, for the export that everybody may ask for. */
export async function exportStudy(personId: string) {
  const progress = await ProgressModel.find({ personId }).sort({ _id: 1 }).lean()
  const completions = await CompletionModel.find({ personId }).sort({ _id: 1 }).lean()
  return {
    progress: progress.map(({ lessonId, version, percent, updatedAt }) => ({
      lessonId: String(lessonId),
      version,
      percent,
      updatedAt: updatedAt.toISOString(),
    })),
    completed: completions.map(({ lessonId, version, at }) => ({
      lessonId: String(lessonId),
      version,
      at: at.toISOString(),
    })),
  }
}

/** Forgets how a person read; completions stay beside the tombstone so that sums still add up. */
export async function eraseStudy(personId: string, session: ClientSession): Promise<void> {
  await ProgressModel.deleteMany({ personId }, { session })
}
