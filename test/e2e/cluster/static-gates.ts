/** kube-score and checkov, asked about manifests: what each found, and how much it looked at. */
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {capture} from '../../../src/system/run.js'
import {FOLDER_PREFIX} from '../leftovers.js'
import {buildTool} from '../tools/cache.js'

export interface GateReport {
  /** How many checks of objects there were. */
  readonly checks: number
  readonly findings: readonly {readonly check: string; readonly object: string; readonly detail: string}[]
}

interface ScoredObject {
  readonly object_name: string
  readonly checks?: readonly {
    readonly check: {readonly id: string; readonly name: string}
    readonly grade: number
    readonly skipped: boolean
  }[]
}

interface CheckovReport {
  readonly summary: {readonly passed: number; readonly failed: number}
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string
      readonly check_name: string
      readonly resource: string
    }[]
  }
}

const GOOD = 7

/** Judges objects of one release together: it looks for the policy and the budget of each workload. */
export async function scoreManifests(yaml: string): Promise<GateReport> {
  const argv = ['score', '--kubernetes-version', 'v1.34', '-o', 'json', '-']
  const {stdout, stderr} = await capture(`${await buildTool('kube-score')}/kube-score`, argv, {stdin: yaml})
  // A stack without workloads has nothing to be scored.
  if (stdout.trim() === 'null') return {checks: 0, findings: []}
  if (!stdout.startsWith('[')) throw new Error(`kube-score: ${stdout}${stderr}`)
  const checks = (JSON.parse(stdout) as ScoredObject[]).flatMap(({object_name: name, checks: own}) =>
    (own ?? []).filter(({skipped}) => !skipped).map((one) => ({...one, object: name.split('/').at(-1) ?? name})),
  )
  const bad = checks.filter(({grade}) => grade < GOOD)
  return {
    checks: checks.length,
    findings: bad.map(({check, object}) => ({check: check.id, object, detail: check.name})),
  }
}

/** Judges each object by itself, without asking anyone outside. */
export async function checkWithCheckov(yaml: string): Promise<GateReport> {
  const folder = await mkdtemp(`${FOLDER_PREFIX}checkov-`)
  try {
    const file = join(folder, 'manifests.yaml')
    await writeFile(file, yaml)
    const argv = ['-f', file, '--framework', 'kubernetes', '--compact', '--quiet', '--skip-download', '-o', 'json']
    const {stdout, stderr} = await capture(`${await buildTool('checkov')}/checkov`, argv, {timeoutMs: 240_000})
    if (!/^[{[]/.test(stdout)) throw new Error(`checkov: ${stderr}`)
    const parsed = JSON.parse(stdout) as CheckovReport | CheckovReport[]
    const [{summary, results}] = (Array.isArray(parsed) ? parsed : [parsed]) as [CheckovReport]
    return {
      checks: summary.passed + summary.failed,
      findings: results.failed_checks.map(({check_id: check, check_name: detail, resource}) => ({
        check,
        object: resource.split('.').at(-1) ?? resource,
        detail,
      })),
    }
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}
