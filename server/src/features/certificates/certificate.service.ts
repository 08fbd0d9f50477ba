import { createHash, randomBytes } from 'node:crypto'
import { shanghaiDay, staffRoles } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { nextNumber } from '../../platform/counter.model'
import { isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { codeFrom } from '../../platform/readable-code'
import { getOrgs, type OrgRecord } from '../orgs'
import type { PersonRecord } from '../people'
import type { CertificateDeps } from './certificate.deps'
import {
  CertificateModel,
  toId,
  type CertificateDocument,
  type Statement,
} from './certificate.model'
import { numberOf, periodOf, readNumber } from './certificate.rules'

type Wish = HandlerInputOf<'me.askCertificate'>['body']
type Query = HandlerInputOf<'me.certificates'>['query']
type Page = Pick<OutputOf<'me.certificates'>, 'nextCursor'> & { items: CertificateDocument[] }

/** Who vouches: a grid has no seal, so what is above it does. */
async function issuerOf(org: OrgRecord): Promise<OrgRecord> {
  const orgs = await getOrgs(org.path)
  const above = org.path.map((id) => orgs.get(id)).filter((each) => each !== undefined)
  return above.findLast(({ level }) => level !== 'grid') ?? org
}

function keyOf(personId: string, orgId: string, says: Statement): string {
  const { name, orgName, issuer, from, to, credited, added, services, stars } = says
  return createHash('sha256')
    .update(JSON.stringify([personId, orgId, name, orgName, issuer, from, to]))
    .update(JSON.stringify([credited, added, services, stars]))
    .digest('base64url')
}

/** Certificates of service: issued from the ledger, looked up, taken back. */
export function createCertificateService({ clock, people, record }: CertificateDeps) {
  /**
   * Issues one. What it says is its key: the same again is the same certificate, whoever asks and
   * however many at once; once the ledger says something else it is another one.
   */
  async function issue(
    person: PersonRecord,
    org: OrgRecord,
    wish: Wish,
    by: CertificateDocument['by'],
  ): Promise<CertificateDocument> {
    const at = clock.now()
    const today = shanghaiDay(at)
    const period = periodOf(wish, today)
    const [[served], stars, issuer] = await Promise.all([
      record.servedIn(person.id, [period]),
      record.starsOf(person),
      issuerOf(org),
    ])
    ensure(served && served.credited + served.added > 0, 'certificate.no_hours')
    const named = { name: person.name, orgName: org.name, issuer: issuer.name }
    const says: Statement = { ...named, ...period, ...served, stars }
    const key = keyOf(person.id, org.id, says)
    const known = await CertificateModel.findOne({ key }).lean()
    if (known) return known
    const serial = await nextNumber(`certificates:${today.slice(0, 4)}`)
    try {
      const made = await CertificateModel.create({
        number: numberOf(today, serial, codeFrom(randomBytes(32).toString('base64url'))),
        key,
        personId: toId(person.id),
        orgPath: org.path.map(toId),
        says,
        issuedOn: today,
        at,
        by,
      })
      return made.toObject()
    } catch (error) {
      // Somebody asked for the same at the same moment: theirs is as good.
      const other = isDuplicateKey(error) ? await CertificateModel.findOne({ key }).lean() : null
      if (!other) throw error
      return other
    }
  }

  /** The organizations of a person's posts, the first one first. */
  async function orgsOf({ posts }: Pick<PersonRecord, 'posts'>): Promise<OrgRecord[]> {
    const orgs = await getOrgs(posts.map(({ orgId }) => orgId))
    return posts.map(({ orgId }) => orgs.get(orgId)).filter((org) => org !== undefined)
  }

  /** @throws AppError auth.forbidden for an organization not theirs, certificate.* */
  async function ask(actor: PersonActor, wish: Wish): Promise<CertificateDocument> {
    const person = await people.get(actor.id)
    ensure(person, 'request.not_found')
    const orgs = await orgsOf(person)
    const org = orgs.find(({ id }) => wish.orgId === undefined || id === wish.orgId)
    ensure(org, 'auth.forbidden')
    return issue(person, org, wish, null)
  }

  /** Somebody whom the desk knows, with those of their organizations that it may act for. */
  async function atDesk(actor: PersonActor, personId: string) {
    const person = await people.get(personId)
    const all = person ? await orgsOf(person) : []
    const orgs = all.filter(({ path }) => covers(actor, path, staffRoles))
    ensure(person && orgs.length > 0, 'request.not_found')
    return { person, orgs }
  }

  /** For somebody of the subtree. @throws AppError request.not_found, auth.forbidden, certificate.* */
  async function issueFor(
    actor: PersonActor,
    personId: string,
    wish: Wish,
  ): Promise<CertificateDocument> {
    const { person, orgs } = await atDesk(actor, personId)
    const org = orgs.find(({ id }) => wish.orgId === undefined || id === wish.orgId)
    ensure(org, 'auth.forbidden')
    return issue(person, org, wish, { id: actor.id, name: actor.name })
  }

  async function page(match: object, { cursor, limit }: Query): Promise<Page> {
    const after = cursor ? decodeCursor(cursor, ['id']) : null
    const rows = await CertificateModel.find({
      ...match,
      ...(after ? { _id: { $lt: toId(after[0]) } } : {}),
    })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean()
    return cutPage(rows, limit, (row) => [String(row._id)])
  }

  /** One's own, newest first. */
  async function mine(actor: PersonActor, query: Query): Promise<Page> {
    return page({ personId: toId(actor.id) }, query)
  }

  /** A person's by organizations of the desk's subtree, newest first. @throws AppError request.not_found */
  async function listOf(
    actor: PersonActor,
    personId: string,
    query: Query,
  ): Promise<Page & { name: string }> {
    const { person } = await atDesk(actor, personId)
    const orgPath = { $in: rootsOf(actor, staffRoles).map(toId) }
    return { ...(await page({ personId: toId(personId), orgPath }, query)), name: person.name }
  }

  /** @throws AppError request.not_found */
  async function own(actor: PersonActor, id: string): Promise<CertificateDocument> {
    const row = await CertificateModel.findOne({ _id: id, personId: actor.id }).lean()
    ensure(row, 'request.not_found')
    return row
  }

  /** @throws AppError request.not_found */
  async function ofDesk(actor: PersonActor, id: string): Promise<CertificateDocument> {
    const row = await CertificateModel.findById(id).lean()
    ensure(row && covers(actor, row.orgPath.map(String), staffRoles), 'request.not_found')
    return row
  }

  /**
   * Takes one back; again changes nothing. Hours stay as they are: the same may be asked for anew,
   * and gets another number.
   * @throws AppError request.not_found
   */
  async function revoke(actor: PersonActor, id: string, reason: string) {
    await ofDesk(actor, id)
    const by = { id: actor.id, name: actor.name }
    await CertificateModel.updateOne(
      { _id: id, revoked: null, says: { $ne: null } },
      { $set: { revoked: { by, reason, at: clock.now() }, key: null } },
    )
    return ofDesk(actor, id)
  }

  /** @throws AppError certificate.unknown */
  async function byNumber(typed: string): Promise<CertificateDocument> {
    const number = readNumber(typed)
    const row = number && (await CertificateModel.findOne({ number }).lean())
    ensure(row, 'certificate.unknown')
    return row
  }

  return { ask, issueFor, mine, listOf, own, ofDesk, revoke, byNumber }
}
