import type { OutputOf } from '@lianxin/shared/contract'
import mongoose, { Schema } from 'mongoose'
import { isDuplicateKey } from '../../platform/database'

export type SignInStep = OutputOf<'playground.puppetSignIn'>['step']

/** The stand-in's one bot asks to be signed in by a scan. */
interface SignInDocument {
  _id: string
  code: string
  step: SignInStep
  /** The puppet asks twice a second; when it does not any more, nobody waits. */
  expiresAt: Date
}

const schema = new Schema<SignInDocument>(
  {
    _id: { type: String, required: true },
    code: { type: String, required: true },
    step: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'playground_sign_ins', versionKey: false },
)
const SignIn = mongoose.model<SignInDocument>('PlaygroundSignIn', schema)
const THE_ONE = 'bot'

/** Notes that the puppet waits with this code, and says how far that is. */
export async function stepOf(code: string, expiresAt: Date): Promise<SignInStep> {
  const going = await SignIn.findOneAndUpdate(
    { _id: THE_ONE, code },
    { $set: { expiresAt } },
    { returnDocument: 'after' },
  ).lean()
  if (going) return going.step
  try {
    const begun = { $set: { code, step: 'waiting' as const, expiresAt } }
    await SignIn.updateOne({ _id: THE_ONE }, begun, { upsert: true })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  return 'waiting'
}

/** How far the sign-in is that somebody may still do something about. */
export async function openStep(now: Date): Promise<'waiting' | 'scanned' | null> {
  const found = await SignIn.findOne({ _id: THE_ONE, expiresAt: { $gt: now } }).lean()
  return found?.step === 'waiting' || found?.step === 'scanned' ? found.step : null
}

/** Takes a step. @returns false when the sign-in is not where that step begins */
export async function takeStep(
  from: readonly SignInStep[],
  to: SignInStep,
  now: Date,
): Promise<boolean> {
  const taken = await SignIn.updateOne(
    { _id: THE_ONE, step: { $in: [...from] }, expiresAt: { $gt: now } },
    { $set: { step: to } },
  )
  return taken.matchedCount === 1
}
