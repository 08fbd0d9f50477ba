import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'

export interface LocalSite {
  /** Base address on 127.0.0.1 without a slash at the end. */
  origin: string
  port: number
  /** Paths asked for, in order. */
  asked: string[]
  close: () => Promise<void>
}

/** A real HTTP server on a free port, listening on every loopback address. */
export const startLocalSite = async (listener: RequestListener): Promise<LocalSite> => {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    listener(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '0.0.0.0', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
