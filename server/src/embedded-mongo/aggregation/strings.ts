import { $ltrim, $rtrim, $trim } from 'mingo/operators/expression/string'
import { MongoError, unsupported } from '../errors'
import { Int32, isNullish, RANK, rankOf, typeName } from '../values/kinds'
import { toNumber } from '../values/numbers'
import { textOf } from './conversions'
import { runMingo } from './mingo'
import { binary, integer, must, named, one, string, variadic } from './operator'
import type { Operator } from './operator'

/** A string, or what MongoDB reads as one here: numbers, dates, and nothing for null. */
function asText(value: unknown, name: string): string {
  if (isNullish(value)) return ''
  if (typeof value === 'string' || rankOf(value) === RANK.number || value instanceof Date)
    return textOf(value)
  throw new MongoError(
    16007,
    `can't convert from BSON type ${typeName(value)} to String in ${name}`,
  )
}

/** Upper and lower case of ASCII letters only, as in MongoDB. */
function letters(pattern: RegExp, change: (text: string) => string): Operator {
  return one((value, name) => asText(value, name).replaceAll(pattern, change))
}

function substring([text, start, length]: unknown[], name: string): string {
  const from = toNumber(must(integer(34450), start, name))
  const count = toNumber(must(integer(34452), length, name))
  if (count < 0) throw new MongoError(34454, `${name}: length must not be negative`)
  if (from < 0) throw new MongoError(34455, `${name}: the start must not be negative`)
  return [...asText(text, name)].slice(from, from + count).join('')
}

function trim(operator: unknown): Operator {
  return named(['input'], ['chars'], ([input, chars], name) => {
    if (isNullish(input)) return null
    must(string(50699), input, name)
    if (chars === undefined) return runMingo(operator, { input })
    return chars === null
      ? null
      : runMingo(operator, { input, chars: must(string(50700), chars, name) })
  })
}

/** `{ input, find, replacement }`: each a string or null, and null where one is. */
function replace(run: (input: string, find: string, by: () => string) => string): Operator {
  return named(['input', 'find', 'replacement'], [], (values, name) => {
    const [input, find, by] = values.map((value, i) =>
      isNullish(value) ? null : must(string(51746 - i), value, name),
    )
    return isNullish(input) || isNullish(find) || isNullish(by) ? null : run(input, find, () => by)
  })
}

/** Operators on texts. */
export const STRINGS = {
  $concat: variadic(string(16702), (texts) => texts.join('')),
  $toLower: letters(/[A-Z]+/g, (text) => text.toLowerCase()),
  $toUpper: letters(/[a-z]+/g, (text) => text.toUpperCase()),
  $strLenCP: one((value, name) => new Int32([...must(string(34471), value, name)].length)),
  $substrCP: { arity: [3, 3], run: substring },
  $split: binary(string(40085), string(40086), (text, by) => {
    if (by === '') throw new MongoError(40087, '$split requires a non-empty separator')
    return text.split(by)
  }),
  $trim: trim($trim),
  $ltrim: trim($ltrim),
  $rtrim: trim($rtrim),
  $replaceOne: replace((input, find, by) => input.replace(find, by)),
  $replaceAll: replace((input, find, by) => {
    // MongoDB puts the replacement between all bytes, also within a character.
    if (find === '') throw unsupported('$replaceAll of an empty string', 'BadValue')
    return input.replaceAll(find, by)
  }),
} satisfies Record<string, Operator>
