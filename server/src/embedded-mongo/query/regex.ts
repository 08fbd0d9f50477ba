import { MongoError, unsupported } from '../errors'

/** PCRE that JavaScript would read as something else, silently. */
const FOREIGN = /\\[AZzGQEKRXhHNCa]|\(\?[>#P'|&R(+-]|\[\[[:.=]|(?<!\\)[*+?}]\+|\\[gk]\d|\(\*/

const cache = new Map<string, RegExp>()
const CACHE_MAX = 500

/**
 * Compiles a MongoDB regular expression. Options i, m, s, u are taken; x and PCRE's own syntax are
 * refused, as JavaScript would match something else.
 */
export function compileRegex(pattern: string, options: string): RegExp {
  const key = `${options}/${pattern}`
  const known = cache.get(key)
  if (known) return known
  for (const option of options) {
    if (option === 'x') throw unsupported('regular expression option x', 'BadValue')
    if (!'imsu'.includes(option)) {
      throw new MongoError(51108, `invalid flag in regex options: ${option}`)
    }
  }
  const inline = /^\(\?([ims]+)\)/.exec(pattern)
  const source = inline ? pattern.slice(inline[0].length) : pattern
  if (FOREIGN.test(source))
    throw unsupported(`regular expression syntax in /${pattern}/`, 'BadValue')
  const flags = [...new Set(`${options}${inline?.[1] ?? ''}`.replaceAll('u', ''))].join('')
  const regex = build(source, flags)
  if (cache.size >= CACHE_MAX) cache.clear()
  cache.set(key, regex)
  return regex
}

function build(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    // PCRE allows needless escapes such as \- that the u flag does not.
    try {
      return new RegExp(source, flags)
    } catch (error) {
      throw new MongoError(51091, `Regular expression is invalid: ${String(error)}`)
    }
  }
}

/** The fixed text that every match of `^text…` begins with, or undefined. */
export function literalPrefix(pattern: string, options: string): string | undefined {
  if (options.includes('i') || options.includes('m') || !pattern.startsWith('^')) return undefined
  if (pattern.includes('|') || pattern.startsWith('(?')) return undefined
  const match = /^\^((?:[^\\.*+?()[\]{}$^|]|\\[-.*+?()[\]{}$^|/\\ ])*)/.exec(pattern)
  let text = match?.[1] ?? ''
  const rest = pattern.slice(1 + text.length)
  if (/^[*?{]/.test(rest)) text = text.replace(/(\\?.)$/su, '')
  text = text.replaceAll(/\\(.)/gsu, '$1')
  return text === '' ? undefined : text
}
