import { Long, ObjectId, Timestamp } from 'bson'
import { MAX_DOC_BYTES } from '../values/bson'
import { MAX_MESSAGE_BYTES } from '../wire/message'
import { MongoError } from '../errors'
import { command } from './arguments'
import { isDoc, Binary } from '../values/kinds'
import type { Command } from './engine'

/** The MongoDB version whose behaviour is the model, and its wire version. */
const VERSION = '8.0.4'
const WIRE_VERSION = 25

export const SET_NAME = 'rs0'
const ELECTION = new ObjectId('7fffffff0000000000000001')

let lastSecond = 0
let increment = 0

/** A cluster time that never goes back. */
export function clusterTime(): Timestamp {
  const second = Math.max(lastSecond, Math.floor(Date.now() / 1000))
  increment = second === lastSecond ? increment + 1 : 1
  lastSecond = second
  return new Timestamp({ t: second, i: increment })
}

/** Takes whatever a driver says of itself: that varies, and nothing of it changes the answer. */
const hello: Command = async (call) => ({
  helloOk: true,
  [call.name === 'hello' ? 'isWritablePrimary' : 'ismaster']: true,
  secondary: false,
  setName: SET_NAME,
  setVersion: 1,
  hosts: [call.engine.address],
  primary: call.engine.address,
  me: call.engine.address,
  electionId: ELECTION,
  lastWrite: { opTime: { ts: clusterTime(), t: Long.ONE }, lastWriteDate: new Date() },
  maxBsonObjectSize: MAX_DOC_BYTES,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId: call.connectionId,
  minWireVersion: 0,
  maxWireVersion: WIRE_VERSION,
  readOnly: false,
})

const buildInfo = command({}, async () => ({
  version: VERSION,
  versionArray: [...VERSION.split('.').map(Number), 0],
  gitVersion: 'embedded-mongo',
  modules: ['embedded'],
  bits: 64,
  debug: false,
  maxBsonObjectSize: MAX_DOC_BYTES,
}))

const connectionStatus = command({ showPrivileges: 'any' }, async () => ({
  authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
}))

const endSessions = command({}, async (call) => {
  const given = [call.command.endSessions].flat()
  const lsids = given.map((each) => {
    const id = isDoc(each) ? each.id : undefined
    if (id instanceof Binary) return Buffer.from(id.value())
    throw new MongoError('TypeMismatch', 'a session id must be { id: UUID }')
  })
  call.engine.sessions.end(lsids)
  call.engine.cursors.killOf(lsids)
  return {}
})

const killAllSessions = command({}, async (call) => {
  call.engine.sessions.endAll()
  call.engine.cursors.killAll()
  return {}
})

const ping = command({}, async () => ({}))

export const HANDSHAKE_COMMANDS = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping,
  buildInfo,
  buildinfo: buildInfo,
  connectionStatus,
  endSessions,
  killAllSessions,
}
