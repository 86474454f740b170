/** Whether something is silenced that nobody meant to silence for long. */
import {type Check, defineCheck, healthy, listFew, warning} from '../../../doctor/check.js'
import {silencesFact} from './facts.js'

const DAY_MS = 86_400_000

const silences = defineCheck({
  id: 'am.silences',
  title: {en: 'No silence is forgotten', zh: '没有被遗忘的静默'},
  impact: {
    en: 'A silence that outlives its work hides the next fault.',
    zh: '超期的静默会掩盖下一次故障。',
  },
  runs: {
    en: 'Reads /api/v2/silences: what holds for more than the limit, and what hides every or every critical alert.',
    zh: '读取 /api/v2/silences：剩余时间超过限值的，以及屏蔽全部或全部严重告警的静默。',
  },
  remedy: {
    text: {
      en: 'End what is no longer needed; a silence needs hours, not weeks.',
      zh: '结束不再需要的静默；静默应以小时计，而非以周计。',
    },
    commands: ['opsctl alerts silence', 'opsctl open alertmanager'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  service: 'alertmanager',
  tags: ['alerts'],
  after: ['docker.daemon', 'compose.running', 'am.up'],
  needs: {silences: silencesFact},
  thresholds: {
    left: {warn: 7, unit: 'd', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}},
  },
  judge({silences: active}, {now, limits: {left}}) {
    const [first, ...rest] = active
      .map((silence) => ({...silence, days: (silence.endsAt - now) / DAY_MS}))
      .filter(({days, wide}) => wide || days >= (left.warn ?? Number.POSITIVE_INFINITY))
      .map(({id, days, wide, matchers}) => {
        const few = listFew(matchers)
        const until = Math.round(days * 10) / 10
        const kind = wide
          ? {en: 'hides every alert of its kind', zh: '屏蔽该类全部告警'}
          : {en: 'holds for long', zh: '持续很久'}
        return warning(
          {
            en: `A silence ${kind.en}, for ${until} more days: ${few.en}`,
            zh: `有静默${kind.zh}，还有 ${until} 天：${few.zh}`,
          },
          {
            instance: id.slice(0, 8),
            limit: 'left',
            observed: {id, days: until, wide},
            evidence: [{kind: 'http', ref: 'GET /api/v2/silences', excerpt: few.en}],
          },
        )
      })
    if (first) return [first, ...rest]
    if (active.length === 0) return healthy({en: 'None holds', zh: '没有生效的静默'})
    const most = Math.max(...active.map(({endsAt}) => (endsAt - now) / 3_600_000))
    return healthy({
      en: `${active.length} hold, for ${Math.round(most * 10) / 10} more hours at most`,
      zh: `${active.length} 条生效，最长还有 ${Math.round(most * 10) / 10} 小时`,
    })
  },
  fix: {
    level: 'guarded',
    plan(_facts, {observed}) {
      const {id} = observed ?? {}
      if (typeof id !== 'string') return undefined
      return {
        effect: {
          en: `The silence ${id} ends now: what it hid is told again.`,
          zh: `静默 ${id} 立即结束：被屏蔽的告警会再次通知。`,
        },
        back: {
          en: 'A silence that ended can’t be revived; make it anew in Alertmanager.',
          zh: '已结束的静默无法恢复；请在 Alertmanager 中重新创建。',
        },
        steps: [{kind: 'opsctl', argv: ['alerts', 'silence', '--expire', id]}],
      }
    },
  },
})

export const silenceChecks: readonly Check[] = [silences]
