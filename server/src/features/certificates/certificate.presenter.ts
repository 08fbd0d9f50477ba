import { shanghaiDay } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { maskName } from '../../platform/masked-name'
import { fontsFor } from '../../platform/chinese-font'
import type { Served } from '../hours'
import type { CertificateDeps } from './certificate.deps'
import type { CertificateDocument } from './certificate.model'
import { stateOf } from './certificate.rules'

type Shown = OutputOf<'me.askCertificate'>
const nothing: Served = { credited: 0, added: 0, services: 0 }

/** Certificates as pages show them: what they say, and whether it still holds. */
export function createCertificatePresenter({ record }: Pick<CertificateDeps, 'record'>) {
  /** Of one person, and none that is closed: nobody could ask for those. */
  async function presentMany(rows: readonly CertificateDocument[]): Promise<Shown[]> {
    const [first] = rows
    if (!first) return []
    const said = rows.flatMap(({ says, ...row }) => (says ? [{ ...row, says }] : []))
    const [standing, fonts] = await Promise.all([
      record.servedIn(
        String(first.personId),
        said.map(({ says }) => says),
      ),
      fontsFor(said.map(({ says }) => says.name + says.orgName + says.issuer).join('')),
    ])
    return said.map((row, index): Shown => {
      const { _id, number, says, issuedOn, revoked } = row
      const now = standing[index] ?? nothing
      const state = stateOf(row, now)
      return {
        ...says,
        id: String(_id),
        number,
        issuedOn,
        state,
        now: state === 'corrected' ? now : null,
        revoked: revoked && { on: shanghaiDay(revoked.at), reason: revoked.reason },
        drawable: [...says.name, ...says.orgName, ...says.issuer].every(fonts.fontOf),
      }
    })
  }

  async function present(row: CertificateDocument): Promise<Shown> {
    const [one] = await presentMany([row])
    if (!one) throw new Error('a certificate that is closed is shown to nobody')
    return one
  }

  /** What anybody sees who has the number: the name masked, and nothing of one that is no good. */
  async function presentPublic(
    row: CertificateDocument,
  ): Promise<OutputOf<'certificates.publicLookup'>> {
    const { number, issuedOn, says } = row
    const [now = nothing] = says ? await record.servedIn(String(row.personId), [says]) : []
    const state = stateOf(row, now)
    const holds = state === 'valid' || state === 'corrected'
    return {
      number,
      state,
      issuedOn,
      says: says && holds ? { ...says, name: maskName(says.name) } : null,
      now: state === 'corrected' ? now : null,
    }
  }

  return { presentMany, present, presentPublic }
}
