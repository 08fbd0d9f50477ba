import { createServer } from 'node:net'
import { dispatch, failure } from '../commands/dispatch'
import { isDoc } from '../values/kinds'
import { openPort, openSocket } from './listening'
import { encodeBody, frameReply, messageLength, parseMessage } from './message'
import type { Socket } from 'node:net'
import type { Engine } from '../commands/engine'
import type { Request } from './message'

const MAX_CONNECTIONS = 2000

/** Requests that one connection may have waiting before we stop reading from it. */
const MAX_WAITING = 32

let connections = 0

/** Serves one client: answers its messages in order. Bad bytes close this connection only. */
function serve(engine: Engine, socket: Socket): void {
  const id = (connections += 1)
  let pending: Buffer[] = []
  let pendingBytes = 0
  let wanted = 4
  let waiting = 0
  let appName: unknown
  let tail = Promise.resolve()

  const answer = async (request: Request): Promise<void> => {
    appName ??= appNameOf(request)
    const reply = request.refusal
      ? failure(request.refusal)
      : await dispatch(engine, request, { id, appName })
    if (!reply) socket.destroy()
    if (!reply || request.silent || socket.destroyed) return
    let frame: Buffer
    try {
      frame = frameReply(request, encodeBody(reply))
    } catch (error) {
      frame = frameReply(request, encodeBody(failure(error)))
    }
    if (!socket.write(frame)) await drained(socket)
  }

  const enqueue = (request: Request): void => {
    waiting += 1
    if (waiting >= MAX_WAITING) socket.pause()
    const answered = tail.then(() => answer(request)).catch(() => void socket.destroy())
    tail = answered.finally(() => {
      waiting -= 1
      if (waiting < MAX_WAITING) socket.resume()
    })
  }

  const take = (): void => {
    let buffer = pending.length === 1 ? pending[0]! : Buffer.concat(pending)
    for (;;) {
      const length = messageLength(buffer)
      wanted = length ?? 4
      if (length === undefined || buffer.length < length) break
      const bytes = buffer.subarray(0, length)
      buffer = buffer.subarray(length)
      enqueue(parseMessage(bytes))
      wanted = 4
    }
    pending = buffer.length > 0 ? [buffer] : []
    pendingBytes = buffer.length
  }

  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    pending.push(chunk)
    pendingBytes += chunk.length
    if (pendingBytes < wanted) return
    try {
      take()
    } catch {
      socket.destroy()
    }
  })
}

/** The name that a driver gives for itself in its hello. */
function appNameOf(request: Request): unknown {
  const { client } = request.command
  const application = isDoc(client) ? client.application : undefined
  return isDoc(application) ? application.name : undefined
}

function drained(socket: Socket): Promise<void> {
  return new Promise((done) => {
    const finish = (): void => {
      socket.off('drain', finish)
      socket.off('close', finish)
      done()
    }
    socket.once('drain', finish)
    socket.once('close', finish)
  })
}

/**
 * Listens on a port of 127.0.0.1 (0 takes a free one) or on a unix socket, never elsewhere. `close`
 * ends every connection. @throws Error with a sentence for a person: it is taken.
 */
export async function listen(
  engine: Engine,
  at: number | string,
): Promise<{ uri: string; port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    if (sockets.size >= MAX_CONNECTIONS) {
      socket.destroy()
      return
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serve(engine, socket)
  })
  const place = typeof at === 'number' ? await openPort(server, at) : await openSocket(server, at)
  engine.address = place.address
  return {
    uri: place.uri,
    port: place.port,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
