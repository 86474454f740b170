/** The pipeline, one file per stage. Logstash reads them in the order of their names; a person's own go between ours. */
import type {RenderContext, RenderedFile, Stack} from '../component.js'
import {appKeys} from './app-keys.js'
import {STAMP} from './names.js'

/** Under deploy/. */
export const PIPELINE = 'logstash/config/pipeline'

const STAGES = [
  '10-input.conf',
  '20-mask.conf.hbs',
  '30-decode.conf',
  '40-gateway.conf',
  '41-postgres.conf',
  '42-redis.conf',
  '43-app.conf.hbs',
  '45-traces.conf',
  '50-text.conf.hbs',
  '52-errors.conf',
  '55-fields.conf',
  '80-finish.conf',
  '90-output.conf',
] as const

/** Every stage of ours. */
export function pipelineFiles({stack, template}: RenderContext): readonly RenderedFile[] {
  return STAGES.map((name) => ({
    path: `${PIPELINE}/${name.replace(/\.hbs$/, '')}`,
    content: template(`logstash/pipeline/${name}`, dataOf(name, stack)),
  }))
}

/** A filter that does nothing but carry the hash of the others in its id. */
export function stampFiles(sha256: string): readonly RenderedFile[] {
  const content = `filter {\n  mutate {\n    id => "${STAMP}${sha256}"\n  }\n}\n`
  return [{path: `${PIPELINE}/85-stamp.conf`, content}]
}

function dataOf(name: (typeof STAGES)[number], stack: Stack): Readonly<Record<string, unknown>> {
  if (name === '20-mask.conf.hbs') return {masks: masksOf(stack)}
  if (name === '43-app.conf.hbs') return appFields()
  if (name === '50-text.conf.hbs') return {priorities}
  return {}
}

/** A list of Logstash takes no comma at its end. */
function masksOf({logs}: Stack) {
  return logs.mask.map(({name, pattern}, index) => ({name, pattern, isLast: index === logs.mask.length - 1}))
}

/** All of them are looked for under [app]. */
function appFields() {
  const at = (keys: readonly string[]) => keys.map((key) => `[app]${key}`)
  const {times, levels, messages, errors, methods, paths, statuses} = appKeys
  return {
    times: at(times),
    levels: at(levels),
    messages: at(messages),
    errors: at(errors),
    methods: at(methods),
    paths: at(paths),
    statuses: at(statuses),
    texts: appKeys.texts.map(({from, to}) => ({from: `[app]${from}`, to})),
    durations: appKeys.durations.map(({key, unit}) => ({key: `[app]${key}`, unit})),
    objects: appKeys.objects.map((name) => ({name, field: `[app][${name}]`})),
  }
}

/** Every priority of syslog: a facility of 0 to 23 times eight, and the severity. */
const priorities = Array.from({length: 24 * 8}, (_, code) => ({code, severity: code % 8}))
