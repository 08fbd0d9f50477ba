import { ruleLabels, type AppealSubject } from '@lianxin/shared'
import { ensure } from '../../platform/app-error'
import type { SubjectFacts } from './appeal.model'
import type { AssessmentDeps } from './assessment.deps'
import { DeedModel, type DeedDocument } from './deed.model'

/** What is appealed, ids as strings. */
export type Subject = Omit<SubjectFacts, 'aboutId' | 'deciders'> & {
  aboutId: string
  deciders: string[]
}

function ofDeed(deed: DeedDocument): Subject {
  return {
    about: 'deed',
    aboutId: String(deed._id),
    title: deed.what,
    amount: null,
    aboutAt: deed.decidedAt ?? deed.at,
    reasons: deed.voices.filter(({ yes }) => !yes).map(({ words }) => words),
    deciders: deed.voices.map(({ by }) => String(by)),
  }
}

/**
 * What a person may appeal: an entry of their own book, or a deed of theirs that was refused.
 * @throws AppError request.not_found for what is not theirs, appeal.not_yet for a deed not refused
 */
export async function subjectOf(
  book: AssessmentDeps['book'],
  personId: string,
  about: AppealSubject,
  aboutId: string,
): Promise<Subject> {
  if (about === 'deed') {
    const deed = await DeedModel.findById(aboutId).lean()
    ensure(deed && String(deed.personId) === personId, 'request.not_found')
    ensure(deed.state === 'refused', 'appeal.not_yet')
    return ofDeed(deed)
  }
  const entry = await book.entryOf(aboutId)
  ensure(entry && entry.personId === personId, 'request.not_found')
  const deed =
    entry.source.type === 'deed' ? await DeedModel.findById(entry.source.id).lean() : null
  const said = deed ? deed.voices : []
  return {
    about,
    aboutId,
    title: `${entry.isCorrection ? '更正：' : ''}${deed?.what ?? ruleLabels[entry.rule]}`,
    amount: entry.points,
    aboutAt: entry.at,
    reasons: [...(entry.reason === null ? [] : [entry.reason]), ...said.map(({ words }) => words)],
    deciders: [
      ...(entry.approvedBy === null ? [] : [entry.approvedBy.id]),
      ...said.map(({ by }) => String(by)),
    ],
  }
}
