import { shanghaiDay } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import { CertificateModel } from './certificate.model'

const MOST_EXPORTED = 10_000

/** Certificates of a person, for the export that everybody may ask for. */
export async function exportCertificates(personId: string) {
  const rows = await CertificateModel.find({ personId })
    .sort({ _id: 1 })
    .limit(MOST_EXPORTED)
    .lean()
  return rows.map(({ number, says, issuedOn, by, revoked }) => ({
    number,
    ...says,
    issuedOn,
    askedBy: by?.name ?? null,
    revoked: revoked && { on: shanghaiDay(revoked.at), reason: revoked.reason },
  }))
}

/**
 * Forgets what certificates say of a person, in the caller's transaction. Their numbers stay, so that
 * a paper that is still about is answered truly: its person has closed their account.
 */
export async function eraseCertificates(personId: string, session: ClientSession): Promise<void> {
  await CertificateModel.updateMany(
    { personId },
    { $set: { says: null, key: null, orgPath: [], by: null, revoked: null } },
    { session },
  )
}
