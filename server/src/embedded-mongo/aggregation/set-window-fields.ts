import { MongoError } from '../errors'
import { Budget, sizeOfDoc } from '../query/budget'
import { PAUSE } from '../query/pace'
import { compileAddFields } from '../shape/project'
import { parseSort, sortStream } from '../shape/sort'
import { compare } from '../values/compare'
import { isDoc, typeName } from '../values/kinds'
import { compileExpression } from './expression'
import { compileColumn } from './window'
import { refuseOptions } from './stage'
import type { Pause } from '../query/pace'
import type { SortField } from '../shape/sort'
import type { Doc } from '../values/kinds'
import type { Context, Stage, Stream } from './stage'

/** A document with the value that says which partition it belongs to. */
type Member = { partition: unknown; doc: Doc }

/** Its documents are charged to a budget that columns may use too. */
type Partition = { key: unknown; docs: Doc[]; budget: Budget }

const BY_PARTITION: SortField = { path: 'partition', parts: ['partition'], direction: 1 }

function badType(name: string, value: unknown): MongoError {
  return new MongoError(
    'TypeMismatch',
    `BSON field '$setWindowFields.${name}' is the wrong type '${typeName(value)}', expected type 'object'`,
  )
}

/** `$setWindowFields`: documents by partition and order, with fields worked out over windows. */
export function compileSetWindowFields(spec: unknown, context: Context): Stage {
  if (!isDoc(spec))
    throw new MongoError(
      'FailedToParse',
      `the $setWindowFields stage specification must be an object, found ${typeName(spec)}`,
    )
  refuseOptions('$setWindowFields', spec, 'partitionBy sortBy output', 40415)
  const { partitionBy, sortBy = {}, output } = spec
  if (output === undefined)
    throw new MongoError(40414, "BSON field '$setWindowFields.output' is missing but required")
  if (!isDoc(output)) throw badType('output', output)
  if (!isDoc(sortBy)) throw badType('sortBy', sortBy)
  const sort = parseSort(sortBy)
  const columns = Object.values(output).map((each) => compileColumn(each, sort))
  // The values come in as variables, so that they are set, and collide, as in $addFields.
  const write = compileAddFields(
    Object.fromEntries(Object.keys(output).map((path, i) => [path, `$$columns.c${i}`])),
    '$setWindowFields',
  )
  const partitionOf = compileExpression(partitionBy ?? null)
  const fields = [
    ...(partitionBy === undefined ? [] : [BY_PARTITION]),
    ...sort.map((field) => ({ ...field, parts: ['doc', ...field.parts] })),
  ]
  return function* run(input) {
    for (const partition of partitions(sorted(members(input, partitionOf, context), fields))) {
      if (partition === PAUSE) {
        yield PAUSE
        continue
      }
      const made: unknown[][] = []
      for (const column of columns) made.push(yield* column(partition, context.vars))
      for (const [i, doc] of partition.docs.entries()) {
        const values = Object.fromEntries(made.map((column, c) => [`c${c}`, column[i]]))
        yield write(doc, { ...context.vars, ROOT: doc, columns: values })
      }
    }
  }
}

function* members(
  input: Stream,
  partitionOf: ReturnType<typeof compileExpression>,
  context: Context,
): Generator<Member | Pause> {
  for (const doc of input) {
    if (doc === PAUSE) {
      yield PAUSE
      continue
    }
    const partition = partitionOf(doc, { ...context.vars, ROOT: doc }) ?? null
    if (Array.isArray(partition))
      throw new MongoError(
        'TypeMismatch',
        'An expression used to partition cannot evaluate to value of type array',
      )
    yield { partition, doc }
  }
}

function sorted(
  source: Iterable<Member | Pause>,
  fields: readonly SortField[],
): Iterable<Member | Pause> {
  return fields.length === 0
    ? source
    : sortStream(source, {
        fields,
        limit: 0,
        docOf: (member: Member) => member,
        sizeOf: ({ doc }) => sizeOfDoc(doc),
      })
}

/** Cuts where the partition changes. */
function* partitions(source: Iterable<Member | Pause>): Generator<Partition | Pause> {
  let open: Partition | undefined
  for (const member of source) {
    if (member === PAUSE) {
      yield PAUSE
      continue
    }
    if (open && compare(open.key, member.partition) !== 0) {
      yield open
      open = undefined
    }
    open ??= { key: member.partition, docs: [], budget: new Budget('$setWindowFields') }
    open.budget.spend(sizeOfDoc(member.doc))
    open.docs.push(member.doc)
  }
  if (open) yield open
}
