/** Templates in labels and annotations of alerts: which fields, variables and functions they use, and which exist. Pure. */
import type {Text} from '../text.js'

/** One name that a template uses. */
export interface TemplateUse {
  readonly kind: 'field' | 'variable' | 'function' | 'label'
  readonly name: string
  /** Offset in the template. */
  readonly at: number
}

/** Text between `{{` and `}}`. */
interface Action {
  readonly at: number
  readonly body: string
}

/** What a template uses, or where an action is not closed. */
export function readTemplate(text: string): {readonly uses: readonly TemplateUse[]; readonly brokenAt?: number} {
  const uses: TemplateUse[] = []
  const declared = new Set<string>()
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', open + 2)) {
    const close = text.indexOf('}}', open)
    if (close < 0) return {uses, brokenAt: open}
    readAction({at: open + 2, body: text.slice(open + 2, close)}, uses, declared)
  }

  return {uses}
}

const TOKEN = /"(?:[^"\\]|\\.)*"|`[^`]*`|\/\*[\s\S]*?\*\/|\$\w*(?:\.\w+)*|\.\w+(?:\.\w+)*|[A-Za-z_]\w*|:=/g
const KEYWORDS = new Set([
  'if',
  'else',
  'end',
  'range',
  'with',
  'define',
  'template',
  'block',
  'break',
  'continue',
  'nil',
  'true',
  'false',
])

function readAction({at, body}: Action, uses: TemplateUse[], declared: Set<string>): void {
  for (const [, name] of body.matchAll(/(\$\w+)\s*(?:,\s*\$\w+\s*)?:=/g)) if (name) declared.add(name)
  for (const [, name] of body.matchAll(/,\s*(\$\w+)\s*:=/g)) if (name) declared.add(name)
  for (const {0: token, index} of body.matchAll(TOKEN)) {
    const place = at + index
    if (/^["`/:]/.test(token) || KEYWORDS.has(token)) continue
    if (token.startsWith('$')) readVariable(token, place, uses, declared)
    else if (token.startsWith('.')) uses.push(...readField(token, place))
    else if (!/^\d/.test(token) && !/\d$/.test(body.slice(Math.max(0, index - 1), index)))
      uses.push({kind: 'function', name: token, at: place})
  }
}

function readVariable(token: string, at: number, uses: TemplateUse[], declared: ReadonlySet<string>): void {
  const [name = '', field] = token.split('.')
  if (name === '$' || declared.has(name)) return
  if (name === '$labels' && field) uses.push({kind: 'label', name: field, at})
  else uses.push({kind: 'variable', name, at})
}

function readField(token: string, at: number): readonly TemplateUse[] {
  const [, first = '', second] = token.split('.')
  if (first === 'Labels') return second ? [{kind: 'label', name: second, at}] : []
  return [{kind: 'field', name: first, at}]
}

const VARIABLES = ['$labels', '$value', '$externalLabels', '$externalURL']
const FIELDS = ['Labels', 'Value', 'ExternalLabels', 'ExternalURL']
const FUNCTIONS = new Set([
  ...['query', 'first', 'label', 'value', 'sortByLabel', 'strvalue', 'args', 'reReplaceAll', 'safeHtml', 'match'],
  ...['title', 'toUpper', 'toLower', 'graphLink', 'tableLink', 'humanize', 'humanize1024', 'humanizeDuration'],
  ...['humanizePercentage', 'humanizeTimestamp', 'pathPrefix', 'externalURL', 'parseDuration', 'stripPort'],
  ...['stripDomain', 'toTime', 'toDuration', 'now', 'tmpl', 'urlQueryEscape', 'sortByLabel', 'toJson'],
  ...['and', 'or', 'not', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'len', 'index', 'slice', 'print', 'printf', 'println'],
  ...['html', 'js', 'urlquery', 'call', 'html'],
])

/** What Prometheus does not know of a use, or undefined when it exists. `text` is the whole template. */
export function unknownUse({kind, name}: TemplateUse, text: string): Text | undefined {
  // Inside range and with, the dot is something else.
  const isDotMoved = /\{\{-?\s*(range|with|define|block)\b/.test(text)
  if (kind === 'variable' && !VARIABLES.includes(name)) return {en: `there is no ${name}`, zh: `没有 ${name}`}
  if (kind === 'field' && !isDotMoved && !FIELDS.includes(name))
    return {en: `there is no .${name}`, zh: `没有 .${name}`}
  if (kind !== 'function' || FUNCTIONS.has(name)) return undefined
  return {en: `there is no function ${name}`, zh: `没有函数 ${name}`}
}
