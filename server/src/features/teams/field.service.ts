import {
  builtInFields,
  fieldsInForce,
  MOST_OWN_FIELDS,
  staffRoles,
  type FieldGroup,
  type TeamField,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { covers, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import { getOrg } from '../orgs'
import { FieldsModel } from './field.model'

interface FieldChange {
  orgId: string
  /** Null = add one. */
  key: string | null
  group: FieldGroup
  name: string
  off: boolean
}

const plain = ({ key, group, name, off }: TeamField): TeamField => ({ key, group, name, off })

/** Fields in force in some root organizations, each once. */
export async function fieldsOf(roots: readonly string[]): Promise<Map<string, TeamField[]>> {
  const rows = await FieldsModel.find({ _id: { $in: [...new Set(roots)] } }).lean()
  const changed = new Map(rows.map((row) => [String(row._id), row.changed.map(plain)]))
  return new Map(roots.map((root) => [root, fieldsInForce(changed.get(root) ?? [])]))
}

/** What a list of fields becomes, and the one that was meant. @throws AppError team.field_… */
function apply(changed: readonly TeamField[], { key, group, name, off }: FieldChange) {
  const all = fieldsInForce(changed)
  const ofName = all.find((field) => field.name === name)
  if (key === null && ofName) return replace(changed, { ...ofName, off })
  if (key === null) {
    const own = all.length - builtInFields.length
    ensure(own < MOST_OWN_FIELDS, 'team.too_many_fields')
    return replace(changed, { key: `own-${own + 1}`, group, name, off })
  }
  const ofKey = all.find((field) => field.key === key)
  ensure(ofKey, 'team.field_unknown')
  ensure(!ofName || ofName.key === key, 'team.field_taken')
  return replace(changed, { ...ofKey, name, off })
}

function replace(changed: readonly TeamField[], field: TeamField) {
  const known = changed.some(({ key }) => key === field.key)
  const next = known
    ? changed.map((each) => (each.key === field.key ? field : each))
    : [...changed, field]
  return { field, changed: next }
}

/** The fields that teams work in: forty, and what a root organization made of them. */
export function createFieldService({ clock }: { clock: Clock }) {
  /**
   * The list as the root above an organization has it.
   * @param orgId none = the only root that changed any; of several the reader must say which
   * @throws AppError request.not_found
   */
  async function list(orgId: string | undefined): Promise<OutputOf<'teamFields.list'>> {
    let rootId: string | null = null
    if (orgId === undefined) {
      const rows = await FieldsModel.find({}, { _id: 1 }).limit(2).lean()
      if (rows.length === 1) rootId = String(rows[0]?._id)
    } else {
      const org = await getOrg(orgId)
      ensure(org, 'request.not_found')
      rootId = org.path[0] ?? null
    }
    const items = rootId ? (await fieldsOf([rootId])).get(rootId) : fieldsInForce([])
    return { rootId, items: items ?? [] }
  }

  /**
   * Renames a field, switches it, or adds one. Nothing is ever removed: teams hold its key.
   * @throws AppError auth.forbidden, team.field_unknown, team.field_taken, team.too_many_fields
   */
  async function set(actor: PersonActor, change: FieldChange): Promise<OutputOf<'teamFields.set'>> {
    const { orgId } = change
    const org = await getOrg(orgId)
    ensure(org?.parentId === null && covers(actor, org.path, staffRoles), 'auth.forbidden')
    return inTransaction(async (session) => {
      const row = await FieldsModel.findById(orgId).session(session).lean()
      const { field, changed } = apply((row?.changed ?? []).map(plain), change)
      await FieldsModel.updateOne(
        { _id: orgId },
        { $set: { changed, by: actor.id, at: clock.now() } },
        { session, upsert: true },
      ).catch((error: unknown) => {
        throw isDuplicateKey(error) ? runAgain(error) : error
      })
      return field
    })
  }

  return { list, set }
}

export type FieldService = ReturnType<typeof createFieldService>
