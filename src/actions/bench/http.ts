/** `opsctl bench http`: load on a URL or on a route of opsctl.yaml, and what came of it. */
import type {LoadModel, Stage} from '../../bench/load-plan.js'
import type {BenchResult, BenchSecond} from '../../bench/result.js'
import {parseDuration, parseRate, parseSpan} from '../../bench/units.js'
import {OpsError} from '../../errors.js'
import {runLoad} from '../../load/engine.js'
import {benchHttpMessages as say} from '../../messages/bench-http.js'
import type {Project} from '../../project.js'
import {type Text, verbatim} from '../../text.js'
import {type BenchPlan, conductBench} from './conduct.js'
import {guardLoad} from './guard.js'
import {type HttpLoadOptions, prepareHttpLoad} from './http-load.js'

const DEFAULT_CONNECTIONS = 10

/** How much load, as typed. */
export interface ModelOptions {
  readonly rate?: string
  /** `100:30s,500:60s`. */
  readonly stages?: string
  readonly connections?: number
  readonly arrivals?: 'constant' | 'poisson'
  readonly maxConnections: number
  readonly duration: string
  readonly warmup: string
}

export interface HttpBenchOptions
  extends HttpLoadOptions,
    ModelOptions,
    Pick<BenchPlan, 'command' | 'out' | 'name' | 'onNotKept'> {
  readonly signal: AbortSignal
  /** Shows the run while it goes on. */
  readonly onSecond?: (second: BenchSecond) => void
}

/** Puts the target under load. Throws OPS_BENCH_* before the load; afterwards there is a result, whatever happens. */
export async function benchHttp(project: Project, urlOrRoute: string, options: HttpBenchOptions): Promise<BenchResult> {
  const {model, warmupS} = readModel(options)
  const {resolved, plan} = await prepareHttpLoad(project, urlOrRoute, options)
  const {stack, target, label, pids} = resolved
  const {seed, signal, command, out, name, onNotKept} = options
  const about = {kind: 'http', target: label, command, seed, onNotKept, targetPids: pids} as const
  const bench: BenchPlan = {
    ...about,
    targetPorts: [target.port],
    ...(stack ? {stack} : {}),
    ...(out === undefined ? {} : {out}),
    ...(name === undefined ? {} : {name}),
  }
  return conductBench(project, bench, async (tools) =>
    runLoad(
      {...plan, model, warmupS},
      {
        signal,
        onSecond(second) {
          tools.onSecond(second)
          options.onSecond?.(second)
        },
      },
    ),
  )
}

/** A rate or stages make an open model, connections a closed one. Throws OPS_FLAG_*, OPS_BENCH_TOO_MUCH. */
export function readModel(options: ModelOptions): {readonly model: LoadModel; readonly warmupS: number} {
  const {rate, stages: written, arrivals, maxConnections} = options
  const warmupS = parseDuration(options.warmup, 'warmup')
  const durationS = parseSpan(options.duration, 'duration')
  const stages = written === undefined ? flat(rate, durationS) : parseStages(written)
  const lengthS = stages?.reduce((sum, stage) => sum + stage.durationS, 0) ?? durationS
  guardLoad({rate: Math.max(0, ...(stages ?? []).flatMap(({from, to}) => [from, to])), durationS: lengthS + warmupS})
  if (stages) return {model: {kind: 'open', arrivals: arrivals ?? 'constant', stages, maxConnections}, warmupS}
  if (arrivals !== undefined) throw wrongModel(say.arrivalsNeedRate, verbatim('--rate 500'))
  return {model: {kind: 'closed', connections: options.connections ?? DEFAULT_CONNECTIONS, durationS}, warmupS}
}

function flat(rate: string | undefined, durationS: number): readonly Stage[] | undefined {
  if (rate === undefined) return undefined
  const perSecond = parseRate(rate, 'rate')
  return [{durationS, from: perSecond, to: perSecond}]
}

/** Each stage rises or falls from the end of the one before to its own rate; the first begins at its own. */
export function parseStages(written: string): readonly Stage[] {
  let before: number | undefined
  return written.split(',').map((part) => {
    const [rate = '', duration = '', ...rest] = part.trim().split(':')
    if (duration === '' || rest.length > 0)
      throw wrongModel(say.badStages(written), verbatim('--stages 100:30s,500:60s'))
    const to = parseRate(rate, 'stages')
    const stage = {durationS: parseSpan(duration, 'stages'), from: before ?? to, to}
    before = to
    return stage
  })
}

function wrongModel(message: Text, way: Text): OpsError {
  return new OpsError({code: 'OPS_FLAG_LOAD', kind: 'usage', message, suggestions: [way]})
}
