/** States of containers and pods → events: what ended, what started. */
import type {ServiceState} from '../../runtime/runtime.js'
import type {IncidentEvent} from './journal.js'
import type {Window} from './window.js'

/** Starts that lie closer together are one: a stack is brought up as a whole. */
const TOGETHER_MS = 60_000
const FEW = 5

/** Events that can still be seen in what is there now. A container that was replaced has taken its past with it. */
export function eventsOfContainers(states: readonly ServiceState[], window: Window): readonly IncidentEvent[] {
  const seen = (at: string | undefined): at is string => at !== undefined && window.has(at)
  const ended = states.filter(({state, finishedAt}) => state !== 'running' && seen(finishedAt)).map(endOf)
  const running = states.filter(({state, startedAt}) => state === 'running' && seen(startedAt))
  const again = running.filter(({restarts}) => restarts > 0).map(restartOf)
  return [...ended, ...again, ...startsOf(running.filter(({restarts}) => restarts === 0))]
}

function endOf({name, finishedAt = '', exitCode, oomKilled}: ServiceState): IncidentEvent {
  const code = exitCode === undefined ? '' : ` ${exitCode}`
  return {
    key: `container ${name} ended ${finishedAt}`,
    at: finishedAt,
    source: 'container',
    role: 'symptom',
    text: oomKilled
      ? {en: `${name} is killed for memory`, zh: `${name} 因内存不足被终止`}
      : {en: `${name} ends with exit code${code}`, zh: `${name} 退出，退出码${code}`},
  }
}

/** What starts again by itself had ended by itself. */
function restartOf({name, startedAt = '', restarts}: ServiceState): IncidentEvent {
  return {
    key: `container ${name} restarted ${startedAt}`,
    at: startedAt,
    source: 'container',
    role: 'symptom',
    text: {
      en: `${name} had ended and starts again by itself, restart ${restarts}`,
      zh: `${name} 异常退出后自动重启，第 ${restarts} 次`,
    },
  }
}

function startsOf(states: readonly ServiceState[]): readonly IncidentEvent[] {
  const groups: ServiceState[][] = []
  for (const state of states.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    const last = groups.at(-1)
    if (last?.[0] && timeOf(state) - timeOf(last[0]) <= TOGETHER_MS) last.push(state)
    else groups.push([state])
  }

  return groups.map(startOf)
}

function startOf(group: readonly ServiceState[]): IncidentEvent {
  const names = group.map(({name}) => name).toSorted()
  const at = group[0]?.startedAt ?? ''
  const shown = names.slice(0, FEW).join(', ')
  const more = names.length - FEW
  return {
    key: `container ${names[0]} started ${at}`,
    at,
    source: 'container',
    role: 'action',
    text:
      more > 0
        ? {en: `${shown} and ${more} more start`, zh: `${shown} 等 ${names.length} 个容器启动`}
        : {en: `${shown} ${names.length === 1 ? 'starts' : 'start'}`, zh: `${shown} 启动`},
  }
}

function timeOf({startedAt = ''}: ServiceState): number {
  return Date.parse(startedAt)
}
