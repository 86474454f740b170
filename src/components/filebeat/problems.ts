/** What keeps Filebeat from having somewhere to send lines to. */
import type {SpecProblem, Stack} from '../component.js'

/** Judges the stack around it. */
export function findProblems(stack: Stack): readonly SpecProblem[] {
  return [
    ...(stack.images.source === 'debian'
      ? [
          problem(
            'Debian has no package of Filebeat; remove it, or take official images with "images: {source: registry}"',
            'Debian 没有 Filebeat 软件包；请移除它，或用 "images: {source: registry}" 使用官方镜像',
          ),
        ]
      : []),
    ...(stack.elasticsearch.enabled
      ? []
      : [
          problem(
            'its lines are stored in Elasticsearch; add "elasticsearch: {}"',
            '日志行存储于 Elasticsearch；请加入 "elasticsearch: {}"',
          ),
        ]),
    ...(stack.logs.path === 'full' && !stack.logstash.enabled
      ? [
          problem(
            'it sends its lines to Logstash; add "logstash: {}", or send them to Elasticsearch directly with "logs: light"',
            '日志行发送至 Logstash；请加入 "logstash: {}"，或用 "logs: light" 直接发送至 Elasticsearch',
          ),
        ]
      : []),
  ]
}

function problem(en: string, zh: string): SpecProblem {
  return {path: ['filebeat'], message: {en, zh}}
}
