import { MongoError } from '../errors'
import { compileFilter } from '../query/match'
import { isDoc } from '../values/kinds'
import type { Matcher } from '../query/match'
import type { Doc } from '../values/kinds'

/** arrayFilters by the name that `$[name]` gives them. */
export type ArrayFilters = ReadonlyMap<string, Matcher>

/**
 * Compiles `arrayFilters` for the paths of an update.
 * @throws BadValue for a `$[name]` without a filter, FailedToParse for a filter that is not used.
 */
export function compileArrayFilters(
  given: readonly unknown[],
  paths: readonly (readonly string[])[],
): ArrayFilters {
  const filters = new Map<string, Matcher>()
  for (const filter of given) {
    const name = nameOf(filter)
    if (filters.has(name)) {
      throw new MongoError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      )
    }
    filters.set(name, compileFilter(filter))
  }
  const used = new Set<string>()
  for (const path of paths) {
    for (const part of path) {
      const name = /^\$\[(.+)\]$/.exec(part)?.[1]
      if (name === undefined) continue
      used.add(name)
      if (!filters.has(name)) {
        throw new MongoError(
          'BadValue',
          `No array filter found for identifier '${name}' in path '${path.join('.')}'`,
        )
      }
    }
  }
  const unused = [...filters.keys()].find((name) => !used.has(name))
  if (unused !== undefined) {
    throw new MongoError(
      'FailedToParse',
      `The array filter for identifier '${unused}' was not used in the update`,
    )
  }
  return filters
}

function nameOf(filter: unknown): string {
  const names = isDoc(filter) ? topNames(filter) : []
  const [name] = names
  if (name === undefined || names.length > 1) {
    throw new MongoError(
      'FailedToParse',
      `Error parsing array filter: Expected a single top-level field name, found ${names.map((n) => `'${n}'`).join(' and ')}`,
    )
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
    throw new MongoError(
      'BadValue',
      `The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
    )
  }
  return name
}

function topNames(filter: Doc): string[] {
  const names = Object.entries(filter).flatMap(([name, value]) =>
    name.startsWith('$') && Array.isArray(value)
      ? value.flatMap((each) => (isDoc(each) ? topNames(each) : []))
      : [name.split('.')[0]!],
  )
  return [...new Set(names)]
}
