/** Whether Prometheus reads every target of the stack. */
import {fail, pass, type Verdict, warn} from '../../checks/check.js'
import type {Access, HealthCheck} from '../component.js'
import {askApi} from './web.js'

/** Jobs that a person added; their being down is told, but the stack itself is well. */
const OWN_JOB = /^(targets$|overlay-)/

const ASK_TIMEOUT_MS = 3000

/** As /api/v1/targets tells it. */
interface ActiveTarget {
  readonly scrapePool: string
  readonly scrapeUrl: string
  readonly labels: Readonly<Record<string, string>>
  readonly discoveredLabels: Readonly<Record<string, string>>
  readonly health: 'up' | 'down' | 'unknown'
  readonly lastError: string
}

interface Target {
  readonly job: string
  readonly instance: string
  /** `answers`: Prometheus has not come to it yet, which takes up to one scrape interval, but it answers. */
  readonly health: 'up' | 'down' | 'unknown' | 'answers'
  readonly lastError: string
}

type TargetFacts = {readonly jobs: readonly string[]; readonly targets: readonly Target[]}

/** Every job has targets, and each is up; one that was never read yet must answer. */
export const targets: HealthCheck<TargetFacts> = {
  id: 'prometheus.targets',
  title: {en: 'Every scrape target is up', zh: '所有采集目标均正常'},
  service: 'prometheus',
  async probe(access) {
    const {scrapePools} = (await askApi(access, 'scrape_pools')) as {scrapePools: string[]}
    const {activeTargets} = (await askApi(access, 'targets?state=active')) as {activeTargets: ActiveTarget[]}
    return {
      jobs: scrapePools.toSorted(),
      targets: await Promise.all(activeTargets.map((target) => toTarget(access, target))),
    }
  },
  judge: judgeTargets,
}

async function toTarget(access: Access, target: ActiveTarget): Promise<Target> {
  const {scrapePool: job, labels, lastError} = target
  const answers = target.health === 'unknown' && (await doesAnswer(access, target))
  return {job, instance: labels.instance ?? '', health: answers ? 'answers' : target.health, lastError}
}

/** Asks the target itself. One that demands a log-in answers as well: Prometheus has it, this question has not. */
async function doesAnswer(access: Access, {scrapeUrl, discoveredLabels}: ActiveTarget): Promise<boolean> {
  const url = new URL(scrapeUrl)
  const service = discoveredLabels.__meta_dns_name ?? url.hostname
  try {
    const {status} = await access.instance(service).http({
      port: Number(url.port),
      path: `${url.pathname}${url.search}`,
      timeoutMs: ASK_TIMEOUT_MS,
    })
    return status === 200 || status === 401
  } catch {
    return false
  }
}

function judgeTargets({jobs, targets}: TargetFacts): Verdict {
  const empty = jobs.filter((job) => !targets.some((target) => target.job === job))
  const down = targets.filter(({health}) => health !== 'up' && health !== 'answers')
  const waiting = targets.filter(({health}) => health === 'answers').length
  if (empty.length === 0 && down.length === 0) {
    const first = {
      en: waiting === 0 ? '' : `; ${waiting} of them answer and wait for their first scrape`,
      zh: waiting === 0 ? '' : `；其中 ${waiting} 个可应答，等待首次采集`,
    }
    return pass({
      en: `${targets.length} targets in ${jobs.length} jobs are up${first.en}`,
      zh: `${jobs.length} 个任务的 ${targets.length} 个目标均正常${first.zh}`,
    })
  }
  const detail = {
    en: [
      ...empty.map((job) => `${job}: no target found`),
      ...down.map(({job, instance, lastError}) => `${job} ${instance}: ${lastError || 'not read yet'}`),
    ].join('; '),
    zh: [
      ...empty.map((job) => `${job}：未发现目标`),
      ...down.map(({job, instance, lastError}) => `${job} ${instance}：${lastError || '尚未采集'}`),
    ].join('；'),
  }
  const wrong = [...empty, ...down.map(({job}) => job)]
  const fix = {
    en: `See why with: opsctl logs ${[...new Set(wrong)].join(' ')}`,
    zh: `查看原因：opsctl logs ${[...new Set(wrong)].join(' ')}`,
  }
  return wrong.every((job) => OWN_JOB.test(job)) ? warn(detail, fix) : fail(detail, fix)
}
