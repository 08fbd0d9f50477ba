import { route, type BinaryAnswer, type Route } from '../../http/route'
import { ensure } from '../../platform/app-error'
import type { CertificateDeps } from './certificate.deps'
import type { CertificateDocument } from './certificate.model'
import { drawCertificate } from './certificate.pdf'
import { createCertificatePresenter } from './certificate.presenter'
import { createCertificateService } from './certificate.service'

export { eraseCertificates, exportCertificates } from './certificate.privacy'

/** Makes certificates of volunteer service (志愿服务证明): issued, printed, verified, taken back. */
export function createCertificates(deps: CertificateDeps): { routes: Route[] } {
  const service = createCertificateService(deps)
  const { present, presentMany, presentPublic } = createCertificatePresenter(deps)

  /** @throws AppError certificate.revoked */
  async function fileOf(row: CertificateDocument): Promise<BinaryAnswer> {
    const { says, revoked, number, issuedOn, at } = row
    ensure(says && revoked === null, 'certificate.revoked')
    const link = `${deps.publicUrl}/#/volunteer/verify/index?number=${number}`
    const bytes = await drawCertificate({ says, number, issuedOn, at, link })
    return { bytes, fileName: `${says.name}-志愿服务证明-${issuedOn}.pdf` }
  }

  return {
    routes: [
      route('me.askCertificate', async ({ body }, { actor }) =>
        present(await service.ask(actor, body)),
      ),
      route('me.certificates', async ({ query }, { actor }) => {
        const { items, nextCursor } = await service.mine(actor, query)
        return { items: await presentMany(items), nextCursor }
      }),
      route('me.certificateFile', async ({ params }, { actor }) =>
        fileOf(await service.own(actor, params.id)),
      ),
      route('certificates.issue', async ({ params, body }, { actor }) =>
        present(await service.issueFor(actor, params.id, body)),
      ),
      route('certificates.list', async ({ params, query }, { actor }) => {
        const { name, items, nextCursor } = await service.listOf(actor, params.id, query)
        return { name, items: await presentMany(items), nextCursor }
      }),
      route('certificates.file', async ({ params }, { actor }) =>
        fileOf(await service.ofDesk(actor, params.id)),
      ),
      route('certificates.revoke', async ({ params, body }, { actor }) =>
        present(await service.revoke(actor, params.id, body.reason)),
      ),
      route('certificates.publicLookup', async ({ body }) =>
        presentPublic(await service.byNumber(body.number)),
      ),
    ],
  }
}
