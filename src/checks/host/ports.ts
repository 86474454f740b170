/** Whether the ports that a stack publishes are free, or held by the stack itself. */
import {preflightMessages as say} from '../../messages/preflight.js'
import {listPublishedPorts} from '../../system/docker-engine.js'
import {findListener, probePort} from '../../system/listeners.js'
import {type CheckResult, fail, pass, type Verdict} from '../check.js'

export interface WantedPort {
  readonly service: string
  readonly bind: string
  readonly port: number
  /** Other services of the stack that want the same port. */
  readonly rivals: readonly string[]
}

export interface PortFacts extends WantedPort {
  readonly state: 'free' | 'ours' | 'taken' | 'no-address'
  /** Who has it, as far as can be seen. */
  readonly holder: string | undefined
}

/** Judges one published port. */
export function judgePort(facts: PortFacts): Verdict {
  const where = `${facts.bind}:${facts.port}`
  if (facts.rivals.length > 0) return fail(say.portTwice(where, facts.rivals.join(', ')), say.changePort(facts.service))
  if (facts.state === 'free') return pass(say.portFree(where))
  if (facts.state === 'ours') return pass(say.portOurs(where))
  if (facts.state === 'no-address') return fail(say.portNoAddress(facts.bind), say.changeBind(facts.service))
  return fail(say.portTaken(where, facts.holder), say.freePort(facts.service, facts.port))
}

/** Probes and judges every port of a stack. `withDocker` is false when the engine does not answer. */
export async function checkPorts(
  project: string,
  wanted: readonly WantedPort[],
  withDocker: boolean,
): Promise<readonly CheckResult[]> {
  const published = withDocker ? await listPublishedPorts() : []
  return Promise.all(
    wanted.map(async (port) => {
      const holders = published.filter((other) => other.port === port.port && overlaps(other.bind, port.bind))
      const facts = await probe(port, project, holders)
      return {
        id: 'host.port',
        title: say.portTitle(port.port),
        service: port.service,
        verdict: judgePort(facts),
        facts: {...facts},
      }
    }),
  )
}

async function probe(
  port: WantedPort,
  project: string,
  holders: readonly {readonly container: string; readonly project: string}[],
): Promise<PortFacts> {
  const [first] = holders
  if (first && holders.every((holder) => holder.project === project)) {
    return {...port, state: 'ours', holder: first.container}
  }
  if (first) return {...port, state: 'taken', holder: `container ${first.container}`}
  const state = await probePort(port.bind, port.port)
  return {...port, state, holder: state === 'taken' ? await findListener(port.port) : undefined}
}

function overlaps(a: string, b: string): boolean {
  const anyAddress = new Set(['', '0.0.0.0', '::'])
  return a === b || anyAddress.has(a) || anyAddress.has(b)
}
