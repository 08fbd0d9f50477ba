import { compileExpression } from '../aggregation/expression'
import { MongoError, unsupported } from '../errors'
import { compileFilter } from '../query/match'
import { isDoc, RANK, rankOf, truthy, typeName } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import type { Evaluate, Vars } from '../aggregation/evaluate'
import type { Matcher, Trace } from '../query/match'
import type { Doc } from '../values/kinds'

/** Shapes one document. */
export type Projector = (doc: Doc, vars?: Vars) => Doc

type Leaf =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'compute'; evaluate: Evaluate }
  | { kind: 'array'; change: (value: unknown, trace: Trace) => unknown; picks: boolean }

type Tree = Map<string, Leaf | Tree>

type Parse = {
  find: boolean
  tree: Tree
  included: boolean
  excluded: boolean
  filter: Matcher | undefined
}

/** Compiles a `find` projection; `filter` is needed for the positional `a.$`. */
export function compileFindProjection(spec: unknown, filter: Matcher): Projector | undefined {
  if (spec === undefined) return undefined
  if (!isDoc(spec))
    throw new MongoError('TypeMismatch', "Expected field 'projection' to be of type object")
  return Object.keys(spec).length === 0 ? undefined : compile(spec, true, filter)
}

/** Compiles `$project`. */
export function compileProject(spec: unknown): Projector {
  if (!isDoc(spec)) throw new MongoError(15969, '$project specification must be an object')
  if (Object.keys(spec).length === 0)
    throw new MongoError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    )
  return compile(spec, false, undefined)
}

function compile(spec: Doc, find: boolean, filter: Matcher | undefined): Projector {
  const parse: Parse = { find, tree: new Map(), included: false, excluded: false, filter }
  for (const [path, value] of Object.entries(spec)) add(parse, path, value)
  const id = parse.tree.get('_id')
  const inclusive = parse.included || (!parse.excluded && isLeaf(id) && id.kind !== 'exclude')
  if (parse.included && parse.excluded) {
    throw new MongoError(31254, 'Cannot do exclusion on a field in inclusion projection')
  }
  if (inclusive && id === undefined) parse.tree.set('_id', { kind: 'include' })
  return (doc, vars = { ROOT: doc }) => {
    const trace: Trace = {}
    if (parse.filter) parse.filter(doc, trace)
    const shaped = inclusive ? include(doc, parse.tree, trace) : exclude(doc, parse.tree, trace)
    return compute(shaped, parse.tree, doc, vars)
  }
}

function isLeaf(node: Leaf | Tree | undefined): node is Leaf {
  return node !== undefined && !(node instanceof Map)
}

function add(parse: Parse, path: string, value: unknown): void {
  if (parse.find && path.endsWith('.$')) {
    parse.included = true
    put(parse.tree, path.slice(0, -2), { kind: 'array', change: positional, picks: true })
    return
  }
  if (path === '' || path.split('.').some((part) => part === '' || part.startsWith('$'))) {
    throw new MongoError(path.includes('$') ? 16410 : 40353, `FieldPath '${path}' is not valid`)
  }
  if (rankOf(value) === RANK.number || typeof value === 'boolean') {
    const kind = truthy(value) ? 'include' : 'exclude'
    if (path !== '_id') parse[kind === 'include' ? 'included' : 'excluded'] = true
    put(parse.tree, path, { kind })
    return
  }
  if (isDoc(value)) {
    const [operator] = Object.keys(value)
    if (operator === undefined)
      throw new MongoError(51270, 'An empty sub-projection is not a valid value')
    if (!operator.startsWith('$')) {
      for (const [name, inner] of Object.entries(value)) add(parse, `${path}.${name}`, inner)
      return
    }
    if (operator === '$meta') throw unsupported('projection $meta', 'BadValue')
    if (parse.find && operator === '$slice') {
      put(parse.tree, path, { kind: 'array', change: findSlice(value.$slice), picks: false })
      return
    }
    if (parse.find && operator === '$elemMatch') {
      parse.included = true
      put(parse.tree, path, { kind: 'array', change: elemMatch(value.$elemMatch), picks: true })
      return
    }
  }
  parse.included = true
  put(parse.tree, path, { kind: 'compute', evaluate: compileExpression(value) })
}

function put(tree: Tree, path: string, leaf: Leaf): void {
  const parts = path.split('.')
  const last = parts.pop()!
  let at = tree
  for (const part of parts) {
    const next = at.get(part) ?? new Map<string, Leaf | Tree>()
    if (isLeaf(next)) throw collision(path)
    at.set(part, next)
    at = next
  }
  if (at.has(last)) throw collision(path)
  at.set(last, leaf)
}

function collision(path: string): MongoError {
  return new MongoError(31249, `Invalid $project :: caused by :: Path collision at ${path}`)
}

function include(doc: Doc, tree: Tree, trace: Trace): Doc {
  const made: Doc = {}
  for (const name of Object.keys(doc)) {
    const node = tree.get(name)
    if (!node) continue
    if (!isLeaf(node)) {
      const inner = through(doc[name], (each) => include(each, node, trace), false)
      if (inner !== undefined) made[name] = inner
    } else if (node.kind === 'include') made[name] = doc[name]
    else if (node.kind === 'array') {
      const value = node.change(doc[name], trace)
      if (value !== undefined) made[name] = value
    }
  }
  return made
}

function exclude(doc: Doc, tree: Tree, trace: Trace): Doc {
  const made: Doc = {}
  for (const name of Object.keys(doc)) {
    const node = tree.get(name)
    if (!node || (isLeaf(node) && (node.kind === 'include' || node.kind === 'compute')))
      made[name] = doc[name]
    else if (!isLeaf(node))
      made[name] = through(doc[name], (each) => exclude(each, node, trace), true)
    else if (node.kind === 'array') {
      const value = node.change(doc[name], trace)
      if (value !== undefined) made[name] = value
    }
  }
  return made
}

/** Applies to a document or to the documents of an array; other values stay or go. */
function through(value: unknown, shape: (doc: Doc) => Doc, keep: boolean): unknown {
  if (isDoc(value)) return shape(value)
  if (!Array.isArray(value)) return keep ? value : undefined
  return value.flatMap((item: unknown) => {
    const shaped = through(item, shape, keep)
    return shaped === undefined ? [] : [shaped]
  })
}

function compute(shaped: Doc, tree: Tree, root: Doc, vars: Vars): Doc {
  for (const [name, node] of tree) {
    if (!isLeaf(node)) {
      if (!computes(node)) continue
      shaped[name] = into(shaped[name], (each) => compute(each, node, root, vars))
    } else if (node.kind === 'compute') {
      const value = node.evaluate(root, vars)
      if (value === undefined) delete shaped[name]
      else shaped[name] = value
    }
  }
  return shaped
}

function computes(tree: Tree): boolean {
  return [...tree.values()].some((node) =>
    isLeaf(node) ? node.kind === 'compute' : computes(node),
  )
}

/** Sets fields inside documents, inside every element of an array, or in place of a scalar. */
function into(value: unknown, set: (doc: Doc) => Doc): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => into(item, set))
  return set(isDoc(value) ? { ...value } : {})
}

/** Compiles `$addFields`: everything stays, the named fields are set. */
export function compileAddFields(spec: unknown, stage: string): Projector {
  if (!isDoc(spec))
    throw new MongoError(
      40272,
      `${stage} specification stage must be an object, got ${typeName(spec)}`,
    )
  const tree: Tree = new Map()
  const addAll = (doc: Doc, prefix: string): void => {
    for (const [name, value] of Object.entries(doc)) {
      const path = `${prefix}${name}`
      if (path.split('.').some((part) => part === '' || part.startsWith('$'))) {
        throw new MongoError(
          name.startsWith('$') ? 16410 : 40353,
          `FieldPath '${path}' is not valid`,
        )
      }
      const first = isDoc(value) ? Object.keys(value)[0] : undefined
      if (isDoc(value) && first !== undefined && !first.startsWith('$')) addAll(value, `${path}.`)
      else put(tree, path, { kind: 'compute', evaluate: compileExpression(value) })
    }
  }
  addAll(spec, '')
  return (doc, vars = { ROOT: doc }) => compute({ ...doc }, tree, doc, vars)
}

function positional(value: unknown, trace: Trace): unknown {
  if (!Array.isArray(value)) return value
  if (trace.position === undefined || trace.position >= value.length) {
    throw new MongoError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    )
  }
  return [value[trace.position] as unknown]
}

function findSlice(operand: unknown): (value: unknown) => unknown {
  const [first, second] = (Array.isArray(operand) ? (operand as unknown[]) : [operand]).map(
    toSafeInteger,
  )
  if (first === undefined || (Array.isArray(operand) && (second === undefined || second <= 0))) {
    throw new MongoError(28724, '$slice takes a number, or a position and a positive count')
  }
  return (value) => {
    if (!Array.isArray(value)) return value
    if (second === undefined) return first >= 0 ? value.slice(0, first) : value.slice(first)
    const start = first >= 0 ? first : Math.max(0, value.length + first)
    return value.slice(start, start + second)
  }
}

function elemMatch(condition: unknown): (value: unknown) => unknown {
  const matches = compileFilter({ items: { $elemMatch: condition } })
  return (value) => {
    const trace: Trace = {}
    if (!Array.isArray(value) || !matches({ items: value }, trace)) return undefined
    return [value[trace.position ?? 0] as unknown]
  }
}
