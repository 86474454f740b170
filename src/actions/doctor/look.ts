/** One look at a stack: opens the doors, gathers facts. Judging them is pure and comes after. */
import {ask} from '../../components/prometheus/web.js'
import type {Check, DoctorPart} from '../../doctor/check.js'
import type {CollectContext, Sample, Tier} from '../../doctor/collect.js'
import {CannotSee, type FactEntry} from '../../doctor/facts.js'
import {type GatherOptions, gather} from '../../doctor/gather.js'
import type {Project} from '../../project.js'
import {openAccess} from '../../runtime/access.js'
import {hideProjectSecrets} from '../../runtime/hide-secrets.js'
import type {ServiceState} from '../../runtime/runtime.js'
import type {Stack} from '../../spec/stack.js'
import {openRuntime} from '../open-runtime.js'

export interface LookOptions
  extends Pick<GatherOptions, 'signal' | 'now' | 'collectorMs' | 'allMs' | 'onProgress' | 'onCrash'> {
  readonly tiers: ReadonlySet<Tier>
  readonly offline: boolean
}

/** The facts that these checks need. Never throws for a stack that is down. */
export async function look(
  project: Project,
  stack: Stack,
  {parts, checks}: {readonly parts: readonly DoctorPart[]; readonly checks: readonly Check[]},
  options: LookOptions,
): Promise<Readonly<Record<string, FactEntry>>> {
  await hideProjectSecrets(project)
  const wanted = new Set(
    checks.flatMap((check) => Object.values({...check.needs, ...check.wants}).map(({name}) => name)),
  )
  const collectors = parts
    .filter((part) => part.isFor(stack))
    .flatMap((part) => part.collectors)
    .filter((one) => one.isFor(stack) && (!one.deep || options.tiers.has('deep')))
  const wantedCollectors = collectors.filter((one) => wanted.has(one.key.name))
  const context = await openContext(project, stack, options.offline)
  return gather(wantedCollectors, {...options, context, atHand: collectors})
}

async function openContext(
  project: Project,
  stack: Stack,
  offline: boolean,
): Promise<Omit<CollectContext, 'fact' | 'signal'>> {
  const {runtime} = await openRuntime(project, stack)
  const access = openAccess(project, stack, runtime)
  let states: Promise<readonly ServiceState[]> | undefined
  return {
    stack,
    project,
    access,
    offline,
    states: () => {
      states ??= runtime.status()
      return states
    },
    async logs(service, query) {
      const lines: string[] = []
      for await (const line of runtime.logs({services: [service], ...query})) lines.push(line.text)
      return lines
    },
    async promql(expression) {
      if (!stack.prometheus.enabled) {
        throw new CannotSee('not-enabled', {en: 'there is no Prometheus in this stack', zh: '此栈中没有 Prometheus'})
      }
      const answer = await ask(access, `/api/v1/query?query=${encodeURIComponent(expression)}`, {
        timeoutMs: 5000,
      }).catch((error: unknown) => {
        throw silent(error instanceof Error ? error.message : String(error))
      })
      if (answer.status !== 200) throw silent(`HTTP ${answer.status}`)
      return toSamples(JSON.parse(answer.body))
    },
  }
}

function silent(why: string): CannotSee {
  return new CannotSee('unreachable', {en: `Prometheus does not answer: ${why}`, zh: `Prometheus 没有应答：${why}`})
}

function toSamples(body: {
  readonly data?: {
    readonly result?: readonly {readonly metric: Record<string, string>; readonly value: [number, string]}[]
  }
}): readonly Sample[] {
  return (body.data?.result ?? []).map(({metric, value}) => ({labels: metric, value: Number(value[1])}))
}
