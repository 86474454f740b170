import {z} from 'zod'

import {enabled, explained, hostPort, limits, sizeMiB} from '../../spec/values.js'

export const schema = z.strictObject({
  enabled: enabled(),
  version: explained(z.enum(['8', '9']).default('9'), {
    en: 'Major version of Elasticsearch, Logstash, Kibana and Filebeat: 9, or 8 for 8.19. Quote it.',
    zh: 'Elasticsearch、Logstash、Kibana 与 Filebeat 的主版本：9，或 8（即 8.19）。请加引号。',
    lands: {en: 'image tags', zh: '镜像标签'},
  }),
  heap: explained(sizeMiB(256, 31 * 1024).optional(), {
    en: 'Heap of the JVM. Default: half of limits.memory; the other half is for the file cache.',
    zh: 'JVM 堆内存。默认为 limits.memory 的一半，其余供文件缓存使用。',
    lands: {en: '-Xms and -Xmx', zh: '-Xms 与 -Xmx'},
  }),
  port: explained(hostPort().optional(), {
    en: 'Port on 127.0.0.1 for tools on this host, with TLS. Absent: not published.',
    zh: '供本机工具使用的 127.0.0.1 端口（TLS）。缺省则不发布。',
    lands: {en: 'published port', zh: '发布端口'},
  }),
  limits: limits({memory: '2GiB', cpus: 2, minMiB: 1024}),
})
