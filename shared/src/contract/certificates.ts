import * as z from 'zod'
import { certificateStates } from '../certificates'
import { roles } from '../roles'
import { anyone, day, id, idParams, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const own = { who: 'person', roles, scope: 'self' } as const
const pdf = 'application/pdf'
const count = z.number().int().min(0)

const figures = z.object({
  credited: count.describe('minutes that somebody checked in for'),
  added: count.describe('minutes that an organizer wrote in, with reason and proof'),
  services: count.describe('次: dates at which there is any time'),
})
const said = figures.extend({
  name: z.string(),
  issuer: z.string(),
  from: day.nullable().describe('null: since the beginning'),
  to: day,
  stars: count,
})
const certificate = said.extend({
  id,
  number: z.string(),
  orgName: z.string().describe('where the person lives or is organized'),
  issuedOn: day,
  state: z.enum(certificateStates),
  now: figures.nullable().describe('what the ledger says by now; null unless corrected'),
  revoked: z.object({ on: day, reason: z.string() }).nullable(),
  drawable: z.boolean().describe('false: a character of it is to be filled in by hand'),
})
/** A period that ends later than today ends today; a year is its first and last day. */
const wish = z.object({
  from: day.optional().describe('default: since the beginning'),
  to: day.optional().describe('default, and at most: today'),
  orgId: id.optional().describe('which of the person’s organizations stands on it'),
})
const issueErrors = ['certificate.bad_period', 'certificate.no_hours'] as const

export const certificatesEndpoints = {
  ...endpoint('me.askCertificate', {
    summary:
      'A certificate of my confirmed hours; the same again on a day, unchanged, is the same one',
    tag: 'certificates',
    access: own,
    body: wish,
    status: 201,
    response: certificate,
    errors: issueErrors,
  }),
  ...endpoint('me.certificates', {
    summary: 'My certificates and whether they still hold, newest first',
    tag: 'certificates',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(certificate),
  }),
  ...endpoint('me.certificateFile', {
    summary: 'One of mine on A4, to keep or to print',
    tag: 'certificates',
    access: own,
    params: idParams,
    binary: pdf,
    errors: ['certificate.revoked'],
  }),
  ...endpoint('certificates.issue', {
    summary: 'The same for somebody of the subtree, who has no phone perhaps',
    tag: 'certificates',
    access: staff,
    params: idParams,
    body: wish,
    status: 201,
    response: certificate,
    errors: issueErrors,
  }),
  ...endpoint('certificates.list', {
    summary: 'Certificates of a person by organizations of the subtree, newest first',
    tag: 'certificates',
    access: staff,
    params: idParams,
    query: z.object({ ...pageQuery }),
    response: page(certificate).extend({ name: z.string() }),
  }),
  ...endpoint('certificates.file', {
    summary: 'One of them on A4',
    tag: 'certificates',
    access: staff,
    params: idParams,
    binary: pdf,
    errors: ['certificate.revoked'],
  }),
  ...endpoint('certificates.revoke', {
    summary: 'Take one back, with a reason; hours stay as they are. Again changes nothing',
    tag: 'certificates',
    access: staff,
    params: idParams,
    body: z.object({ reason: typedText(100) }),
    response: certificate,
  }),
  ...endpoint('certificates.publicLookup', {
    summary: 'Is a certificate true? By its number (POST, so that the number stays out of logs)',
    tag: 'public',
    access: anyone,
    body: z.object({ number: z.string().trim().min(4, '请填编号').max(40, '编号没有这么长') }),
    response: z.object({
      number: z.string(),
      state: z.enum(certificateStates),
      issuedOn: day,
      says: said.nullable().describe('name masked; null when it was taken back or says no more'),
      now: figures.nullable().describe('what the ledger says by now; null unless corrected'),
    }),
    errors: ['certificate.unknown'],
  }),
}
