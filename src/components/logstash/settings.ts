/** logstash.yml, derived from opsctl.yaml, and the rules across keys. Pure. */
import {dump} from 'js-yaml'

import type {RenderContext, RenderedFile, SpecProblem, Stack, Text} from '../component.js'
import {API_PORT, CONFIG, HOME, PIPELINE_ID} from './names.js'

/** Dead letters are lines that the store refuses: few, and looked at by a person. */
const DEAD_LETTERS_MIB = 256

/** The heap of the JVM. The other half is for its code, its threads, and what Filebeat sends. */
export function heapMiB({logstash: {heap, limits}}: Stack): number {
  return heap ?? Math.floor(limits.memory / 2)
}

/** Where a volume has a size: a full queue, its next page, and the dead letters. */
export function dataMiB({logstash: {queue}}: Stack): number {
  return Math.ceil(queue * 1.1) + DEAD_LETTERS_MIB + 256
}

/** What it reads once, at its start. */
export function settingFiles({stack, template}: RenderContext): readonly RenderedFile[] {
  const file = (name: string, content: string) => ({path: `logstash/config/settings/${name}`, content})
  return [
    file('logstash.yml', dump(settingsOf(stack), {lineWidth: -1, noRefs: true})),
    file('log4j2.properties', template('logstash/config/log4j2.properties')),
  ]
}

function settingsOf({logstash}: Stack): Readonly<Record<string, unknown>> {
  return {
    'node.name': 'logstash',
    'pipeline.id': PIPELINE_ID,
    'path.config': `${CONFIG}/pipeline/*.conf`,
    'path.data': `${HOME}/data`,
    'path.logs': '/tmp',
    'pipeline.ecs_compatibility': 'v8',
    // A backslash in a pattern is one.
    'config.support_escapes': false,
    // Told by a signal, once all files are in place.
    'config.reload.automatic': false,
    // What Filebeat has handed over is on disk before it hears so.
    'queue.type': 'persisted',
    'queue.max_bytes': `${Math.floor(logstash.queue)}mb`,
    'dead_letter_queue.enable': true,
    'dead_letter_queue.max_bytes': `${DEAD_LETTERS_MIB}mb`,
    'dead_letter_queue.storage_policy': 'drop_older',
    'api.http.host': '0.0.0.0',
    'api.http.port': API_PORT,
    'log.level': 'info',
    'log.format': 'json',
    // Prometheus watches it; nothing goes elsewhere.
    'xpack.monitoring.enabled': false,
  }
}

/** Rules across keys. */
export function findProblems(stack: Stack): readonly SpecProblem[] {
  const {logstash, logs} = stack
  const half = Math.floor(logstash.limits.memory / 2)
  const problems: SpecProblem[] = []
  const refuse = (path: readonly (string | number)[], message: Text) => problems.push({path, message})
  if (!stack.elasticsearch.enabled) {
    refuse(['logstash'], {
      en: 'it sends lines to Elasticsearch; add "elasticsearch: {}"',
      zh: '它把日志行发送到 Elasticsearch；请加入 "elasticsearch: {}"',
    })
  }

  if (logs.path === 'light') {
    refuse(['logstash'], {
      en: 'with "logs: light" Filebeat sends to Elasticsearch by itself; remove logstash, or set "logs: full"',
      zh: '"logs: light" 时 Filebeat 直接发送到 Elasticsearch；请移除 logstash，或设置 "logs: full"',
    })
  }

  if (logstash.heap !== undefined && logstash.heap > half) {
    refuse(['logstash', 'heap'], {
      en: `${logstash.heap} MiB is more than half of limits.memory (${logstash.limits.memory} MiB): the other half is for code, threads and network buffers; at most ${half} MiB`,
      zh: `${logstash.heap} MiB 超过 limits.memory（${logstash.limits.memory} MiB）的一半：另一半供代码、线程与网络缓冲使用；至多 ${half} MiB`,
    })
  }

  if (stack.images.source === 'debian') {
    refuse(['logstash'], {
      en: 'Debian has no package of Logstash; remove it, or take official images with "images: {source: registry}"',
      zh: 'Debian 没有 Logstash 软件包；请移除它，或用 "images: {source: registry}" 使用官方镜像',
    })
  }

  for (const [index, {pattern}] of logs.mask.entries()) {
    if (/[$%]\{/.test(pattern)) {
      refuse(['logs', 'mask', index, 'pattern'], {
        en: 'Logstash takes ${ and %{ for references; write [$]{ or [%]{',
        zh: 'Logstash 会把 ${ 和 %{ 当作引用；请写成 [$]{ 或 [%]{',
      })
    }
  }

  return problems
}
