/** Messages → templates: what differs from line to line becomes a placeholder, so that lines of one kind are counted as one. */

/** Longer messages differ in their tails only. */
const LONGEST = 300

// One pass; the first alternative that fits wins, so what holds digits in a form of its own comes before bare numbers.
const VARIABLE = new RegExp(
  [
    String.raw`(?<url>\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]}]+)`,
    String.raw`(?<id>\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b)`,
    String.raw`(?<email>\b[\w.+-]+@[\w-]+\.[\w.-]+\b)`,
    String.raw`(?<time>\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)`,
    String.raw`(?<ip>\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d+)?\b|\[?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}\]?(?::\d+)?)`,
    String.raw`(?<text>"(?:[^"\\]|\\.){0,200}"|(?<![\w])'[^']{0,200}'(?!\w))`,
    String.raw`(?<path>(?<![\w.])(?:\/[\w.@~%+-]+){2,}\/?)`,
    String.raw`(?<hex>\b0x[0-9a-fA-F]+\b|\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}\b|\b(?=[A-F]*\d)(?=\d*[A-F])[0-9A-F]{8,}\b)`,
    String.raw`(?<n>\d+(?:[.,]\d+)*)`,
  ].join('|'),
  'g',
)

const names = ['url', 'id', 'email', 'time', 'ip', 'text', 'path', 'hex', 'n'] as const

/** `timeout after 30 ms calling "pay"` → `timeout after {n} ms calling {text}`. Takes a text whose secrets are masked. */
export function toTemplate(message: string): string {
  const newline = message.indexOf('\n')
  const first = newline < 0 ? message : message.slice(0, newline)
  const text = first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first
  return text.replace(VARIABLE, (...given) => {
    for (let i = 0; i < names.length; i++) if (given[i + 1] !== undefined) return `{${names[i]}}`
    return String(given[0])
  })
}

const ANY = '{*}'
/** So many templates that differ in one word only make that word a variable. */
const FEWEST_VARIANTS = 4
const FEWEST_CONSTANT = 2
const ROUNDS = 4
const MOST_WORDS = 40

/**
 * Finds words that vary although they hold no digit, such as names: where at least four templates agree in all words but
 * one, that word becomes `{*}`. Answers a template for each given one, independent of their order.
 */
export function collapseTemplates(templates: readonly string[]): readonly string[] {
  let now = templates
  for (let round = 0; round < ROUNDS; round++) {
    const next = collapseOnce(now)
    if (next === now) return now
    now = next
  }
  return now
}

function collapseOnce(templates: readonly string[]): readonly string[] {
  const variants = new Map<string, number>()
  const distinct = [...new Set(templates)]
  for (const template of distinct) {
    for (const holed of holesOf(template)) variants.set(holed, (variants.get(holed) ?? 0) + 1)
  }
  const changed = new Map<string, string>()
  for (const template of distinct) {
    let best = template
    let most = FEWEST_VARIANTS - 1
    for (const holed of holesOf(template)) {
      const count = variants.get(holed) ?? 0
      if (count <= most) continue
      most = count
      best = holed
    }
    if (best !== template) changed.set(template, best)
  }
  return changed.size === 0 ? templates : templates.map((template) => changed.get(template) ?? template)
}

/** Paths are known words each; see add-event. */
const REQUEST = /^[A-Z]+ \S+ \d{3}$/

/** The template once with each of its words left out, but for those that are out already. */
function holesOf(template: string): readonly string[] {
  if (REQUEST.test(template)) return []
  const holed: string[] = []
  let constant = 0
  let words = 0
  for (let from = 0; from <= template.length && words <= MOST_WORDS; words++) {
    const space = template.indexOf(' ', from)
    const to = space < 0 ? template.length : space
    const opens = template.indexOf('{', from)
    if (opens < 0 || opens >= to) constant++
    if (!template.startsWith(ANY, from)) holed.push(`${template.slice(0, from)}${ANY}${template.slice(to)}`)
    from = to + 1
  }
  return constant <= FEWEST_CONSTANT || words > MOST_WORDS ? [] : holed
}
