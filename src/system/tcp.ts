import {connect} from 'node:net'

/** A port that can be connected to. */
export interface TcpAddress {
  readonly host: string
  readonly port: number
}

const TIMEOUT_MS = 2000

/** Whether something there takes a connection; it is closed at once. */
export function canConnect({host, port}: TcpAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({host, port, timeout: TIMEOUT_MS})
    const decide = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }

    socket.once('connect', () => decide(true))
    socket.once('timeout', () => decide(false))
    socket.once('error', () => decide(false))
  })
}
