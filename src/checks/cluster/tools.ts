/** Whether kubectl and helm are here and new enough, and whether the API server answers them. */
import type {OpsError} from '../../errors.js'
import {clusterPreflightMessages as say} from '../../messages/cluster-preflight.js'
import type {ClusterTarget} from '../../runtime/cluster-target.js'
import {helmVersion} from '../../system/helm-cli.js'
import {redact} from '../../system/redact.js'
import type {RunResult} from '../../system/run.js'
import {type CheckResult, fail, pass, skip, type Verdict, warn} from '../check.js'
import {isAtLeast} from '../host/docker.js'
import {type Ask, kubectlFor} from './ask.js'

/** Oldest versions that the chart works with. */
export const MIN_HELM = '3.10'
export const MIN_KUBERNETES = '1.29'
/** kubectl is supported one minor version to either side of the server. */
const SKEW = 1

export interface ToolFacts {
  /** Absent when the program is missing. */
  readonly kubectl?: string
  readonly helm?: string
  /** Absent when the server does not answer. */
  readonly server?: string
  /** What kubectl said instead of the server's version. */
  readonly refusal?: string
}

/** Judges kubectl, also against the server's version. */
export function judgeKubectl({kubectl, server}: ToolFacts): Verdict {
  if (kubectl === undefined) return fail(say.noKubectl, say.installKubectl)
  const skew = server === undefined ? 0 : Math.abs(minorOf(kubectl) - minorOf(server))
  if (skew > SKEW && server !== undefined) return warn(say.skew(kubectl, server), say.otherKubectl(server))
  return pass(kubectl === '' ? say.kubectlHere : say.toolOk('kubectl', kubectl))
}

/** Judges helm. */
export function judgeHelm({helm}: ToolFacts): Verdict {
  if (helm === undefined) return fail(say.noHelm, say.installHelm(MIN_HELM))
  return isAtLeast(helm, MIN_HELM)
    ? pass(say.toolOk('helm', helm))
    : fail(say.helmOld(helm, MIN_HELM), say.installHelm(MIN_HELM))
}

/** Judges whether the API server of the context answers and is new enough. */
export function judgeServer(target: ClusterTarget, {kubectl, server, refusal = ''}: ToolFacts): Verdict {
  if (kubectl === undefined) return skip(say.noAnswerYet)
  if (server !== undefined) {
    return isAtLeast(server, MIN_KUBERNETES)
      ? pass(say.serverOk(target.context, server))
      : fail(say.serverOld(target.context, server, MIN_KUBERNETES), say.upgradeCluster(MIN_KUBERNETES))
  }
  return judgeRefusal(target, refusal)
}

/** The reasons why a server can't be spoken to, by kubectl's words. */
function judgeRefusal(target: ClusterTarget, words: string): Verdict {
  const {context, kubeconfig} = target
  const file = kubeconfig ?? 'KUBECONFIG'
  if (/context .*does not exist|context was not found/.test(words)) {
    return fail(say.unknownContext(context, file), say.listContexts(kubeconfig))
  }
  if (
    /error loading config file|no such file or directory|no configuration has been provided|couldn't get version\/kind/.test(
      words,
    )
  ) {
    return fail(say.badKubeconfig(file, lastLine(words)), say.nameKubeconfig)
  }
  if (/Unauthorized|must be logged in|provide credentials|getting credentials|token (is|has) expired/.test(words)) {
    return fail(say.notLoggedIn(context, lastLine(words)), say.logIn(`${kubectlFor(target)} auth whoami`))
  }
  if (/x509|certificate/.test(words)) return fail(say.badCertificate(context, lastLine(words)), say.renewKubeconfig)
  return fail(say.unreachable(context, lastLine(words)), say.reachIt(`${kubectlFor(target)} cluster-info`))
}

/** Asks kubectl and helm for their versions, and the server for its own. */
export async function probeTools(ask: Ask): Promise<ToolFacts> {
  const [versions, helm] = await Promise.all([ignoreMissing(ask(['version', '-o', 'json'])), askHelm()])
  return {...readVersions(versions), ...(helm === undefined ? {} : {helm})}
}

async function askHelm(): Promise<string | undefined> {
  try {
    const {major, minor} = await helmVersion()
    return `${major}.${minor}`
  } catch (error) {
    const {code, text} = error as Partial<OpsError>
    if (code === 'OPS_TOOL_MISSING') return undefined
    if (code !== 'OPS_HELM_UNSUPPORTED') throw error
    return text?.en ?? ''
  }
}

/** With a kubeconfig that can't be used, kubectl does not even say its own version. */
function readVersions(result: RunResult | undefined): Omit<ToolFacts, 'helm'> {
  if (!result) return {}
  const printed = /^\s*\{/.test(result.stdout) ? (JSON.parse(result.stdout) as VersionJson) : {}
  const server = printed.serverVersion?.gitVersion
  return {
    kubectl: bare(printed.clientVersion?.gitVersion ?? ''),
    ...(server === undefined ? {refusal: redact(result.stderr.trim())} : {server: bare(server)}),
  }
}

interface VersionJson {
  readonly clientVersion?: {readonly gitVersion: string}
  readonly serverVersion?: {readonly gitVersion: string}
}

/** The results of these checks. */
export function judgeTools(target: ClusterTarget, facts: ToolFacts): readonly CheckResult[] {
  const known = {...facts}
  return [
    {id: 'cluster.kubectl', title: say.kubectlTitle, verdict: judgeKubectl(facts), facts: known},
    {id: 'cluster.helm', title: say.helmTitle, verdict: judgeHelm(facts), facts: known},
    {id: 'cluster.server', title: say.serverTitle, verdict: judgeServer(target, facts), facts: known},
  ]
}

async function ignoreMissing(running: Promise<RunResult>): Promise<RunResult | undefined> {
  try {
    return await running
  } catch (error) {
    if ((error as {code?: string}).code === 'OPS_TOOL_MISSING') return undefined
    if ((error as {code?: string}).code !== 'OPS_TOOL_TIMEOUT') throw error
    return {exitCode: 1, stdout: '', stderr: 'timed out'}
  }
}

function bare(version: string): string {
  return version.trim().replace(/^v/, '')
}

function minorOf(version: string): number {
  return Number(/^\d+\.(\d+)/.exec(version)?.[1] ?? Number.NaN)
}

function lastLine(words: string): string {
  const line = words.split('\n').findLast((one) => one.trim() !== '') ?? ''
  return line.replace(/^(E\d{4} .*?\] |error: |Error from server.*?: )/i, '').slice(0, 300)
}
