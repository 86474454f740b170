/** Whether Prometheus reads every target of the stack. */
import {fail, pass, type Verdict, warn} from '../../checks/check.js'
import type {Access, HealthCheck} from '../component.js'
import {alertmanagerLogin} from './config.js'
import {askApi, ownLogin} from './web.js'

/** Jobs whose targets demand a log-in, with that of Prometheus. */
const LOGINS: Readonly<Record<string, object>> = {prometheus: ownLogin, alertmanager: alertmanagerLogin}

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
  /** `answers`: it does now, and Prometheus comes to it, or comes back to it, within one scrape interval. */
  readonly health: 'up' | 'down' | 'unknown' | 'answers'
  readonly lastError: string
}

type TargetFacts = {readonly jobs: readonly string[]; readonly targets: readonly Target[]}

/** Every job has targets, and each is up; one that was never read, or was read before it listened, must answer. */
export const targets: HealthCheck<TargetFacts> = {
  id: 'prometheus.targets',
  title: {en: 'Every scrape target is up', zh: '所有采集目标均正常'},
  service: 'prometheus',
  async probe(access) {
    const {scrapePools} = (await askApi(access, 'scrape_pools')) as {scrapePools: string[]}
    const {activeTargets} = (await askApi(access, 'targets?state=active')) as {activeTargets: ActiveTarget[]}
    const answering = await findAnswering(access, activeTargets)
    return {
      jobs: scrapePools.toSorted(),
      targets: activeTargets.map(({scrapePool: job, labels, health, lastError}, index) => ({
        job,
        instance: labels.instance ?? '',
        health: answering[index] ? 'answers' : health,
        lastError,
      })),
    }
  },
  judge: judgeTargets,
}

/** For each target, whether it answers although Prometheus does not have it up. */
async function findAnswering(access: Access, targets: readonly ActiveTarget[]): Promise<readonly boolean[]> {
  const [fresh, late] = await Promise.all([
    Promise.all(targets.map(async (target) => target.health === 'unknown' && doesAnswer(access, target))),
    findLate(access, targets),
  ])
  return targets.map((target, index) => fresh[index] || late.has(target))
}

/**
 * Targets that began to listen after their last scrape. One after the other, until one does not answer: the stack is not
 * well then, and each question is a process.
 */
async function findLate(access: Access, targets: readonly ActiveTarget[]): Promise<ReadonlySet<ActiveTarget>> {
  const late = new Set<ActiveTarget>()
  // Whoever answered, but not as it should, is not asked again: Prometheus looks closer than this question does.
  for (const target of targets.filter(({health, lastError}) => health === 'down' && lastError.startsWith('Get "'))) {
    if (!(await answersPrometheus(access, target))) break
    late.add(target)
  }
  return late
}

/** Asks as a scrape does: from the container of Prometheus, over its network, with its log-in; nothing but 200 counts. */
async function answersPrometheus(access: Access, {scrapePool, scrapeUrl}: ActiveTarget): Promise<boolean> {
  // Every image of Prometheus has promtool, and not every one a client. It adds a path to the URL: to its query, here.
  const url = `--url=${scrapeUrl}${scrapeUrl.includes('?') ? '&' : '?'}asked=`
  const login = LOGINS[scrapePool]
  const config = login ? ['--http.config.file=/dev/stdin'] : []
  try {
    const {exitCode} = await access.instance('prometheus').exec(['promtool', 'check', 'healthy', ...config, url], {
      timeoutMs: ASK_TIMEOUT_MS,
      ...(login && {stdin: JSON.stringify({basic_auth: login})}),
    })
    return exitCode === 0
  } catch {
    return false
  }
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
    const rest = {
      en: waiting === 0 ? '' : `; ${waiting} of them answer and wait for their next scrape`,
      zh: waiting === 0 ? '' : `；其中 ${waiting} 个可应答，等待下次采集`,
    }
    return pass({
      en: `${targets.length} targets in ${jobs.length} jobs are up${rest.en}`,
      zh: `${jobs.length} 个任务的 ${targets.length} 个目标均正常${rest.zh}`,
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
