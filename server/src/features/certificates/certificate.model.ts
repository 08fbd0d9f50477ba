import mongoose, { Schema, Types } from 'mongoose'
import type { Served } from '../hours'

/** What a certificate says: written once, however the ledger, names or stars change afterwards. */
export interface Statement extends Served {
  name: string
  orgName: string
  issuer: string
  from: string | null
  to: string
  stars: number
}

export interface CertificateDocument {
  _id: Types.ObjectId
  /** As it is printed. */
  number: string
  /** Hash of person, organization and all that is said; null once it may be asked for anew. */
  key: string | null
  personId: Types.ObjectId
  /** The organization that stands on it, with those above: their staff may take it back. */
  orgPath: Types.ObjectId[]
  /** Null once its person has closed their account. */
  says: Statement | null
  /** Shanghai day. */
  issuedOn: string
  at: Date
  /** Staff who asked for it; null: the person did. */
  by: { id: string; name: string } | null
  revoked: { by: { id: string; name: string }; reason: string; at: Date } | null
}
const { ObjectId, Mixed } = Schema.Types
const certificate = new Schema<CertificateDocument>(
  {
    number: { type: String, required: true },
    key: { type: String, default: null },
    personId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    says: { type: Mixed, default: null },
    issuedOn: { type: String, required: true },
    at: { type: Date, required: true },
    by: { type: Mixed, default: null },
    revoked: { type: Mixed, default: null },
  },
  { collection: 'certificates', versionKey: false },
)
certificate.index({ number: 1 }, { unique: true })
certificate.index(
  { key: 1 },
  { unique: true, partialFilterExpression: { key: { $type: 'string' } } },
)
certificate.index({ personId: 1, _id: -1 })
export const CertificateModel = mongoose.model<CertificateDocument>('Certificate', certificate)

/** The id type of the database, for those who may not know mongoose. */
export function toId(id: string): Types.ObjectId {
  return new Types.ObjectId(id)
}
