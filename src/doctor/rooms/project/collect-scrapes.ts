/** Looks at the scrape configuration that Prometheus would read, the person's own jobs among it. */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'

import {readIfThere} from '../../../system/files.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {goSeconds} from './collect-services.js'
import {scrapesFact} from './facts.js'

interface ScrapeFile {
  readonly global?: {readonly scrape_interval?: string; readonly scrape_timeout?: string}
  readonly scrape_configs?: readonly {
    readonly job_name?: string
    readonly scrape_interval?: string
    readonly scrape_timeout?: string
  }[]
}

/** Prometheus' own values where nothing is written. */
const USUAL = {intervalS: 60, timeoutS: 10}

export const scrapesCollector = defineCollector({
  key: scrapesFact,
  isFor: ({prometheus, target}) => prometheus.enabled && target === 'compose',
  async collect({project}) {
    const {load} = await import('js-yaml')
    const folder = join(project.deploy, 'prometheus/config')
    const main = await readIfThere(join(folder, 'prometheus.yml'))
    if (main === undefined) throw new CannotSee('no-data', {en: 'deploy/ is not rendered', zh: 'deploy/ 尚未生成'})
    const names = (await readdir(join(folder, 'scrape.d')).catch(() => [])).filter((name) => name.endsWith('.yaml'))
    const files = await Promise.all(
      names.map(
        async (name) => [`scrape.d/${name}`, (await readIfThere(join(folder, 'scrape.d', name))) ?? ''] as const,
      ),
    )
    const parsed = [['prometheus.yml', main] as const, ...files].map(
      ([file, text]) => [file, (load(text) ?? {}) as ScrapeFile] as const,
    )
    const {scrape_interval: interval, scrape_timeout: timeout} = parsed[0]?.[1].global ?? {}
    const jobs = parsed.flatMap(([file, {scrape_configs: configs}]) =>
      (configs ?? []).map((job) => {
        const intervalS = seconds(job.scrape_interval ?? interval, USUAL.intervalS)
        const own = job.scrape_timeout ?? timeout
        // Without one of its own Prometheus takes ten seconds, or the interval where that is less.
        const timeoutS = own === undefined ? Math.min(USUAL.timeoutS, intervalS) : goSeconds(own)
        return {job: job.job_name ?? '', file, intervalS, timeoutS}
      }),
    )
    return {jobs}
  },
})

function seconds(written: string | undefined, usual: number): number {
  return written === undefined ? usual : goSeconds(written)
}
