/** How services are judged one by one: as they run, and as the files would start them. */
import type {Text} from '../../../text.js'
import {healthy, note, type Outcome, unknown} from '../../check.js'
import {rowsOr} from '../docker/rows.js'
import {type ServiceSeen, servicesFact} from '../project/facts.js'
import {containersFact} from './facts.js'

/** A service, and whether that is how it runs or how it is to run. */
export type Seen = ServiceSeen & {readonly runs: boolean}

/** Files and containers; either will do. */
export const both = {model: servicesFact, containers: containersFact}

/** The values of {@link both}, as far as they were seen. */
export type Both = {
  readonly model?: {readonly services: readonly ServiceSeen[]}
  readonly containers?: {readonly services: readonly ServiceSeen[]}
}

/** Every service once: as it runs where that is worse, else as it is to run. */
export function judgeServices(facts: Both, offence: (service: Seen) => Outcome | undefined, well: Text) {
  const {model, containers} = facts
  if (!model && !containers)
    return unknown('no-data', {en: 'neither files nor containers could be read', zh: '无法读取文件或容器'})
  const running = (containers?.services ?? []).map((one): Seen => ({...one, runs: true}))
  const planned = (model?.services ?? []).map((one): Seen => ({...one, runs: false}))
  const told = new Map<string, Outcome>()
  for (const service of [...running, ...planned]) {
    const outcome = told.has(service.service) ? undefined : offence(service)
    if (outcome) told.set(service.service, {instance: service.service, ...outcome})
  }
  const notes = [...told.values()].filter(({status}) => status === 'info')
  const unwell = [...told.values()].filter(({status}) => status !== 'info')
  const [first] = notes
  if (unwell.length > 0 || !first) return rowsOr(unwell, healthy(well))
  return notes.length === 1 ? first : note(joined(notes))
}

function joined(notes: readonly Outcome[]): Text {
  return {en: notes.map(({detail}) => detail.en).join('; '), zh: notes.map(({detail}) => detail.zh).join('；')}
}

/** How it is said of what runs, and of what a file would start. */
export function verb({runs}: Seen, [now, later]: readonly [string, string]): string {
  return runs ? now : `would ${later}`
}

/** What the checks of services have in common. */
export const shared = {
  tiers: ['preflight', 'runtime'],
  tags: ['security', 'hardening'],
  isFor: ({target}: {readonly target: string}) =>
    target === 'compose' || {
      en: 'on a cluster the chart’s security contexts hold',
      zh: '在集群上由 chart 的安全上下文保证',
    },
  needs: {},
  wants: both,
  remedy: {
    text: {
      en: 'Take the line out of overlay/compose.override.yaml, then bring the stack up.',
      zh: '从 overlay/compose.override.yaml 中删去该行，然后启动栈。',
    },
    commands: ['opsctl plan', 'opsctl up'],
  },
} as const

/** How services are looked at. */
export const runs = {
  en: 'reads the merged Compose model (docker compose config) and what the engine says of each container (docker inspect)',
  zh: '读取合并后的 Compose 模型（docker compose config）以及引擎对各容器的描述（docker inspect）',
}
