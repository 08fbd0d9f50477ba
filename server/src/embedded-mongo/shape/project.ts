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
  | { kind: 'array'; change: (value: unknown) => unknown }

type Tree = Map<string, Leaf | Tree>

/** What a projection says so far. `keeps` is decided by the first field that includes or excludes. */
type Parse = { find: boolean; tree: Tree; keeps?: boolean; positional?: string[] }

/** Compiles a `find` projection; `filter` is needed for the positional `a.$`. */
export function compileFindProjection(spec: unknown, filter: Matcher): Projector | undefined {
  if (spec === undefined) return undefined
  if (!isDoc(spec))
    throw new MongoError('TypeMismatch', "Expected field 'projection' to be of type object")
  return Object.keys(spec).length === 0 ? undefined : compile(spec, filter)
}

/** Compiles `$project`. */
export function compileProject(spec: unknown): Projector {
  if (!isDoc(spec)) throw new MongoError(15969, '$project specification must be an object')
  if (Object.keys(spec).length === 0)
    throw new MongoError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    )
  return compile(spec)
}

function compile(spec: Doc, filter?: Matcher): Projector {
  const parse: Parse = { find: filter !== undefined, tree: new Map() }
  for (const [path, value] of Object.entries(spec)) add(parse, path, value)
  const { tree, positional } = parse
  const id = tree.get('_id')
  const keeps = parse.keeps ?? (id === undefined || (isLeaf(id) && id.kind === 'exclude'))
  if (!keeps && id === undefined) tree.set('_id', { kind: 'include' })
  return (doc, vars = { ROOT: doc }) => {
    const from = positional && filter ? pickMatched(doc, positional, filter) : doc
    return compute(shape(from, tree, keeps), tree, doc, vars)
  }
}

function isLeaf(node: Leaf | Tree | undefined): node is Leaf {
  return node !== undefined && !(node instanceof Map)
}

function add(parse: Parse, path: string, value: unknown): void {
  if (parse.find && path.endsWith('.$')) {
    if (parse.positional)
      throw new MongoError(31276, 'Cannot specify more than one positional projection per query.')
    if (!truthy(value))
      throw new MongoError(31395, 'positional projection cannot be used with exclusion')
    parse.positional = path.split('.').slice(0, -1)
    add(parse, path.slice(0, -2), true)
    return
  }
  checkPath(path)
  if (rankOf(value) === RANK.number || typeof value === 'boolean') {
    const kind = truthy(value) ? 'include' : 'exclude'
    if (path !== '_id') decide(parse, kind === 'exclude', path)
    put(parse.tree, path, { kind })
    return
  }
  const [operator] = isDoc(value) ? Object.keys(value) : ['']
  if (isDoc(value) && !operator?.startsWith('$')) {
    if (operator === undefined)
      throw new MongoError(51270, 'An empty sub-projection is not a valid value')
    for (const [name, inner] of Object.entries(value)) add(parse, `${path}.${name}`, inner)
    return
  }
  if (operator === '$meta') throw unsupported('projection $meta', 'BadValue')
  if (parse.find && isDoc(value) && operator === '$slice') {
    put(parse.tree, path, { kind: 'array', change: findSlice(value.$slice) })
    return
  }
  decide(parse, false, path)
  if (parse.find && isDoc(value) && operator === '$elemMatch') {
    if (path.includes('.'))
      throw new MongoError(31255, 'Cannot use $elemMatch projection on a nested field.')
    put(parse.tree, path, { kind: 'array', change: elemMatch(value.$elemMatch) })
  } else put(parse.tree, path, { kind: 'compute', evaluate: compileExpression(value) })
}

function checkPath(path: string): void {
  if (path.split('.').some((part) => part === '' || part.startsWith('$'))) {
    throw new MongoError(path.includes('$') ? 16410 : 40353, `FieldPath '${path}' is not valid`)
  }
}

function decide(parse: Parse, keeps: boolean, path: string): void {
  if (parse.keeps !== undefined && parse.keeps !== keeps) {
    throw keeps
      ? new MongoError(31254, `Cannot do exclusion on field ${path} in inclusion projection`)
      : new MongoError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
  }
  parse.keeps = keeps
}

function put(tree: Tree, path: string, leaf: Leaf): void {
  const parts = path.split('.')
  const last = parts.pop()!
  let at = tree
  for (const part of parts) {
    const next = at.get(part) ?? new Map<string, Leaf | Tree>()
    if (isLeaf(next)) throw new MongoError(31249, `Path collision at ${path}`)
    at.set(part, next)
    at = next
  }
  if (at.has(last)) throw new MongoError(31250, `Path collision at ${path}`)
  at.set(last, leaf)
}

/** Takes what the tree includes; what it does not name goes, or stays when it `keeps`. */
function shape(doc: Doc, tree: Tree, keeps: boolean): Doc {
  const made: Doc = {}
  for (const name of Object.keys(doc)) {
    const value = shapeField(doc[name], tree.get(name), keeps)
    if (value !== undefined) made[name] = value
  }
  return made
}

function shapeField(value: unknown, node: Leaf | Tree | undefined, keeps: boolean): unknown {
  if (node === undefined) return keeps ? value : undefined
  if (!isLeaf(node)) return shapeInside(value, node, keeps)
  if (node.kind === 'array') return node.change(value)
  return node.kind === 'include' ? value : undefined
}

/** Shapes a document, or the documents of an array. A place that gets computed fields is kept. */
function shapeInside(value: unknown, tree: Tree, keeps: boolean): unknown {
  if (isDoc(value)) return shape(value, tree, keeps)
  if (!Array.isArray(value)) return keeps ? value : computes(tree) ? {} : undefined
  return value
    .map((item: unknown) => shapeInside(item, tree, keeps))
    .filter((item) => item !== undefined)
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
      checkPath(path)
      const first = isDoc(value) ? Object.keys(value)[0] : undefined
      if (isDoc(value) && first !== undefined && !first.startsWith('$')) addAll(value, `${path}.`)
      else put(tree, path, { kind: 'compute', evaluate: compileExpression(value) })
    }
  }
  addAll(spec, '')
  return (doc, vars = { ROOT: doc }) => compute({ ...doc }, tree, doc, vars)
}

/** For `a.$`: of the first array on the path only the element that the filter matched. */
function pickMatched(doc: Doc, parts: readonly string[], filter: Matcher): Doc {
  const trace: Trace = {}
  filter(doc, trace)
  const pick = (value: unknown, at: number): unknown => {
    if (Array.isArray(value)) {
      if (trace.position === undefined) {
        throw new MongoError(
          51246,
          "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
        )
      }
      if (trace.position >= value.length)
        throw new MongoError(51247, "positional operator '.$' element mismatch")
      return [value[trace.position] as unknown]
    }
    const name = parts[at]
    return isDoc(value) && name !== undefined && Object.hasOwn(value, name)
      ? { ...value, [name]: pick(value[name], at + 1) }
      : value
  }
  return pick(doc, 0) as Doc
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
