/** Whether rules can ever fire, and mean what they say. */
import {type Check, defineCheck, failure, healthy, listFew, unknown, warning} from '../../check.js'
import {lintFact, seriesFact} from './facts.js'

const series = defineCheck({
  id: 'prom.rules-series',
  title: {en: 'Every metric that a rule reads is there', zh: '规则读取的每个指标都存在'},
  impact: {en: 'A rule on a metric that nobody exports never fires.', zh: '基于无人导出的指标的规则永不触发。'},
  runs: {
    en: 'Takes the metrics out of every running rule and looks for their names in Prometheus; contracts of the exporters tell what appears only once something happens.',
    zh: '从所有运行中的规则提取指标，在 Prometheus 中查找其名称；导出器契约说明哪些指标仅在事件发生后出现。',
  },
  remedy: {
    text: {
      en: 'Correct the name in overlay/rules/, or add the exporter that has it.',
      zh: '更正 overlay/rules/ 中的名称，或添加提供该指标的导出器。',
    },
    commands: ['opsctl alerts check', 'opsctl alerts lint overlay'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  service: 'prometheus',
  tags: ['alerts'],
  after: ['docker.daemon', 'compose.running', 'prom.ready'],
  because: ['prom.targets', 'prom.targets-expected'],
  needs: {series: seriesFact},
  judge({series: {metrics, down, waiting, missing}}) {
    if (missing.length > 0 && waiting.length > 0) {
      const jobs = listFew(waiting)
      return unknown('no-data', {en: `not read yet: ${jobs.en}`, zh: `尚未采集：${jobs.zh}`})
    }

    const [first, ...rest] = missing.map(({metric, rules, state, exporter, flag, near}) => {
      const by = listFew(rules)
      const hint = near === undefined ? {en: '', zh: ''} : {en: ` (${near}?)`, zh: `（是否应为 ${near}？）`}
      const more = {
        instance: metric,
        observed: {rules, state, exporter, flag, near},
        evidence: [{kind: 'http' as const, ref: 'GET /api/v1/label/__name__/values'}],
      }
      if (state === 'missing') {
        const from = [exporter, flag].filter((part) => part !== undefined).join(' ')
        return warning(
          {
            en: `${by.en} uses ${metric}, which ${from} exports; this stack does not have it`,
            zh: `${by.zh} 使用 ${metric}，由 ${from} 导出，而此栈中没有`,
          },
          more,
        )
      }

      const words = {
        en: `${by.en} uses ${metric}, which nothing exports${hint.en}`,
        zh: `${by.zh} 使用 ${metric}，没有任何组件导出${hint.zh}`,
      }
      return (down.length === 0 ? failure : warning)(words, more)
    })
    if (first) return [first, ...rest]
    return healthy({en: `${metrics} metrics are read, none is unknown`, zh: `规则读取 ${metrics} 个指标，均已知`})
  },
})

const sane = defineCheck({
  id: 'prom.rules-sane',
  title: {en: 'No rule of one’s own makes a known mistake', zh: '自定义规则没有已知错误'},
  impact: {
    en: 'Such a rule fires always, never, or says another thing than it measures.',
    zh: '这类规则会始终触发、永不触发，或表述与测量不符。',
  },
  runs: {
    en: 'Lints the rule files in overlay/rules/; those that ship are held to the same.',
    zh: '检查 overlay/rules/ 中的规则文件；内置规则遵循同样标准。',
  },
  remedy: {
    text: {en: 'Mend the expression as the linter says.', zh: '按检查结果修正表达式。'},
    commands: ['opsctl alerts lint overlay', 'opsctl alerts lint overlay --fix'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  tags: ['alerts'],
  needs: {lint: lintFact},
  judge({lint: {files, findings}}) {
    const [first, ...rest] = findings
      .filter(({severity}) => severity !== 'info')
      .map(({id, file, line, message, fix}) =>
        warning(
          {en: `${file}:${line}: ${message.en}`, zh: `${file}:${line}：${message.zh}`},
          {
            instance: `${file}:${line}`,
            observed: {rule: id},
            evidence: [{kind: 'file', ref: `${file}:${line}`}],
            remedy: {text: fix, commands: [`opsctl alerts lint ${file}`]},
          },
        ),
      )
    if (first) return [first, ...rest]
    if (files === 0) return healthy({en: 'There are no rules of one’s own', zh: '没有自定义规则'})
    return healthy({en: `${files} files of one’s own are well`, zh: `${files} 个自定义文件无误`})
  },
})

export const ruleChecks: readonly Check[] = [series, sane]
