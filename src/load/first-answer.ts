/** One request before the load: a target that is not there, or that answers wrong, is told at once instead of a million times. */
import type {LoadPlan} from '../bench/load-plan.js'
import {OpsError} from '../errors.js'
import {benchLoadMessages as messages} from '../messages/bench-load.js'
import {type Text, verbatim} from '../text.js'
import {Connection} from './connection.js'
import {openWire} from './open-wire.js'
import {toDial} from './run-traffic.js'
import type {End} from './traffic.js'

/** What the first request got. */
interface FirstAnswer {
  readonly error?: string | undefined
  readonly status: number
  /** The first bytes that came. */
  readonly head: string
  readonly isOpen: boolean
}

const HEAD_BYTES = 8192

/** Throws when the load would be senseless. */
export async function checkFirstAnswer(plan: LoadPlan, signal?: AbortSignal): Promise<void> {
  const wire = openWire(plan.wire, {seed: plan.seed, thread: 0, threads: 1})
  const first = wire.next()
  const name = wire.names[first.kind] as string
  const {error, status, head, isOpen} = await ask(plan, signal)
  if (signal?.aborted) return
  if (error !== undefined && !isOpen) throw unreachable(plan, error)
  const location = plan.wire.protocol === 'http' ? elsewhere(plan, first.kind, status, head) : undefined
  if (location !== undefined) throw wrongAnswer(name, messages.elsewhere(location), messages.followIt)
  if (error !== undefined) throw wrongAnswer(name, verbatim(error), messages.expectOtherwise)
}

function ask(plan: LoadPlan, signal: AbortSignal | undefined): Promise<FirstAnswer> {
  const wire = openWire(plan.wire, {seed: plan.seed, thread: 0, threads: 1})
  const dial = toDial(plan.target)
  let head = ''
  return new Promise((resolve) => {
    let isOpen = false
    const settle = (answer: Pick<FirstAnswer, 'error' | 'status'>): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', give)
      resolve({...answer, head, isOpen})
      connection.close(undefined, '')
    }
    const connection = new Connection(dial, wire, {
      onReady(ready, now) {
        if (isOpen) return
        isOpen = true
        const {kind, bytes} = wire.next()
        ready.unanswered.push(kind, now, now)
        ready.write(bytes)
      },
      onRead(length) {
        if (head.length < HEAD_BYTES) head += dial.buffer.toString('latin1', 0, Math.min(length, HEAD_BYTES))
      },
      onWrite() {},
      onAnswer(_request, scanner) {
        settle({error: scanner.error && scanner.describe(), status: scanner.status})
      },
      onEnd: (_connection, _now, {example}: End) => settle({error: example, status: 0}),
    })
    const give = () => settle({error: messages.noAnswer(plan.timeoutMs).en, status: 0})
    const timer = setTimeout(give, plan.timeoutMs)
    signal?.addEventListener('abort', give, {once: true})
  })
}

/** The other target that an answer redirects to, unless its status was named as right. */
function elsewhere(plan: LoadPlan, kind: number, status: number, head: string): string | undefined {
  if (plan.wire.protocol !== 'http' || status < 300 || status > 399) return undefined
  if (plan.wire.requests[kind]?.expect.statuses?.includes(status)) return undefined
  const location = /\r?\nlocation:[ \t]*([^\r\n]*)/i.exec(head)?.[1]?.trim()
  const own = `${plan.target.tls ? 'https' : 'http'}://${plan.wire.host}`
  if (!location || !URL.canParse(location, own)) return undefined
  const {origin} = new URL(location, own)
  return origin === new URL(own).origin ? undefined : origin
}

function unreachable({target}: LoadPlan, error: string): OpsError {
  const address = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`
  const isCertificate = /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO/.test(error)
  return new OpsError({
    code: 'OPS_BENCH_UNREACHABLE',
    kind: 'environment',
    message: messages.unreachable(address),
    suggestions: [isCertificate ? messages.checkCertificate : messages.checkTarget],
    detail: error,
  })
}

function wrongAnswer(name: string, found: Text, suggestion: Text): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_FIRST_ANSWER',
    kind: 'external',
    message: messages.firstAnswer(name, found),
    suggestions: [suggestion],
  })
}
