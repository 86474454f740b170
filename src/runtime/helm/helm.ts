/** A stack in a Kubernetes cluster: helm for the release, kubectl for everything else. */
import type {Stack} from '../../components/component.js'
import {OpsError} from '../../errors.js'
import {listServices} from '../../images/list-services.js'
import {clusterMessages as say} from '../../messages/cluster.js'
import type {Project} from '../../project.js'
import type {ChartValues} from '../../render/helm/chart-values.js'
import {nowMs} from '../../system/clock.js'
import {helmHistory, helmUninstall} from '../../system/helm-cli.js'
import {kubectl} from '../../system/kubectl.js'
import {redact} from '../../system/redact.js'
import {verbatim} from '../../text.js'
import type {ClusterTarget} from '../cluster-target.js'
import {parseSince} from '../compose-logs.js'
import type {Plan, Rendered, Runtime, Validation} from '../runtime.js'
import {completeStates} from '../service-states.js'
import {bringUp} from './bring-up.js'
import {readValues} from './chart-files.js'
import {listClaims, listLive, listPods, loadPodFacts, loadSecretDigests, namespacesOf} from './cluster-facts.js'
import {deliverConfigs} from './deliver-configs.js'
import {prepareTrials, removeSecrets, type TrialGround} from './ground.js'
import type {HelmContext} from './helm-context.js'
import {findHelmRisks} from './helm-risks.js'
import type {KubeObject} from './kube-object.js'
import {planHelm} from './plan-helm.js'
import {openForwards, openPodInstance} from './pod-instance.js'
import {readPodLogs} from './pod-logs.js'
import {toStates} from './pod-states.js'
import type {Pod} from './pods.js'
import {parseQuantity} from './quantity.js'
import {loadRelease, type Planned, type Release, renderManifest, versionsIn} from './release.js'
import {restartWorkloads} from './restart-workloads.js'
import {trialOf} from './throw-away.js'
import {drawTrialId, runTrial} from './try-config.js'

const DOWN_S = 300

/** Opens the runtime of a project in a cluster; touches nothing until it is asked. */
export function openHelmRuntime(project: Project, stack: Stack, target: ClusterTarget): Runtime {
  const context: HelmContext = {project, stack, target}
  const known = shareAnswers(context)
  const pods = shareList(() => listPods(target))
  const forwards = openForwards(target)
  return {
    plan: (rendered) => plan(target, rendered, known.ask(rendered)),

    validate: (rendered, service, argv, signal) =>
      validate(target, known.ask(rendered), {service, argv, ...(signal && {signal})}),

    async up(rendered, options) {
      const planned = await known.planned(rendered)
      known.forget()
      await bringUp(context, rendered, options, planned)
    },
    deliverConfigs: (services, signal) => deliverConfigs(context, services, signal),
    // The release itself says what was brought up, to whoever asks from wherever.
    recordApplied: async () => undefined,
    down: (control) => takeDown(target, control),
    removeVolumes: (names) => removeClaims(target, names),

    volumes: () => listVolumes(target),
    status: () => listStates(context),

    logs(query) {
      const sinceS = query.since === undefined ? undefined : parseSince(query.since, nowMs())
      return readPodLogs(target, {...query, ...(sinceS === undefined ? {} : {sinceS})})
    },

    restart: (services, signal) => restartWorkloads(context, services, signal),
    instance: (service) => openPodInstance({target, service}, pods, forwards),
  }
}

async function listVolumes(target: ClusterTarget): ReturnType<Runtime['volumes']> {
  const claims = await listClaims(target)
  const named = claims.map(({metadata, status}) => ({
    name: metadata.name,
    bytes: parseQuantity(status?.capacity?.storage ?? ''),
  }))
  return named.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

async function listStates({stack, target}: HelmContext): ReturnType<Runtime['status']> {
  const owned = listServices(stack)
  const owner = new Map(owned.map(({component, service}) => [service.name, component]))
  const states = toStates(await loadPodFacts(target), (service) => owner.get(service) ?? service)
  const expected = owned.map(({component, service}) => ({
    component,
    service: service.name,
    replicas: service.replicas ?? 1,
  }))
  return completeStates(states, expected)
}

/** What one run asks about its rendered files, each once and when it is first needed. */
interface Answers {
  readonly release: Promise<Release>
  readonly values: Promise<ChartValues>
  readonly manifest: Promise<readonly KubeObject[]>
  /** What a pod that tries a configuration needs: its namespace made, and the Secrets to copy. */
  ground(): Promise<TrialGround>
}

function shareAnswers(context: HelmContext) {
  const known = new Map<string, Answers>()
  const keyOf = ({dir, secrets}: Rendered) => JSON.stringify([dir, secrets])
  return {
    ask(rendered: Rendered): Answers {
      const answers = known.get(keyOf(rendered)) ?? askAll(context, rendered)
      known.set(keyOf(rendered), answers)
      return answers
    },
    /** Undefined for files that were not planned. */
    async planned(rendered: Rendered): Promise<Planned | undefined> {
      const answers = known.get(keyOf(rendered))
      if (!answers) return undefined
      const [release, values, manifest] = await Promise.all([answers.release, answers.values, answers.manifest])
      return {release, values, manifest}
    },
    /** What is about to change is to be asked anew. */
    forget: () => known.clear(),
  }
}

function askAll(context: HelmContext, rendered: Rendered): Answers {
  const {project, target} = context
  const history = helmHistory(target)
  const release = loadRelease(target, history)
  const values = readValues(project, rendered.dir)
  const manifest = renderManifest(context, rendered, {history, values})
  let ground: Promise<TrialGround> | undefined
  // Not everyone who asks waits for all of them.
  for (const one of [release, values, manifest]) one.catch(() => undefined)
  return {
    release,
    values,
    manifest,
    ground() {
      ground ??= values.then((read) => prepareTrials(context, read))
      return ground
    },
  }
}

const LIST_FRESH_MS = 1000

/** Probes of many services ask for their pods at the same time: the cluster is asked once. */
function shareList(list: () => Promise<readonly Pod[]>): () => Promise<readonly Pod[]> {
  let asked: {readonly at: number; readonly answer: Promise<readonly Pod[]>} | undefined
  return () => {
    if (!asked || nowMs() - asked.at > LIST_FRESH_MS) asked = {at: nowMs(), answer: list()}
    return asked.answer
  }
}

async function plan(target: ClusterTarget, rendered: Rendered, answers: Answers): Promise<Plan> {
  const [next, values, release, claims, appliedSecrets] = await Promise.all([
    answers.manifest,
    answers.values,
    answers.release,
    listClaims(target),
    loadSecretDigests(target),
  ])
  const facts = {
    release: target.release,
    namespace: target.namespace,
    next,
    last: release.manifest,
    live: await listLive(target, [...next, ...release.manifest]),
    services: values.services,
    secrets: rendered.secrets,
    appliedSecrets,
    target,
    history: release.history,
    claims,
    versions: {before: versionsIn(release.values), now: versionsIn(values)},
  }
  return {services: planHelm(facts), risks: findHelmRisks(facts)}
}

interface Candidate {
  readonly service: string
  readonly argv: readonly string[]
  readonly signal?: AbortSignal
}

async function validate(target: ClusterTarget, answers: Answers, candidate: Candidate): Promise<Validation> {
  const {service, argv, signal} = candidate
  const [manifest, {values, secrets}] = await Promise.all([answers.manifest, answers.ground()])
  const id = drawTrialId()
  const trial = trialOf(manifest, {id, service, argv, values, namespace: target.namespace, secrets})
  if (!trial) throw noService(service)
  return runTrial(target, trial, signal)
}

async function takeDown(target: ClusterTarget, control: Parameters<Runtime['down']>[0]): Promise<void> {
  const result = await helmUninstall(target, {timeoutS: DOWN_S, ...control})
  if (result.exitCode === 0) return
  throw new OpsError({
    code: 'OPS_HELM_DOWN_FAILED',
    kind: 'external',
    message: say.helmDownFailed(target.release),
    detail: redact(`${result.stdout}\n${result.stderr}`.trim()).split('\n').slice(-20).join('\n'),
    suggestions: [say.helmDownFailedFix, verbatim('opsctl status')],
  })
}

/** With the data go the Secrets that opsctl put there: nothing reads them any more. */
async function removeClaims(target: ClusterTarget, names: readonly string[]): Promise<void> {
  const claims = (await listClaims(target)).filter(({metadata}) => names.includes(metadata.name))
  for (const namespace of namespacesOf(target)) {
    const own = claims.filter(({metadata}) => metadata.namespace === namespace).map(({metadata}) => metadata.name)
    if (own.length === 0) continue
    const argv = ['delete', 'persistentvolumeclaims', '--namespace', namespace, '--timeout=120s', ...own]
    const result = await kubectl(target, argv, {requestTimeoutS: 0, timeoutMs: 150_000})
    if (result.exitCode !== 0) throw volumesHeld(namespace, redact(result.stderr))
  }
  await removeSecrets(target)
}

function volumesHeld(namespace: string, detail: string): OpsError {
  return new OpsError({
    code: 'OPS_VOLUME_BUSY',
    kind: 'external',
    message: say.volumesHeld,
    detail,
    suggestions: [say.volumesHeldFix(namespace)],
  })
}

function noService(service: string): OpsError {
  return new OpsError({
    code: 'OPS_SERVICE_UNKNOWN',
    kind: 'usage',
    message: say.noSuchService(service),
    suggestions: [verbatim('opsctl status')],
  })
}
