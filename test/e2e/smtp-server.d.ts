/** The part of smtp-server that the tests use; the package has no types of its own. */
declare module 'smtp-server' {
  import type {Readable} from 'node:stream'

  export class SMTPServer {
    constructor(options: {
      readonly authOptional?: boolean
      readonly disabledCommands?: readonly string[]
      readonly key?: string
      readonly cert?: string
      onData(
        stream: Readable,
        session: {readonly envelope: {readonly mailFrom: {address: string}; readonly rcptTo: {address: string}[]}},
        done: (error?: Error | null) => void,
      ): void
    })
    listen(port: number, host: string, ready: () => void): void
    close(done: () => void): void
    on(event: 'error', listener: (error: Error) => void): void
  }
}
