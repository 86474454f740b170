/** Brings the stack of opsctl.yaml up and waits until it does its work. */
import type {CheckResult} from '../checks/check.js'
import type {Problem} from '../errors.js'
import {OpsError} from '../errors.js'
import {upMessages as say} from '../messages/up.js'
import type {Project} from '../project.js'
import {diskConfigHash} from '../render/config-hash.js'
import type {ServiceState} from '../runtime/runtime.js'
import {askHealth, listHealthChecks} from '../runtime/semantic-health.js'
import {monotonicMs} from '../system/clock.js'
import {withProjectLock} from '../system/lock.js'
import {interrupted} from '../system/run.js'
import {verbatim} from '../text.js'
import {checkPlace} from './check-place.js'
import {type Diagnosis, diagnoseFailure} from './diagnose-failure.js'
import {type EarlyAnswers, openEarlyAnswers, quiet} from './early-answers.js'
import {type ConfirmContext, guardContext} from './guard-context.js'
import {listAddresses} from './open.js'
import {
  failuresOf,
  makePlan,
  type OpenStack,
  openStack,
  type PlanReport,
  type Prepared,
  prepareFiles,
  refuseHandEdits,
} from './pipeline.js'
import {listPreparations, type PreparationReport, prepareServers} from './prepare-servers.js'
import {readyImages} from './ready-images.js'
import {findStale, listReloadable, type ReloadAnswer, reloadComponent} from './reload-component.js'
import {startContainers} from './start-containers.js'
import type {Step, StepRunner} from './step.js'
import {tryConfigs} from './try-configs.js'

export interface UpOptions {
  readonly timeoutS: number
  readonly force: boolean
  readonly nodesHaveImages?: boolean
  readonly confirmContext?: ConfirmContext
  readonly runSteps: StepRunner
  readonly signal: AbortSignal
  /** Called once the plan is known, before anything is changed. */
  readonly onPlan?: (plan: PlanReport) => void
}

export interface UpReport {
  readonly project: string
  readonly ok: boolean
  readonly plan?: PlanReport
  readonly health: readonly CheckResult[]
  readonly reloaded: readonly ReloadAnswer[]
  /** Ids of what was done in running servers, as imports. */
  readonly prepared: readonly string[]
  /** Services that did not come up; empty when all did. */
  readonly failures: readonly Diagnosis[]
  readonly services: readonly ServiceState[]
  readonly uis: readonly {readonly id: string; readonly url: string}[]
  readonly warnings: readonly Problem[]
  readonly seconds: number
}

/** What the steps find out for each other. */
interface Progress {
  prepared?: Prepared
  plan?: PlanReport
  preparation: PreparationReport
  health: readonly CheckResult[]
  reloaded: readonly ReloadAnswer[]
  committed: boolean
}

const MILESTONE = / (Started|Healthy|Recreated|Removed|Error|Unhealthy)$/

/** Throws when nothing could be started; a stack that started but is not well is a report with `ok: false`. */
export async function bringUp(project: Project, options: UpOptions): Promise<UpReport> {
  const start = monotonicMs()
  const open = await openStack(project, {forChange: true})
  await guardContext(open.cluster, options.confirmContext)
  return withProjectLock(project, 'up', async () => {
    const progress: Progress = {preparation: {done: [], failed: []}, health: [], reloaded: [], committed: false}
    let failures: readonly Diagnosis[] = []
    try {
      await options.runSteps(upSteps(open, options, progress, start))
      // A container without a healthcheck counts as started even when it ends right after.
      if (failuresOf(progress.health).length > 0) failures = await diagnoseFailure(open.runtime)
    } catch (error) {
      failures = await explain(open, error, progress)
    }

    const unwell = failuresOf(progress.health).length > 0 || progress.reloaded.some((one) => !one.taken)
    return {
      project: open.stack.project,
      ok: failures.length === 0 && !unwell,
      ...(progress.plan ? {plan: progress.plan} : {}),
      health: progress.health,
      reloaded: progress.reloaded,
      prepared: progress.preparation.done,
      failures,
      services: await open.runtime.status(),
      uis: listAddresses(open),
      warnings: open.warnings,
      seconds: Math.round((monotonicMs() - start) / 100) / 10,
    }
  })
}

/** A start that failed because a service is not up is a verdict on that service; any other failure stays an error. */
async function explain(open: OpenStack, error: unknown, progress: Progress): Promise<readonly Diagnosis[]> {
  const isStart = error instanceof OpsError && error.code === 'OPS_UP_FAILED' && progress.committed
  if (!isStart) throw error
  if (open.cluster) throw takenBack(error)
  const failures = await diagnoseFailure(open.runtime)
  if (failures.every((failure) => failure.state === 'missing')) throw error
  return failures
}

/** In a cluster the former release runs again, while the files on disk are the new ones. */
function takenBack(error: OpsError): OpsError {
  const [first = say.seePlan, ...rest] = error.ways
  return new OpsError({
    code: 'OPS_UP_FAILED',
    kind: error.kind,
    message: error.text,
    suggestions: [first, ...rest, say.diskAhead],
    problems: error.problems,
    ...(error.detail === undefined ? {} : {detail: error.detail}),
    cause: error,
  })
}

function upSteps(open: OpenStack, options: UpOptions, progress: Progress, start: number): readonly Step[] {
  const {stack, runtime, access, cluster} = open
  const {signal} = options
  // All of these only read or write what nobody runs yet, so they go on side by side.
  const preparing = quiet(prepareFiles(open, options))
  const ready = async (): Promise<Prepared> => {
    progress.prepared ??= await preparing
    return progress.prepared
  }
  const plan = async () => makePlan(open, await ready())
  let planning: Promise<PlanReport> | undefined
  const onAnswer = () => {
    planning = quiet(plan())
  }
  const checking = quiet(checkPlace(open, {...options, onAnswer}))
  const leftMs = () => Math.max(10_000, options.timeoutS * 1000 - (monotonicMs() - start))
  const early = askEarly(open, leftMs, signal)
  const step = (title: Step['title'], run: Step['run'], undo: Step['undo'] = null): Step => ({
    title,
    undo,
    async run(line) {
      if (signal.aborted) throw interrupted()
      return run(line)
    },
  })

  return [
    step(cluster ? say.clusterChecked : say.checked, async () => {
      const failed = failuresOf(await checking)
      if (failed.length > 0) throw notReady(failed, cluster)
      return undefined
    }),
    step(
      say.rendered,
      async () => {
        const prepared = await ready()
        await refuseHandEdits(prepared, options.force)
        return say.filesChanged(prepared.staged.changes.length)
      },
      async () => {
        // Once committed, nothing is staged any more; before, this leaves deploy/ as it was.
        await (await preparing.catch(() => undefined))?.staged.discard()
      },
    ),
    // Nodes get their images themselves; the check says which they can't.
    ...(cluster ? [] : [step(say.imagesReady, (line) => readyImages(open, signal, (text) => line(verbatim(text))))]),
    step(say.planned, async () => {
      progress.plan = await (planning ?? plan())
      const stops = progress.plan.risks.filter((risk) => risk.stops)
      if (stops.length > 0) throw dataAtRisk(progress.plan)
      options.onPlan?.(progress.plan)
      return say.planCounts(progress.plan.services)
    }),
    step(say.tried, async () => {
      const tried = await tryConfigs(open, (await ready()).rendered, listReloadable(stack), signal)
      return tried.length === 0 ? say.nothingToTry : verbatim(tried.join(', '))
    }),
    step(say.written, async () => {
      await (await ready()).staged.commit()
      progress.committed = true
      return undefined
    }),
    step(
      cluster ? say.released : say.started,
      async (line) => {
        const {rendered} = await ready()
        // Of the many lines of compose, those that say how far it is.
        const onLine = (text: string) => (MILESTONE.test(text) ? line(verbatim(text.trim())) : undefined)
        const control = {timeoutS: Math.ceil(leftMs() / 1000), signal, onLine, onSettled: early.settle}
        // In a cluster nothing waits for what it needs: services begin again until it is there, and Helm takes back the rest.
        await (cluster ? runtime.up(rendered, control) : startContainers(runtime, rendered, control))
        await runtime.recordApplied(rendered)
        return undefined
      },
      async () => early.forgetHealth(),
    ),
    step(say.reloaded, async () => {
      const stale = await early.stale()
      await runtime.deliverConfigs(
        stale.map(({spec}) => spec.service),
        signal,
      )
      if (stale.length > 0) early.forgetHealth()
      progress.reloaded = await Promise.all(stale.map((one) => reloadComponent(access, one, {signal})))
      return stale.length === 0 ? say.nothingToReload : verbatim(stale.map((one) => one.id).join(', '))
    }),
    step(say.prepared, async () => {
      const {done, failed} = await prepareServers(access, listPreparations(stack), {patienceMs: leftMs(), signal})
      progress.preparation = {done, failed}
      if (done.length > 0) early.forgetHealth()
      if (failed.length > 0) return verbatim(failed.map(({id}) => id).join(', '))
      return done.length === 0 ? say.nothingToPrepare : verbatim(done.join(', '))
    }),
    step(say.healthy, async () => {
      const answers = await early.health()
      progress.health = [...progress.preparation.failed, ...answers]
      return say.checksPassed(answers.length - failuresOf(answers).length, answers.length)
    }),
  ]
}

function askEarly(open: OpenStack, leftMs: () => number, signal: AbortSignal): EarlyAnswers {
  const {project, stack, access} = open
  const onDisk = (component: string) => diskConfigHash(project.deploy, component)
  return openEarlyAnswers(
    {
      findStale: () => findStale(access, listReloadable(stack), onDisk),
      askHealth: (until) => askHealth(access, listHealthChecks(access), {patienceMs: leftMs(), signal: until}),
    },
    signal,
  )
}

function notReady(failed: readonly CheckResult[], cluster: OpenStack['cluster']): OpsError {
  const fixes = failed.flatMap(({verdict}) => ('fix' in verdict ? [verdict.fix] : []))
  const [first = say.seePreflight, ...rest] = fixes
  return new OpsError({
    code: 'OPS_PREFLIGHT_FAILED',
    kind: 'environment',
    message: cluster ? say.clusterNotReady(cluster.context, failed.length) : say.notReady(failed.length),
    problems: failed.map(({id, verdict}) => ({file: id, message: verdict.detail})),
    suggestions: [first, ...rest],
  })
}

function dataAtRisk({risks}: PlanReport): OpsError {
  const stops = risks.filter((risk) => risk.stops)
  const [first = say.seePlan, ...rest] = stops.map((risk) => risk.fix)
  return new OpsError({
    code: 'OPS_DATA_AT_RISK',
    kind: 'usage',
    message: stops[0]?.what ?? say.dataAtRisk,
    problems: stops.slice(1).map(({what}) => ({file: 'opsctl.yaml', message: what})),
    suggestions: [first, ...rest],
  })
}
