import {z} from 'zod'

import {enabled, explained, limits, sizeMiB} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  heap: explained(sizeMiB(256, 31 * 1024).optional(), {
    en: 'Heap of the JVM. Default: half of limits.memory.',
    zh: 'JVM 堆内存。默认为 limits.memory 的一半。',
    lands: {en: 'LS_JAVA_OPTS', zh: 'LS_JAVA_OPTS'},
  }),
  queue: explained(sizeMiB(128).prefault('1GiB'), {
    en: 'Disk for lines that wait until Elasticsearch takes them.',
    zh: '等待 Elasticsearch 接收的日志行所占磁盘。',
    lands: {en: 'queue.max_bytes', zh: 'queue.max_bytes'},
  }),
  limits: limits({memory: '1GiB', cpus: 1, minMiB: 768}),
})
