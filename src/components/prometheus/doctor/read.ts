/** Reads what Prometheus and its tools answer. Pure. */
import type {z} from 'zod'

import type {rulesFact, targetsFact} from './facts.js'

type Targets = z.infer<typeof targetsFact.schema>
type Rules = z.infer<typeof rulesFact.schema>

/** As /api/v1/targets tells it. */
export interface TargetsBody {
  readonly activeTargets: readonly {
    readonly scrapePool: string
    readonly scrapeUrl: string
    readonly labels: Readonly<Record<string, string>>
    readonly discoveredLabels: Readonly<Record<string, string>>
    readonly health: 'up' | 'down' | 'unknown'
    readonly lastError: string
    readonly lastScrapeDuration: number
    readonly scrapeTimeout: string
  }[]
}

/** Targets with the service behind each: the name that was looked up, or the host of the address. */
export function readTargets({activeTargets}: TargetsBody): Targets['targets'] {
  return activeTargets.map((target) => ({
    job: target.scrapePool,
    instance: target.labels.instance ?? '',
    service: target.discoveredLabels.__meta_dns_name ?? new URL(target.scrapeUrl).hostname,
    health: target.health,
    lastError: target.lastError,
    tookS: target.lastScrapeDuration,
    timeoutS: secondsOf(target.scrapeTimeout),
  }))
}

/** Scrape times are small: `10s`, `1m`, `1m30s`, `500ms`. */
function secondsOf(duration: string): number {
  const units: Readonly<Record<string, number>> = {ms: 0.001, s: 1, m: 60, h: 3600}
  const parts = [...duration.matchAll(/(\d+)(ms|s|m|h)/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? 's'] ?? 1), 0)
}

interface RuleBody {
  readonly name: string
  readonly health: string
  readonly lastError?: string
  readonly alerts?: readonly {
    readonly labels: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
    readonly state: 'firing' | 'pending'
    readonly activeAt: string
  }[]
}

/** As /api/v1/rules tells it. */
export interface RulesBody {
  readonly groups: readonly {
    readonly name: string
    readonly file: string
    readonly interval: number
    readonly evaluationTime: number
    readonly rules: readonly RuleBody[]
  }[]
}

/** Rules, those that can't be evaluated, and the alerts of all. */
export function readRules({groups}: RulesBody): Rules {
  const all = groups.flatMap(({file, rules}) => rules.map((rule) => ({...rule, file: nameOf(file)})))
  return {
    rules: all.length,
    groups: groups.map(({name, file, interval, evaluationTime}) => ({
      name,
      file: nameOf(file),
      intervalS: interval,
      tookS: evaluationTime,
    })),
    broken: all
      .filter(({health}) => health === 'err')
      .map(({name, file, lastError = ''}) => ({rule: name, file, error: withoutSeries(lastError)})),
    waiting: all.filter(({health}) => health === 'unknown').length,
    alerts: all.flatMap(({name, alerts = []}) =>
      alerts.map(({labels, annotations, state, activeAt}) => ({
        name,
        state,
        severity: labels.severity ?? '',
        labels,
        summary: {en: annotations.summary ?? name, zh: annotations.summary_zh ?? annotations.summary ?? name},
        since: Date.parse(activeAt),
        checks: (annotations.doctor ?? '').split(' ').filter((id) => id !== ''),
      })),
    ),
  }
}

/** The series that stand in each other's way can be hundreds. */
function withoutSeries(error: string): string {
  return error.replace(/: \[\{.*$/s, '').slice(0, 300)
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path
}

/** The lines of promtool that say what is wrong, without its own words around them. */
export function readProblems(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.replace(/^\s*FAILED:?\s*/, '').trim())
    .filter((line, index, lines) => lines.indexOf(line) === index)
    .filter((line) => line !== '' && !/^(Checking |SUCCESS)/.test(line))
}

/** The size of a volume and what is free of it, as `df -Pk` prints them. */
export function readFree(df: string): {readonly volumeBytes?: number; readonly volumeFreeBytes?: number} {
  const [, blocks, available] = /^\S+\s+(\d+)\s+\d+\s+(\d+)\s+\d+%/m.exec(df) ?? []
  if (blocks === undefined || available === undefined) return {}
  return {volumeBytes: Number(blocks) * 1024, volumeFreeBytes: Number(available) * 1024}
}
