/** What is printed about routes, silences and test alerts. */
import {alertingMessages as say} from '../../messages/alerting.js'
import type {Lang, Text} from '../../text.js'

interface Routed {
  readonly receiver: string
  readonly type?: string
  readonly repeat?: string
  readonly muteDuring: readonly string[]
  readonly activeDuring: readonly string[]
}

/** One line per receiver. */
export function formatRoutes({routes}: {readonly routes: readonly Routed[]}, lang: Lang): string {
  return routes
    .map(({receiver, type, repeat, muteDuring, activeDuring}) => {
      if (type === undefined) return `! ${say.nobodyTold[lang]}`
      const when = [
        ...(muteDuring.length === 0 ? [] : [say.mutedDuring(muteDuring.join(', '))]),
        ...(activeDuring.length === 0 ? [] : [say.activeDuring(activeDuring.join(', '))]),
      ].map((text) => text[lang])
      return [`✓ ${receiver}`, type, repeat, ...when].join('  ')
    })
    .join('\n')
}

/** Two lines: which alerts until when, and who did it why. */
export function formatSilence(silence: {
  readonly id: string
  readonly matchers: readonly string[]
  readonly endsAt: string
  readonly author: string
  readonly comment: string
}): string {
  return `${silence.id}  ${silence.matchers.join(' ')}  → ${silence.endsAt}\n  ${silence.author}: ${silence.comment}`
}

/** A verdict, and beneath it the receiver's answer. */
export function formatTestResult(
  result: {
    readonly receiver: string
    readonly type: string
    readonly delivered: boolean
    readonly seconds: number
    readonly reason?: Text
  },
  lang: Lang,
): string {
  const {receiver, type, delivered, seconds, reason} = result
  const verdict = delivered
    ? `✓ ${say.delivered(receiver, type, seconds.toFixed(1))[lang]}`
    : `✗ ${say.refused(receiver, type)[lang]}`
  return reason ? `${verdict}\n  ${reason[lang]}` : verdict
}
