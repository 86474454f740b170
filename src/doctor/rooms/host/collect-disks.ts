/** Looks at the disks that the stack lies on, and where they go. */
import {readFile, stat, statfs} from 'node:fs/promises'

import type {Project} from '../../../project.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {engineFact} from '../docker/facts.js'
import {hasHostMetrics, onCompose} from './collect.js'
import {disksFact, trendFact} from './facts.js'

export const disks = defineCollector({
  key: disksFact,
  isFor: onCompose,
  async collect(context) {
    const engine = await context.fact(engineFact).catch(() => undefined)
    const root = engine?.state.endpoint.startsWith('unix://') ? engine.state.rootFolder : undefined
    const found = await Promise.all(placesOf(context.project, root).map(({folder, use}) => probe(folder, use)))
    const byDevice = new Map<number, NonNullable<(typeof found)[number]>>()
    for (const one of found) {
      if (!one) continue
      const known = byDevice.get(one.id)
      byDevice.set(one.id, known ? {...known, uses: [...known.uses, ...one.uses]} : one)
    }
    return {disks: [...byDevice.values()].map(({id: _, ...disk}) => disk)}
  },
})

function placesOf(project: Project, root: string | undefined): readonly {folder: string; use: string}[] {
  return [
    ...(root === undefined ? [] : [{folder: root, use: 'docker'}]),
    {folder: project.root, use: 'project'},
    {folder: project.backups, use: 'backups'},
    {folder: '/var/log', use: 'logs'},
  ]
}

async function probe(folder: string, use: string) {
  try {
    const [{dev}, fs] = await Promise.all([stat(folder), statfs(folder)])
    const mount = await mountOf(folder)
    return {
      id: dev,
      ...mount,
      uses: [use],
      totalBytes: fs.blocks * fs.bsize,
      freeBytes: fs.bavail * fs.bsize,
      usedBytes: (fs.blocks - fs.bfree) * fs.bsize,
      inodes: fs.files,
      inodesFree: fs.ffree,
    }
  } catch {
    // A folder that is not there takes no space.
    return undefined
  }
}

async function mountOf(folder: string): Promise<{mount: string; device: string; fsType: string}> {
  const table = await readFile('/proc/self/mounts', 'utf8').catch(() => '')
  const places = table.split('\n').map((line) => line.split(' '))
  const isAbove = (place: string) => place === '/' || `${folder}/`.startsWith(`${place}/`)
  const [device = '', mount = folder, fsType = ''] = places
    .filter(([, place]) => place !== undefined && isAbove(place))
    .reduce<string[]>((best, one) => ((one[1]?.length ?? 0) >= (best[1]?.length ?? 0) ? one : best), [])
  return {mount, device, fsType}
}

const REAL = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|erofs|fuse.*|nfs.*|cifs"'

/** Three hours tell a direction only when there are three hours: an hour before, the series must have been there. */
export const trend = defineCollector({
  key: trendFact,
  isFor: hasHostMetrics,
  async collect({promql}) {
    const avail = `node_filesystem_avail_bytes{${REAL}}`
    const [now, size, slope] = await Promise.all([
      promql(avail),
      promql(`node_filesystem_size_bytes{${REAL}}`),
      promql(`deriv(${avail}[3h]) and (${avail} offset 1h)`),
    ])
    if (slope.length === 0) {
      throw new CannotSee('no-data', {
        en: 'Prometheus has watched for less than an hour',
        zh: 'Prometheus 观察时间不足一小时',
      })
    }
    const keyOf = (labels: Readonly<Record<string, string>>) => `${labels.device} ${labels.mountpoint}`
    const find = (samples: typeof now, key: string) => samples.find(({labels}) => keyOf(labels) === key)?.value ?? 0
    const seen = new Map(
      slope.map(({labels, value}) => {
        const key = keyOf(labels)
        const disk = {
          device: labels.device ?? '',
          mount: labels.mountpoint ?? '',
          availBytes: find(now, key),
          sizeBytes: find(size, key),
          lossPerS: -value,
        }
        // One disk may be mounted in several places.
        return [disk.device, disk] as const
      }),
    )
    return {disks: [...seen.values()]}
  },
})
