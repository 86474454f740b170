/** What must be true for lines to arrive: they are taken, none is given up, and one that is written can be found. */
import {setTimeout as sleep} from 'node:timers/promises'

import {fail, pass, warn} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import type {Access, HealthCheck} from '../component.js'
import {lineStored} from './line-check.js'
import {PORT} from './names.js'

/** A stack that has just started has lines to send at once; one that is quiet has sent its first long ago. */
const PATIENCE_MS = 30_000

interface OutputFacts {
  readonly status: number
  /** Lines handed to the output. */
  readonly total: number
  readonly acked: number
  readonly failed: number
  readonly dropped: number
  readonly [fact: string]: number
}

interface Stats {
  readonly libbeat?: {readonly output?: {readonly events?: Readonly<Record<string, number>>}}
}

/** Exported for its judgement to be tested. */
export const output: HealthCheck<OutputFacts> = {
  id: 'filebeat.output',
  title: {en: 'What Filebeat sends is taken', zh: 'Filebeat 发送的内容被接收'},
  service: 'filebeat',
  async probe(access) {
    const until = Date.now() + PATIENCE_MS
    let facts = await readOutput(access)
    while (facts.acked === 0 && Date.now() < until) {
      await sleep(1000)
      facts = await readOutput(access)
    }

    return facts
  },
  judge({status, total, acked, failed, dropped}) {
    const logs = verbatim('opsctl logs filebeat')
    if (status !== 200) return fail(verbatim(`/stats: ${status}`), logs)
    // Right for a stack of nothing but log rooms; where something does write, the search for a marked line tells.
    if (total === 0) return warn({en: 'no line to send was found yet', zh: '尚未发现可发送的日志行'}, logs)
    if (acked === 0) {
      return fail({en: `no line was taken, ${failed} tries failed`, zh: `没有日志行被接收，${failed} 次发送失败`}, logs)
    }

    if (dropped > 0) {
      return warn({en: `${acked} lines taken, ${dropped} given up`, zh: `已接收 ${acked} 行，放弃 ${dropped} 行`}, logs)
    }

    return pass({en: `${acked} lines taken, none given up`, zh: `已接收 ${acked} 行，无丢弃`})
  },
}

async function readOutput(access: Access): Promise<OutputFacts> {
  const answer = await access.instance('filebeat').http({port: PORT, path: '/stats'})
  const {libbeat} = answer.status === 200 ? (JSON.parse(answer.body) as Stats) : {}
  const {total = 0, acked = 0, failed = 0, dropped = 0} = libbeat?.output?.events ?? {}
  return {status: answer.status, total, acked, failed, dropped}
}

export const healthChecks: readonly HealthCheck[] = [output, lineStored]
