/** Where the process of a synthetic server begins, and the thread that wakes it. */
import {createServer, type Socket} from 'node:net'
import {isMainThread, workerData} from 'node:worker_threads'

import {startThread} from '../system/threads.js'
import {nowUs} from './clock.js'
import type {ServerReply, ServerRequest, SyntheticOptions} from './synthetic-server.js'
import {type Alarm, keepWatch, startAlarm} from './synthetic-server-alarm.js'
import {openProtocol, type ServedRequest, type ServerProtocol} from './synthetic-server-protocol.js'
import {openQueue} from './synthetic-server-queue.js'
import {type ServerRecord, startRecord} from './synthetic-server-record.js'
import {openWaiting} from './synthetic-server-waiting.js'

/** The thread runs the same file. */
const THIS = {bundled: 'synthetic-server.cjs', module: 'load/synthetic-server-main'}
const HOST = '127.0.0.1'
/** Whoever comes during a freeze waits in the kernel. */
const BACKLOG = 4096

interface Connection {
  readonly socket: Socket
  /** When the last answer so far is due: answers keep the order of their requests. */
  lastUs: number
}

interface Answer {
  readonly connection: Connection
  readonly bytes: Buffer
  readonly isLast: boolean
  /** It was sent. */
  onSent?(): void
}

interface Counter {
  readonly protocol: ServerProtocol
  readonly record: ServerRecord
}

if (isMainThread) serveParent()
else keepWatch(workerData as SharedArrayBuffer)

function serveParent(): void {
  let record: ServerRecord | undefined
  const reply = (answer: ServerReply) => process.send?.(answer)
  process.on('message', (request: ServerRequest) => {
    if ('truth' in request) return void reply({truth: (record as ServerRecord).tell(request.truth.last)})
    record = startRecord()
    serve(request.start, record, (port) => reply({port}))
  })
  // Ctrl+C is meant for the parent, which wants to ask once more before it ends.
  process.on('SIGINT', () => undefined)
  process.on('disconnect', () => process.exit())
}

function serve(options: SyntheticOptions, record: ServerRecord, onReady: (port: number) => void): void {
  const protocol = openProtocol(options)
  const accept = openCounter(options, {protocol, record})
  const server = createServer({noDelay: true}, (socket) => {
    const connection: Connection = {socket, lastUs: 0}
    let rest: Buffer | undefined
    socket.on('data', (data: Buffer) => {
      const bytes = rest ? Buffer.concat([rest, data]) : data
      let at = 0
      while (at < bytes.length) {
        const request = protocol.read(bytes, at)
        if (!request) break
        at = request.end
        accept(connection, request)
      }
      rest = at < bytes.length ? bytes.subarray(at) : undefined
    })
    // Clients of a load test come and go as they like.
    socket.on('error', () => socket.destroy())
  })
  server.listen({host: HOST, port: 0, backlog: BACKLOG}, () => {
    if (options.stall) freeze(options.stall, record)
    onReady((server.address() as {port: number}).port)
  })
}

/** Takes requests in, and answers each when the queue says so. */
function openCounter(options: SyntheticOptions, {protocol, record}: Counter) {
  const queue = openQueue(options)
  const sendAt = openOutbox()
  let count = 0
  return (connection: Connection, request: ServedRequest) => {
    count += 1
    if (isTurn(count, options.resetEvery)) return record.reset(connection.socket)
    const now = nowUs()
    const {isLast} = request
    if (isTurn(count, options.failEvery)) {
      record.fail()
      return sendAt(now, {connection, bytes: protocol.failure, isLast})
    }
    const finish = queue(now)
    if (finish === undefined) {
      record.refuse()
      return sendAt(now, {connection, bytes: protocol.refusal, isLast})
    }
    const place = record.arrive()
    const onSent = () => record.serve(place, nowUs() - now)
    sendAt(finish, {connection, bytes: protocol.answer(request), isLast, onSent})
  }
}

/** Sends answers when they are due, those of a connection in their order. */
function openOutbox(): (dueUs: number, answer: Answer) => void {
  const waiting = openWaiting<Answer>()
  let alarm: Alarm | undefined
  const sendDue = () => {
    for (let due = waiting.next(); due !== undefined && due <= nowUs(); due = waiting.next()) send(waiting.take())
  }
  const wake = () => {
    sendDue()
    const next = waiting.next()
    if (next !== undefined) alarm?.set(next)
  }
  return (dueUs, answer) => {
    const {connection} = answer
    const due = Math.max(dueUs, connection.lastUs)
    connection.lastUs = due
    if (due <= nowUs()) {
      // What should have left before leaves before.
      sendDue()
      return send(answer)
    }
    const isNext = due < (waiting.next() ?? Number.POSITIVE_INFINITY)
    waiting.put(due, answer)
    alarm ??= startAlarm((memory) => startThread(THIS, {workerData: memory}), wake)
    if (isNext) alarm.set(due)
  }
}

function send({connection: {socket}, bytes, isLast, onSent}: Answer): void {
  if (!socket.destroyed) {
    if (isLast) socket.end(bytes)
    else socket.write(bytes)
  }
  onSent?.()
}

function isTurn(count: number, every: number | undefined): boolean {
  return every !== undefined && count % every === 0
}

/** Stops this process, as a garbage collection, a full disk or a busy neighbour would. Never drifts. */
function freeze({everyMs, lengthMs, phaseMs = 0}: NonNullable<SyntheticOptions['stall']>, record: ServerRecord): void {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  const startUs = nowUs()
  const plan = (atMs: number) => {
    setTimeout(
      () => {
        const beginUs = nowUs()
        Atomics.wait(cell, 0, 0, lengthMs)
        record.freeze((beginUs - startUs) / 1000, (nowUs() - beginUs) / 1000)
        plan(atMs + everyMs)
      },
      atMs - (nowUs() - startUs) / 1000,
    )
  }
  plan(phaseMs)
}
