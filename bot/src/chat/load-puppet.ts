import { pathToFileURL } from 'node:url'
import { Puppet, type impls } from 'wechaty-puppet'
import { ConfigError, isPath } from '../config'
import { kindOf } from '../logger'

type PuppetClass = new () => impls.PuppetInterface

function isPuppetClass(value: unknown): value is PuppetClass {
  return typeof value === 'function' && value.prototype instanceof Puppet
}

/**
 * Loads the puppet that the settings name. By path as well as by name, because wechaty looks for
 * names from its own folder, where a package manager that keeps packages apart has none.
 * @throws ConfigError when there is no such module or no Puppet class in it
 */
export async function loadPuppet(puppet: string): Promise<impls.PuppetInterface> {
  let exported: Record<string, unknown>
  try {
    const specifier = isPath(puppet) ? pathToFileURL(puppet).href : puppet
    exported = (await import(specifier)) as Record<string, unknown>
  } catch (error) {
    throw new ConfigError([`WECHATY_PUPPET: cannot load ${puppet} (${kindOf(error)})`])
  }
  const found = [exported['default'], ...Object.values(exported)].find(isPuppetClass)
  if (!found) throw new ConfigError([`WECHATY_PUPPET: ${puppet} exports no Puppet class`])
  return new found()
}
