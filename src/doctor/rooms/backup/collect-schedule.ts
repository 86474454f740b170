/** Looks for what starts backups of this project, and at the standby site. */
import {readdir} from 'node:fs/promises'
import {join} from 'node:path'

import {OpsError} from '../../../errors.js'
import {readIfThere} from '../../../system/files.js'
import {findProgram} from '../../../system/host-os.js'
import {capture} from '../../../system/run.js'
import {defineCollector} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {scheduleFact, standbyFact} from './facts.js'

const QUICK_MS = 4000
const CRON_FOLDERS = ['/etc/cron.d', '/etc/cron.daily', '/etc/cron.weekly', '/etc/cron.hourly']

export const scheduleCollector = defineCollector({
  key: scheduleFact,
  isFor: () => true,
  async collect({project, stack, signal}) {
    const names = await Promise.all(
      CRON_FOLDERS.map(async (folder) => (await readdir(folder).catch(() => [])).map((name) => join(folder, name))),
    )
    const files = ['/etc/crontab', ...names.flat()]
    const texts = await Promise.all(
      files.map(async (where) => ({where, text: (await readIfThere(where).catch(() => '')) ?? ''})),
    )
    const own = await ask('crontab', ['-l'], signal)
    const isMeant = (text: string) => mentionsBackup(text, [project.root, stack.project])
    const crons = [...texts, {where: 'crontab -l', text: own}].filter(({text}) => isMeant(text))
    const timers = await ask('systemctl', ['list-timers', '--all', '--no-pager', '--no-legend'], signal)
    const units = timers.split('\n').flatMap((line) => /(\S+\.timer)\s+(\S+)/.exec(line)?.slice(1, 3) ?? [])
    const wanted = units.filter(
      (unit) => unit.endsWith('.service') && /backup/i.test(unit) && unit.includes(stack.project),
    )
    const states = await Promise.all(
      wanted.map((unit) => ask('systemctl', ['show', unit, '--property', 'Result'], signal)),
    )
    return {
      entries: [
        ...crons.map(({where}) => ({where, failed: false})),
        ...wanted.map((where, index) => ({where, failed: !/Result=success/.test(states[index] ?? '')})),
      ],
    }
  },
})

/** Whether a line that is no comment starts a backup of this project. */
export function mentionsBackup(text: string, names: readonly string[]): boolean {
  return text
    .split('\n')
    .some((line) => !/^\s*#/.test(line) && /backup|pg_dump/i.test(line) && names.some((name) => line.includes(name)))
}

async function ask(command: string, argv: readonly string[], signal: AbortSignal): Promise<string> {
  const program = await findProgram(command)
  if (program === undefined) return ''
  try {
    return (await capture(program, argv, {timeoutMs: QUICK_MS, signal})).stdout
  } catch (error) {
    // One that hangs or fails tells of nothing.
    if (error instanceof OpsError && error.kind !== 'interrupted') return ''
    throw error
  }
}

export const standbyCollector = defineCollector({
  key: standbyFact,
  deep: true,
  isFor: ({backup}) => standbyOf(backup) !== undefined,
  async collect({stack, offline, signal}) {
    const url = standbyOf(stack.backup)
    if (url === undefined) throw new CannotSee('not-applicable', {en: 'no standby is named', zh: '未指定备用站点'})
    if (offline) throw new CannotSee('offline', {en: 'it lies beyond this machine', zh: '它不在本机'})
    const answer = await fetch(url, {signal, redirect: 'manual'}).catch(() => undefined)
    return {status: answer?.status ?? 0}
  },
})

/** `backup.standby`: the address by which the standby site says that it works. */
export function standbyOf(backup: unknown): string | undefined {
  const url = (backup as {readonly standby?: unknown} | undefined)?.standby
  return typeof url === 'string' && URL.canParse(url) ? url : undefined
}
