import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { orgLevels, roles, type OrgLevel, type Role } from '@lianxin/shared'
import { ConfigError, loadConfig } from './config'
import { hashPassword } from './features/auth'
import { createBotToken } from './features/bots'
import { bindGroup } from './features/groups'
import { createOrg, getOrg, listAllOrgs, type OrgRecord } from './features/orgs'
import { createPeopleService } from './features/people'
import { createKeyring } from './platform/keyring'
import { openDatabase, StartError } from './store'

const usage = `Usage: npm run admin -- COMMAND   (stop the server first when it uses the embedded store)

  orgs                                                       list organizations with their ids
  add-org --name NAME --level ${orgLevels.join('|')} [--parent ID]
  add-person --name NAME --phone 139… --role ${roles.join('|')} --org ID
                                                             prints a first password, once
  bind-group --room ROOM_ID --topic TOPIC --org ID           which branch a chat group belongs to
  bot-token --name NAME                                      prints a token for a bot, once`

/** Something the operator typed wrongly. */
class UsageError extends Error {}

type Options = Record<string, string | undefined>

function needed(options: Options, name: string): string {
  const value = options[name]
  if (!value) throw new UsageError(`--${name} is needed`)
  return value
}

function oneOf<T extends string>(allowed: readonly T[], value: string): T {
  const found = allowed.find((each) => each === value)
  if (!found) throw new UsageError(`${value} is none of ${allowed.join(', ')}`)
  return found
}

async function orgOf(id: string): Promise<OrgRecord> {
  const org = /^[0-9a-f]{24}$/.test(id) ? await getOrg(id) : null
  if (!org) throw new UsageError(`there is no organization ${id}`)
  return org
}

const commands: Record<string, (options: Options, secret: string) => Promise<string>> = {
  async orgs() {
    const orgs = await listAllOrgs()
    return orgs
      .map(({ id, name, path }) => `${'  '.repeat(path.length - 1)}${id} ${name}`)
      .join('\n')
  },
  async 'add-org'(options) {
    const level: OrgLevel = oneOf(orgLevels, needed(options, 'level'))
    const parent = options['parent'] ? await orgOf(options['parent']) : null
    const siblings = (await listAllOrgs()).filter(
      ({ parentId }) => parentId === (parent?.id ?? null),
    )
    const org = await createOrg(needed(options, 'name'), level, parent, siblings.length)
    return `${org.id} ${org.name}`
  },
  async 'add-person'(options, secret) {
    const phone = needed(options, 'phone')
    if (!/^1[3-9]\d{9}$/.test(phone))
      throw new UsageError('--phone must be an 11-digit mobile number')
    const role: Role = oneOf(roles, needed(options, 'role'))
    const org = await orgOf(needed(options, 'org'))
    const password = randomBytes(9).toString('base64url')
    const person = await createPeopleService(createKeyring(secret)).create({
      name: needed(options, 'name'),
      phone,
      passwordHash: await hashPassword(password),
      posts: [{ role, org }],
    })
    return `${person.id} first password: ${password}   (to be changed under 我的)`
  },
  async 'bind-group'(options) {
    const org = await orgOf(needed(options, 'org'))
    const group = await bindGroup(needed(options, 'room'), needed(options, 'topic'), org)
    return `${group.id} ${group.topic} belongs to ${org.name}`
  },
  'bot-token': async (options) => createBotToken(needed(options, 'name')),
}

async function run(): Promise<void> {
  const text = { type: 'string' } as const
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: text,
      level: text,
      parent: text,
      phone: text,
      role: text,
      org: text,
      room: text,
      topic: text,
    },
  })
  const command = commands[positionals[0] ?? '']
  if (!command)
    throw new UsageError(
      positionals[0] ? `there is no command ${positionals[0]}` : 'which command?',
    )
  const config = loadConfig()
  const close = await openDatabase(config)
  try {
    process.stdout.write(`${await command(values, config.secret)}\n`)
  } finally {
    await close()
  }
}

run().catch((error: unknown) => {
  const known =
    error instanceof UsageError || error instanceof StartError || error instanceof ConfigError
  const message = error instanceof Error ? error.message : String(error)
  const duplicate =
    typeof error === 'object' && error !== null && 'code' in error && error.code === 11000
  process.stderr.write(duplicate ? 'That phone is already in use.\n' : `${message}\n`)
  if (error instanceof UsageError || !(known || duplicate)) process.stderr.write(`\n${usage}\n`)
  process.exitCode = 1
})
