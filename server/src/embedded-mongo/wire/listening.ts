import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import { answers } from '../storage/directory'
import type { Server } from 'node:net'

const HOST = '127.0.0.1'

/** What fits into the address of a unix socket on every system. */
const MAX_SOCKET_PATH = 103

/** Where a server listens: its name in `hello`, and for clients. `port` is 0 on a unix socket. */
type Place = { address: string; uri: string; port: number }

/** Listens on loopback; 0 takes a free port. @throws Error with a sentence for a person. */
export async function openPort(server: Server, port: number): Promise<Place> {
  try {
    await listening(server, () => server.listen(port, HOST))
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error
    throw new Error(`Port ${port} on ${HOST} is taken; choose another one, or 0 for any`, {
      cause: error,
    })
  }
  const found = server.address()
  const actual = typeof found === 'object' && found ? found.port : port
  const address = `${HOST}:${actual}`
  return { address, uri: `mongodb://${address}/?replicaSet=rs0`, port: actual }
}

/**
 * Listens on a unix socket that only this user may open. One that a dead process left is replaced.
 * Drivers take a path for a socket when it ends in `.sock`, and cannot find it again by the names of
 * a replica set, so the URI says `directConnection`; sessions and transactions work all the same.
 * @throws Error with a sentence for a person: the path does not fit, or something is there.
 */
export async function openSocket(server: Server, path: string): Promise<Place> {
  const full = resolve(path)
  if (process.platform === 'win32') throw new Error('Windows has no unix sockets; use a port')
  if (!full.endsWith('.sock') || Buffer.byteLength(full) > MAX_SOCKET_PATH)
    throw new Error(
      `The socket ${full} must end in .sock and have at most ${MAX_SOCKET_PATH} bytes`,
    )
  const open = (): void => {
    server.listen(full)
    // Binding has made the file by now, and nobody is let in before this turn ends.
    if (server.listening) chmodSync(full, 0o600)
  }
  try {
    await listening(server, open)
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') {
      throw new Error(`The socket ${full} cannot be made: ${String(error)}`, { cause: error })
    }
    if (!lstatSync(full).isSocket())
      throw new Error(`The file ${full} is there already, and is no socket`, { cause: error })
    if (await answers(full))
      throw new Error(`The socket ${full} is in use by another process`, { cause: error })
    unlinkSync(full)
    await listening(server, open)
  }
  const uri = `mongodb://${encodeURIComponent(full)}/?directConnection=true`
  return { address: full, uri, port: 0 }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

function listening(server: Server, open: () => void): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.once('listening', () => {
      server.off('error', fail)
      done()
    })
    open()
  })
}
