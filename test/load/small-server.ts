/** A server for tests of the engine: answers each request on a raw socket as it is told. */
import {createServer, type Socket} from 'node:net'
import {createServer as createSecureServer} from 'node:tls'

export interface SmallServer {
  readonly port: number
  /** Heads of all requests, in the order they came. */
  readonly requests: readonly string[]
  /** Connections that were ever opened. */
  readonly connections: () => number
  close(): void
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** `answer` is asked for every request, which counts from 1; it writes what it likes. Requests have no bodies. */
export async function startSmallServer(
  answer: (socket: Socket, count: number) => void,
  secure?: {cert: string; key: string},
): Promise<SmallServer> {
  const sockets = new Set<Socket>()
  const requests: string[] = []
  let connections = 0
  const serve = (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    let text = ''
    socket
      .on('error', () => {})
      .on('close', () => sockets.delete(socket))
      .on('data', (data) => {
        text += data.toString('latin1')
        for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
          requests.push(text.slice(0, end))
          text = text.slice(end + 4)
          answer(socket, requests.length)
        }
      })
  }
  const server = secure ? createSecureServer(secure, serve) : createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as {port: number}).port,
    requests,
    connections: () => connections,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
