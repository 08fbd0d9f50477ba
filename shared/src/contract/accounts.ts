import * as z from 'zod'
import { rosterRoles } from '../roles'
import { id, idParams, instant, phone, typedText } from './common'
import { endpoint } from './endpoint'

/** Supervisors look at people, they do not let anybody in. */
const keepers = { who: 'person', roles: rosterRoles, scope: 'subtree' } as const

const codeSchema = z.object({
  code: z.string().describe('six digits; good for this phone alone, once'),
  expiresAt: instant,
  name: z.string(),
  phoneMasked: z.string(),
  isNew: z.boolean().describe('the code makes an account; false = it lets a known person in again'),
})

/** How people come to an account, and back into it, without SMS: the desk knows who stands there. */
export const accountsEndpoints = {
  ...endpoint('accounts.invite', {
    summary:
      'A one-time code for somebody at the desk, by name and phone; a new phone is a resident',
    tag: 'orgs',
    access: keepers,
    body: z.object({ name: typedText(30), phone, orgId: id.describe('where the resident lives') }),
    status: 201,
    response: codeSchema,
    errors: ['account.not_here', 'account.staff'],
  }),
  ...endpoint('accounts.codeFor', {
    summary: 'A one-time code for a person of the subtree: the first password, or a forgotten one',
    tag: 'orgs',
    access: keepers,
    params: idParams,
    status: 201,
    response: codeSchema,
    errors: ['account.no_phone', 'account.staff'],
  }),
}
