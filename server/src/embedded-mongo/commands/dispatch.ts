import { Binary } from 'bson'
import { MongoError, unsupported } from '../errors'
import { deadlineOf } from '../query/pace'
import { isDoc, isNullish } from '../values/kinds'
import { toSafeInteger, toWhole } from '../values/numbers'
import { countOf } from './arguments'
import { labelsFor } from './fail-point'
import { clusterTime, HANDSHAKE_COMMANDS } from './handshake'
import { READ_COMMANDS } from './read'
import { SCHEMA_COMMANDS } from './schema'
import { RETRYABLE, WRITE_COMMANDS } from './write'
import type { Doc } from '../values/kinds'
import type { Request } from '../wire/message'
import type { Call, Command, Engine } from './engine'
import type { Fault } from './fail-point'
import type { SessionEntry } from '../transactions/sessions'

function transactionOf(call: Call): { lsid: Buffer; number: bigint } {
  if (!call.lsid || call.number === undefined) {
    throw new MongoError('InvalidOptions', `${call.name} must be run within a transaction`)
  }
  return { lsid: call.lsid, number: call.number }
}

const commitTransaction: Command = async (call) => {
  const { lsid, number } = transactionOf(call)
  await call.engine.sessions.commit(lsid, number)
  return {}
}

const abortTransaction: Command = async (call) => {
  const { lsid, number } = transactionOf(call)
  const entry = call.engine.sessions.current(lsid, number)
  await call.engine.sessions.inTurn(entry, async () => call.engine.sessions.abort(entry))
  return {}
}

const configureFailPoint: Command = async (call) => {
  const { failPoint } = call.engine
  if (!failPoint) throw unsupported('configureFailPoint without test commands', 'CommandNotFound')
  failPoint.configure(call.command)
  return {}
}

const COMMANDS = new Map<string, Command>(
  Object.entries({
    ...HANDSHAKE_COMMANDS,
    ...READ_COMMANDS,
    ...WRITE_COMMANDS,
    ...SCHEMA_COMMANDS,
    commitTransaction,
    abortTransaction,
    configureFailPoint,
  }),
)

const IN_TRANSACTION = new Set(
  'find aggregate distinct insert update delete findAndModify findandmodify getMore killCursors create createIndexes commitTransaction abortTransaction'.split(
    ' ',
  ),
)

/** Answers one request; every error becomes a reply. `undefined` closes the connection instead. */
export async function dispatch(
  engine: Engine,
  request: Request,
  connection: { id: number; appName: unknown },
): Promise<Doc | undefined> {
  const { command } = request
  const name = Object.keys(command)[0] ?? ''
  try {
    const fault = engine.failPoint?.take(name, connection.appName)
    if (fault && fault.delayMs > 0) await new Promise((done) => setTimeout(done, fault.delayMs))
    if (fault?.close) return undefined
    if (fault?.error) throw fault.error
    const reply = await run(engine, request, connection.id)
    const concern = fault?.concern ? faultConcern(fault, command, name) : concernError(command)
    return { ...reply, ...concern, ok: 1, ...times() }
  } catch (error) {
    const reply = failure(error)
    const labels = labelsFor(Number(reply.code), command, name, RETRYABLE.has(name))
    return { ...(labels.length > 0 ? { errorLabels: labels } : {}), ...reply, ...times() }
  }
}

function faultConcern(fault: Fault, command: Doc, name: string): Doc {
  const code = toSafeInteger(fault.concern?.code) ?? 0
  const outside = name.endsWith('Transaction') ? command : { ...command, autocommit: undefined }
  const retried = RETRYABLE.has(name) && command.autocommit !== false
  const labels = fault.labels ?? labelsFor(code, outside, name, retried)
  const shown = Array.isArray(labels) && labels.length > 0 ? { errorLabels: labels } : {}
  return { writeConcernError: fault.concern, ...shown }
}

function times(): Doc {
  const now = clusterTime()
  const signature = { hash: new Binary(Buffer.alloc(20)), keyId: 0 }
  return { operationTime: now, $clusterTime: { clusterTime: now, signature } }
}

/** The error document of a reply. What is no MongoError is our own fault and says so. */
export function failure(error: unknown): Doc {
  if (error instanceof MongoError) {
    return {
      ok: 0,
      errmsg: error.message,
      code: error.code,
      codeName: error.codeName,
      ...error.extra,
    }
  }
  return {
    ok: 0,
    errmsg: `internal error of the embedded store: ${String(error)}`,
    code: 1,
    codeName: 'InternalError',
  }
}

async function run(engine: Engine, request: Request, connectionId: number): Promise<Doc> {
  const { command } = request
  const name = Object.keys(command)[0] ?? ''
  const execute = COMMANDS.get(name)
  if (!execute) {
    throw unsupported(`no such command: '${name}'; it`, 'CommandNotFound')
  }
  const call: Call = {
    engine,
    db: request.db,
    name,
    command,
    sequences: request.sequences,
    connectionId,
    lsid: lsidOf(command),
    number: toWhole(command.txnNumber),
    transaction: undefined,
    deadline: deadlineOf(countOf(command, 'maxTimeMS', 0)),
  }
  checkConcerns(call)
  if (command.autocommit === false) return runInTransaction(call, execute)
  if (call.number !== undefined && !RETRYABLE.has(name)) {
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
  if (call.name === 'commitTransaction' || call.name === 'abortTransaction') return execute(call)
  if (!isNullish(call.command.writeConcern)) {
    throw new MongoError(
      'InvalidOptions',
      'writeConcern is not allowed within a multi-statement transaction',
    )
  }
  const entry: SessionEntry =
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
function checkConcerns(call: Call): void {
  const { readConcern } = call.command
  if (isNullish(readConcern)) return
  if (!isDoc(readConcern)) throw new MongoError('TypeMismatch', 'readConcern must be a document')
  const { level = 'local' } = readConcern
  if (typeof level !== 'string' || !READ_LEVELS.has(level)) {
    throw new MongoError(
      'BadValue',
      `Enumeration value '${String(level)}' for field 'readConcern.level' is not a valid value.`,
    )
  }
  if (
    !isNullish(readConcern.atClusterTime) ||
    (level === 'snapshot' && call.command.autocommit !== false)
  ) {
    throw unsupported('read concern snapshot outside of a transaction', 'InvalidOptions')
  }
}

function concernError(command: Doc): Doc {
  const { writeConcern } = command
  const nodes = isDoc(writeConcern) ? toSafeInteger(writeConcern.w) : undefined
  if (nodes === undefined || nodes <= 1) return {}
  return {
    writeConcernError: {
      code: 100,
      codeName: 'UnsatisfiableWriteConcern',
      errmsg: 'Not enough data-bearing nodes',
    },
  }
}
