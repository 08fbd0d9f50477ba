import { Double, EJSON, Int32 } from 'bson'
import { equals } from '../values/compare'
import { isDoc } from '../values/kinds'
import { isIndex, readPath, visitPath } from '../values/paths'
import type { Doc } from '../values/kinds'
import { show } from './answers'
import type { Answer } from './answers'
import type { Question } from './random-shapes'
import type { UpdateCase } from './random-updates'

/** A way in which PostgreSQL + DocumentDB answers otherwise, and MongoDB's rule, which is kept here. */
type Known<Case> = {
  rule: string
  explains: (asked: Case, before: readonly Doc[], ours: Answer, theirs: Answer) => boolean
}

const docsOf = (answer: Answer): Doc[] =>
  'docs' in answer ? show(answer).map((text): Doc => EJSON.parse(text, { relaxed: false })) : []

const codeOf = (answer: Answer): number | undefined => ('code' in answer ? answer.code : undefined)

/** The same value with the fields of every document in alphabetical order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (!isDoc(value)) return value
  const fields = Object.entries(value).map(([name, field]) => [name, ordered(field)] as const)
  return Object.fromEntries(fields.toSorted(([x], [y]) => (x < y ? -1 : 1)))
}

/** The same documents, whatever the order of their fields (and so of documents without a sort). */
const sameButForOrder = (ours: Answer, theirs: Answer): boolean => {
  const [a, b] = [ours, theirs].map((answer) =>
    docsOf(answer).map((doc) => EJSON.stringify(ordered(doc), { relaxed: false })),
  )
  return 'docs' in ours && 'docs' in theirs && equals(a?.toSorted(), b?.toSorted())
}

function isOddInOrder(doc: Doc, parts: readonly string[]): boolean {
  return (
    visitPath(doc, parts, (value) => Array.isArray(value) && value.length === 0) ||
    parts.some((part, i) => isIndex(part) && Array.isArray(readPath(doc, parts.slice(0, i + 1))))
  )
}

const hasNoElement = (answer: Answer): boolean =>
  'message' in answer && /M00A[13]/.test(answer.message)

/** Documents that only one of the two gave. */
function differing(ours: Answer, theirs: Answer): Doc[] {
  const [a, b] = [docsOf(ours), docsOf(theirs)]
  return [...a, ...b].filter((doc) => !(has(a, doc) && has(b, doc)))
}

/** Does each of these documents, or the filter itself, bring MinKey into an expression? */
function comparesMinKey(filter: Doc, docs: readonly Doc[]): boolean {
  const texts = docs.map((doc) => EJSON.stringify([filter, doc]))
  return (
    texts.length > 0 && texts.every((each) => each.includes('$expr') && each.includes('$minKey'))
  )
}

const holdsEmptyArray = (value: unknown): boolean =>
  Array.isArray(value) && value.some((item) => Array.isArray(item) && item.length === 0)

/** Is something inside of arrays compared by `$gte: null` or `$lte: null`? */
const boundsByNull = (...parts: unknown[]): boolean =>
  /\$elemMatch|\$pull/.test(JSON.stringify(parts)) && /"\$[gl]te":null/.test(JSON.stringify(parts))

const has = (docs: readonly Doc[], doc: Doc): boolean => docs.some((other) => equals(other, doc))

const QUESTIONS: readonly Known<Question>[] = [
  {
    rule: 'An empty array sorts before null, an array at a position as itself; there both are null.',
    explains: ({ sort, limit }, rows, ours, theirs) => {
      if (!sort || !('docs' in ours && 'docs' in theirs)) return false
      const odd = (doc: Doc): boolean =>
        Object.keys(sort).some((path) => isOddInOrder(doc, path.split('.')))
      if (limit > 0) return rows.some(odd)
      const [a, b] = [ours, theirs].map((answer) => docsOf(answer).filter((doc) => !odd(doc)))
      return equals(a, b)
    },
  },
  {
    rule: 'Computed fields follow the included ones; there those that were there keep their place.',
    explains: ({ projection }, _rows, ours, theirs) =>
      Object.values(projection ?? {}).some(
        (value) => typeof value === 'string' || Array.isArray(value) || isDoc(value),
      ) && sameButForOrder(ours, theirs),
  },
  {
    rule: 'No element for `a.$` is 51246 or 51247; there it is a code of its own.',
    explains: (_asked, _rows, ours, theirs) =>
      [51246, 51247].includes(codeOf(ours) ?? 0) && hasNoElement(theirs),
  },
  {
    rule: 'An element without the field is where null was found; there no element was.',
    explains: ({ filter }, _rows, ours, theirs) =>
      'docs' in ours && hasNoElement(theirs) && JSON.stringify(filter).includes('null'),
  },
  {
    rule: 'In an expression a missing field is more than MinKey; there it is less.',
    explains: ({ filter }, _rows, ours, theirs) => comparesMinKey(filter, differing(ours, theirs)),
  },
  {
    rule: 'What is negated names no element for `a.$`; there it is the first.',
    explains: (_asked, _rows, ours, theirs) =>
      [51246, 51247].includes(codeOf(ours) ?? 0) && 'docs' in theirs,
  },
  {
    rule: '$gte and $lte null match a missing field of an element, as they do elsewhere; there not.',
    explains: ({ filter, projection }, _rows, ours, theirs) =>
      boundsByNull(filter, projection) && 'docs' in ours && 'docs' in theirs,
  },
  {
    rule: 'An array in an array is a document to $elemMatch; there not when it is empty.',
    explains: ({ filter }, _rows, ours, theirs) =>
      JSON.stringify(filter).includes('$elemMatch') &&
      'docs' in ours &&
      'docs' in theirs &&
      differing(ours, theirs).every((doc) => Object.values(doc).some(holdsEmptyArray)),
  },
]

/** Our code and theirs where both refuse, with what MongoDB looks at first. */
const CODES: { [codes: string]: string } = {
  '2/9': 'Of two mistakes either may be named.',
  '2/14': 'Of two mistakes either may be named.',
  '2/28': 'What `$[]` looks into must be an array: BadValue.',
  '2/40': 'A dynamic $rename and a `$` without its element are BadValue, whatever else conflicts.',
  '2/54': 'The update is parsed before the equalities of the query are read.',
  '9/54': 'The update is parsed before the equalities of the query are read.',
  '14/9': 'Operands are checked before documents.',
  '14/2': '$pop of what is no array is TypeMismatch.',
  '14/28': 'Operands are checked before documents.',
  '14/40': 'Operands are checked before conflicts.',
  '14/54': 'The update is parsed before the equalities of the query are read.',
  '28/2': 'A path through a scalar is PathNotViable, for $rename too.',
  '28/14': 'Of two mistakes either may be named.',
  '28/9': 'A name in the place of a position is PathNotViable.',
  '40/2': 'Conflicts are looked for before any document.',
  '40/9': 'Conflicts are looked for before any document.',
  '40/14': 'Conflicts are looked for before any document.',
  '40/28': 'Conflicts are looked for before any document.',
  '40/54': 'The update is parsed before the equalities of the query are read.',
}

const partsOf = (update: Doc | Doc[]): string[][] =>
  Array.isArray(update)
    ? []
    : Object.values(update).flatMap((fields) =>
        isDoc(fields) ? Object.keys(fields).map((path) => path.split('.')) : [],
      )

const uses = ({ update }: UpdateCase, ...operators: string[]): boolean =>
  !Array.isArray(update) && operators.some((operator) => operator in update)

const isEmpty = (doc: Doc): boolean => Object.keys(doc).length === 0

/** Takes out what is made on the way: empty documents on the update's paths, nulls in arrays. */
function withoutWays(doc: Doc, update: Doc | Doc[]): unknown {
  const paths = new Set<string>()
  for (const parts of [
    ...partsOf(update),
    ...Object.values((update as Doc).$rename ?? {}).map((to) => String(to).split('.')),
  ])
    for (let i = 1; i < parts.length; i += 1) paths.add(parts.slice(0, i).join('.'))
  const clean = (value: unknown, path: string): unknown => {
    if (Array.isArray(value))
      return value.filter((item) => item !== null && !(isDoc(item) && isEmpty(item)))
    if (!isDoc(value)) return value
    const fields = Object.entries(value)
      .map(([name, field]) => [name, clean(field, `${path}${name}.`)] as const)
      .filter(([name, field]) => !(isDoc(field) && isEmpty(field) && paths.has(`${path}${name}`)))
    return Object.fromEntries(fields)
  }
  return ordered(clean(doc, ''))
}

const UPDATES: readonly Known<UpdateCase>[] = [
  {
    rule: 'New fields come in the order of their names; there in the order of the update.',
    explains: (_asked, _before, ours, theirs) => sameButForOrder(ours, theirs),
  },
  {
    rule: 'Every part of an update is checked; there only what applies to a document.',
    explains: (asked, before, ours, theirs) =>
      'code' in ours &&
      'docs' in theirs &&
      (equals(docsOf(theirs), before) ||
        uses(asked, '$setOnInsert') ||
        ours.message.includes('with non-numeric argument')),
  },
  {
    rule: '$pop, $pull, $pullAll and $rename of nothing change nothing; there the way to it is made.',
    explains: (asked, _before, ours, theirs) => {
      const [a] = docsOf(ours)
      const [b] = docsOf(theirs)
      return (
        uses(asked, '$pop', '$pull', '$pullAll', '$rename') &&
        a !== undefined &&
        b !== undefined &&
        equals(withoutWays(a, asked.update), withoutWays(b, asked.update))
      )
    },
  },
  {
    rule: '`a.$` is the element that matched: it goes with `a.b`; there that is a conflict.',
    explains: ({ update }, _before, _ours, theirs) =>
      codeOf(theirs) === 40 && partsOf(update).some((parts) => parts.includes('$')),
  },
  {
    rule: 'What `$` and `$[]` stand for must be there; there they may stand for nothing.',
    explains: (_asked, _before, ours, theirs) =>
      'message' in ours &&
      /positional operator|must exist in the document/.test(ours.message) &&
      'docs' in theirs,
  },
  {
    rule: '`$` may stand for a place after the end of another array; there nothing is put there.',
    explains: ({ update }, before, ours, theirs) =>
      partsOf(update).some((parts) => parts.includes('$')) &&
      'docs' in ours &&
      equals(docsOf(theirs), before),
  },
  {
    rule: 'A scalar has no fields, which arrayFilters take for null; there it is passed over.',
    explains: ({ arrayFilters }, _before, ours, theirs) =>
      codeOf(ours) === 28 &&
      'docs' in theirs &&
      JSON.stringify(arrayFilters ?? []).includes('null'),
  },
  {
    rule: 'In an expression a missing field is more than MinKey; there it is less.',
    explains: ({ filter, doc }) => comparesMinKey(filter, [doc]),
  },
  {
    rule: '$gte and $lte null match a missing field of an element, as they do elsewhere; there not.',
    explains: ({ filter, update }, _before, ours, theirs) =>
      boundsByNull(filter, update) && 'docs' in ours && 'docs' in theirs,
  },
  {
    rule: 'NaN is less than every number; there it is more.',
    explains: (asked, _before, ours, theirs) =>
      uses(asked, '$min', '$max') &&
      'docs' in ours &&
      'docs' in theirs &&
      [ours, theirs].some((answer) => show(answer).join('').includes('NaN')),
  },
  {
    rule: 'An element without the field is where null was found; there it is passed over.',
    explains: ({ filter, update }, _before, ours, theirs) =>
      'docs' in ours &&
      'docs' in theirs &&
      JSON.stringify(filter).includes('null') &&
      partsOf(update).some((parts) => parts.includes('$')),
  },
  {
    rule: 'The same decimals, with another number of zeros at their ends.',
    explains: (asked, _before, ours, theirs) =>
      uses(asked, '$inc', '$mul') &&
      'docs' in theirs &&
      equals(ordered(docsOf(ours)), ordered(docsOf(theirs))),
  },
  {
    rule: '$rename looks at the way to its source first, and does nothing where that ends.',
    explains: (asked, _before, ours, theirs) =>
      uses(asked, '$rename') &&
      ((codeOf(ours) === 28 && 'docs' in theirs) ||
        ('docs' in ours &&
          'message' in theirs &&
          /of a rename|Invalid array index path|invalid array element|Failed to create the field/.test(
            theirs.message,
          ))),
  },
  {
    rule: '`a.$[x]` makes an array of `a`, in which no other part of `a` has a place.',
    explains: ({ update }, _before, ours, theirs) =>
      codeOf(ours) === 40 &&
      'docs' in theirs &&
      partsOf(update).some((parts) => parts.some((part) => part.startsWith('$['))),
  },
  {
    rule: '`$` is a name like any other where there is no array; there it is refused.',
    explains: (_asked, _before, ours, theirs) =>
      'docs' in ours &&
      'message' in theirs &&
      theirs.message.startsWith('Array updates cannot be applied to an element'),
  },
  {
    rule: '$pull with {} takes documents only; there it takes all.',
    explains: (asked, _before, ours, theirs) =>
      uses(asked, '$pull') &&
      'docs' in ours &&
      'docs' in theirs &&
      Object.values((asked.update as Doc).$pull ?? {}).some(
        (operand) => isDoc(operand) && isEmpty(operand),
      ),
  },
  {
    rule: '$setOnInsert is not applied to what is there; there its arrayFilters then count as unused.',
    explains: (asked, _before, ours, theirs) =>
      uses(asked, '$setOnInsert') &&
      'message' in theirs &&
      /was ignored|Expected Numeric, document/.test(theirs.message) &&
      'docs' in ours,
  },
  {
    rule: 'true is no number for $inc and $mul; there it counts as 1.',
    explains: (asked, _before, ours, theirs) =>
      uses(asked, '$inc', '$mul') &&
      'message' in ours &&
      ours.message.endsWith('non-numeric type bool') &&
      'docs' in theirs,
  },
  {
    rule: 'Decimals can be multiplied and added; there not all can.',
    explains: (_asked, _before, _ours, theirs) => codeOf(theirs) === 115,
  },
  {
    rule: '$expr may stand beside `$`; there it may not.',
    explains: (_asked, _before, ours, theirs) =>
      'docs' in ours && 'message' in theirs && theirs.message.startsWith('$expr can only be'),
  },
  {
    rule: '$mul multiplies zero where nothing is: Infinity gives NaN; there always zero.',
    explains: (asked, _before, ours, theirs) => {
      const zero = (value: unknown): unknown => {
        if (value instanceof Double && Number.isNaN(value.value)) return new Int32(0)
        if (Array.isArray(value)) return value.map(zero)
        if (!isDoc(value)) return value
        return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, zero(field)]))
      }
      return (
        uses(asked, '$mul') &&
        'docs' in theirs &&
        equals(
          docsOf(ours).map((doc) => withoutWays(zero(doc) as Doc, asked.update)),
          docsOf(theirs).map((doc) => withoutWays(zero(doc) as Doc, asked.update)),
        )
      )
    },
  },
  {
    rule: 'To $unset what cannot be there changes nothing; there it is an error.',
    explains: (asked, _before, ours, theirs) =>
      uses(asked, '$unset') &&
      'docs' in ours &&
      'message' in theirs &&
      /Invalid array index path|Failed to create the field/.test(theirs.message),
  },
  {
    rule: 'To add nothing to a missing array makes an empty one; there nothing is made.',
    explains: (asked, before, ours, theirs) =>
      uses(asked, '$addToSet', '$push') && 'docs' in ours && equals(docsOf(theirs), before),
  },
  {
    rule: 'The codes differ as listed above.',
    explains: (_asked, _before, ours, theirs) => `${codeOf(ours)}/${codeOf(theirs)}` in CODES,
  },
]

/** The rule that explains a difference between answers, if one does. */
export function knownQuestion(
  asked: Question,
  rows: readonly Doc[],
  ours: Answer,
  theirs: Answer,
): string | undefined {
  return QUESTIONS.find((each) => each.explains(asked, rows, ours, theirs))?.rule
}

/** As `knownQuestion`, for an update; `_id` is its place among the cases. */
export function knownUpdate(
  asked: UpdateCase,
  _id: number,
  ours: Answer,
  theirs: Answer,
): string | undefined {
  const before = asked.upsert ? [] : [{ _id, ...asked.doc }]
  return UPDATES.find((each) => each.explains(asked, before, ours, theirs))?.rule
}
