import { Binary } from 'bson'
import { MongoError, unsupported } from '../errors'
import { deadlineOf } from '../query/pace'
import { isDoc, isNullish } from '../values/kinds'
import { toSafeInteger, toWhole } from '../values/numbers'
import { AGGREGATE_COMMANDS } from './aggregate'
import { command } from './arguments'
import { BULK_WRITE_COMMANDS } from './bulk-write'
import { FIND_COMMANDS } from './find'
import { clusterTime, HANDSHAKE_COMMANDS } from './handshake'
import { INDEX_COMMANDS } from './indexes'
import { SCHEMA_COMMANDS } from './schema'
import { WRITE_COMMANDS } from './write'
import type { Doc } from '../values/kinds'
import type { Request } from '../wire/message'
import type { Call, Command, Engine } from './engine'

function transactionOf(call: Call): { lsid: Buffer; number: bigint } {
  if (!call.lsid || call.number === undefined) {
    throw new MongoError('InvalidOptions', `${call.name} must be run within a transaction`)
  }
  return { lsid: call.lsid, number: call.number }
}

const commitTransaction = command({}, async (call) => {
  const { lsid, number } = transactionOf(call)
  await call.engine.sessions.commit(lsid, number)
  return {}
})

const abortTransaction = command({}, async (call) => {
  const { lsid, number } = transactionOf(call)
  const entry = call.engine.sessions.current(lsid, number)
  await call.engine.sessions.inTurn(entry, async () => call.engine.sessions.abort(entry))
  return {}
})

const configureFailPoint: Command = async (call) => {
  const { failPoint } = call.engine
  if (!failPoint) throw unsupported('configureFailPoint without test commands', 'CommandNotFound')
  failPoint.configure(call.command)
  return {}
}

/** Commands whose `txnNumber` without `autocommit: false` makes them retryable writes. */
const RETRYABLE = { ...WRITE_COMMANDS, ...BULK_WRITE_COMMANDS }
const ENDS = { commitTransaction, abortTransaction }

const COMMANDS: Readonly<Record<string, Command>> = {
  ...HANDSHAKE_COMMANDS,
  ...FIND_COMMANDS,
  ...AGGREGATE_COMMANDS,
  ...RETRYABLE,
  ...SCHEMA_COMMANDS,
  ...INDEX_COMMANDS,
  ...ENDS,
  configureFailPoint,
}

const IN_TRANSACTION = new Set([
  ...Object.keys({ ...RETRYABLE, ...ENDS }),
  'find',
  'aggregate',
  'distinct',
  'getMore',
  'killCursors',
  'create',
  'createIndexes',
])

/** Answers one request; every error becomes a reply. `undefined` closes the connection instead. */
export async function dispatch(
  engine: Engine,
  request: Request,
  connection: { id: number; appName: unknown },
): Promise<Doc | undefined> {
  const { command } = request
  const name = Object.keys(command)[0] ?? ''
  try {
    const fault = engine.failPoint?.take(name, command, connection.appName)
    if (fault && fault.delayMs > 0) await new Promise((done) => setTimeout(done, fault.delayMs))
    if (fault?.close) return undefined
    if (fault?.error) throw fault.error
    const reply = await run(engine, request, name, connection.id)
    return { ...reply, ...concernError(command), ...fault?.reply, ok: 1, ...times() }
  } catch (error) {
    return { ...failure(error), ...times() }
  }
}

function times(): Doc {
  const now = clusterTime()
  const signature = { hash: new Binary(Buffer.alloc(20)), keyId: 0 }
  return { operationTime: now, $clusterTime: { clusterTime: now, signature } }
}

/** The error document of a reply. What is no MongoError is our own fault and says so. */
export function failure(error: unknown): Doc {
  const known =
    error instanceof MongoError
      ? error
      : new MongoError('InternalError', `internal error of the embedded store: ${String(error)}`)
  const { message: errmsg, code, codeName, extra } = known
  return { ...extra, ok: 0, errmsg, code, codeName }
}

async function run(engine: Engine, request: Request, name: string, id: number): Promise<Doc> {
  const { command, db, sequences } = request
  const execute = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!execute) throw unsupported(`no such command: '${name}'; it`, 'CommandNotFound')
  const call: Call = {
    engine,
    db,
    name,
    command,
    sequences,
    connectionId: id,
    lsid: lsidOf(command),
    number: toWhole(command.txnNumber),
    transaction: undefined,
    deadline: deadlineOf(toSafeInteger(command.maxTimeMS) ?? 0),
  }
  checkReadConcern(command)
  if (command.autocommit === false) return runInTransaction(call, execute)
  if (call.number !== undefined && !Object.hasOwn(RETRYABLE, name)) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided, and ${name} is not a retryable write command.`,
    )
  }
  return execute(call)
}

function lsidOf(command: Doc): Buffer | undefined {
  const id = isDoc(command.lsid) ? command.lsid.id : undefined
  return id instanceof Binary ? Buffer.from(id.value()) : undefined
}

async function runInTransaction(call: Call, execute: Command): Promise<Doc> {
  const { lsid, number } = transactionOf(call)
  const { sessions } = call.engine
  if (!IN_TRANSACTION.has(call.name)) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `Cannot run '${call.name}' in a multi-document transaction.`,
    )
  }
  if (Object.hasOwn(ENDS, call.name)) return execute(call)
  if (!isNullish(call.command.writeConcern)) {
    throw new MongoError(
      'InvalidOptions',
      'writeConcern is not allowed within a multi-statement transaction',
    )
  }
  const entry =
    call.command.startTransaction === true
      ? sessions.begin(lsid, number)
      : sessions.current(lsid, number)
  return sessions.inTurn(entry, async () => {
    const now = sessions.current(lsid, number)
    try {
      return await execute({ ...call, transaction: now })
    } catch (error) {
      // In MongoDB, too, an error ends the transaction.
      sessions.abort(now)
      throw error
    }
  })
}

const READ_LEVELS = new Set(['local', 'available', 'majority', 'linearizable', 'snapshot'])

/** One node that always waits for the disk satisfies every concern but those that need other nodes. */
function checkReadConcern({ readConcern, autocommit }: Doc): void {
  if (isNullish(readConcern)) return
  if (!isDoc(readConcern)) throw new MongoError('TypeMismatch', 'readConcern must be a document')
  const { level = 'local', atClusterTime } = readConcern
  if (typeof level !== 'string' || !READ_LEVELS.has(level)) {
    throw new MongoError(
      'BadValue',
      `Enumeration value '${String(level)}' for field 'readConcern.level' is not a valid value.`,
    )
  }
  if (!isNullish(atClusterTime) || (level === 'snapshot' && autocommit !== false))
    throw unsupported('read concern snapshot outside of a transaction', 'InvalidOptions')
}

function concernError({ writeConcern }: Doc): Doc {
  const nodes = isDoc(writeConcern) ? toSafeInteger(writeConcern.w) : undefined
  if (nodes === undefined || nodes <= 1) return {}
  const errmsg = 'Not enough data-bearing nodes'
  return { writeConcernError: { code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg } }
}
