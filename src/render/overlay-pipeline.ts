/** Judges the stages that a person adds to the pipeline, at their lines, before they can reach a running Logstash. Pure. */
import type {Problem} from '../errors.js'
import {overlayPipelineMessages as say} from '../messages/overlay-pipeline.js'
import {findNearest} from '../nearest.js'
import type {Text} from '../text.js'
import {grokNames} from './grok-names.js'
import {findBadReferences, findRegexFault} from './pattern-syntax.js'
import {type PipelinePlugin, type PipelineValue, readPipeline} from './pipeline-syntax.js'

/** The filters of the official image. */
const FILTERS =
  'age aggregate anonymize cidr clone csv date de_dot dissect dns drop elastic_integration elasticsearch fingerprint geoip grok http java_uuid jdbc_static jdbc_streaming json kv memcached metrics mutate prune ruby sleep split syslog_pri throttle translate truncate urldecode useragent uuid xml'.split(
    ' ',
  )

type Fail = (at: number, message: Text) => void

/** What is wrong with a stage: its syntax, else filters that do not exist and patterns that do not compile. */
export function checkPipelineFile(file: string, content: string): readonly Problem[] {
  const problems: Problem[] = []
  const fail: Fail = (at, message) => problems.push({file, ...placeOf(content, at), message})
  const pipeline = readPipeline(content)
  if ('fault' in pipeline) {
    fail(pipeline.fault.at, pipeline.fault.message)
    return problems
  }

  for (const plugin of pipeline.plugins) checkPlugin(plugin, fail)
  for (const {at, text} of pipeline.regexes) checkRegex(at, text, fail)
  return problems
}

function placeOf(content: string, at: number): {readonly line: number; readonly column: number} {
  const before = content.slice(0, at)
  return {line: before.split('\n').length, column: at - before.lastIndexOf('\n')}
}

function checkPlugin(plugin: PipelinePlugin, fail: Fail): void {
  if (plugin.section !== 'filter') return
  if (!FILTERS.includes(plugin.name)) fail(plugin.at, say.unknownFilter(plugin.name, findNearest(plugin.name, FILTERS)))
  if (plugin.name === 'grok') checkGrok(plugin, fail)
  if (plugin.name === 'mutate') checkSubstitutions(optionOf(plugin, 'gsub'), fail)
}

function optionOf(plugin: PipelinePlugin, name: string): PipelineValue | undefined {
  return plugin.options.find((option) => option.name === name)?.value
}

function checkGrok(plugin: PipelinePlugin, fail: Fail): void {
  const match = optionOf(plugin, 'match')
  if (!match) {
    fail(plugin.at, say.noMatch)
    return
  }

  const definitions = optionOf(plugin, 'pattern_definitions')
  const defined = definitions?.kind === 'hash' ? definitions.entries : []
  const own = defined.flatMap(({key}) => (key.kind === 'text' || key.kind === 'word' ? [key.text] : []))
  // A folder of patterns is in the container, where nobody looks from here.
  const names = optionOf(plugin, 'patterns_dir') ? undefined : new Set([...grokNames, ...own])
  const patterns = [...patternsOf(match), ...defined.flatMap(({value}) => textsOf(value))]
  for (const {at, text} of patterns) {
    for (const fault of findBadReferences(text, names)) fail(at + fault.at, fault.message)
    checkRegex(at, withoutReferences(text), fail)
  }
}

/** A reference stands for something that can be repeated; as many letters keep every place where it is. */
function withoutReferences(pattern: string): string {
  return pattern.replaceAll(/%\{[^}]*\}/g, (found) => 'x'.repeat(found.length))
}

/** Patterns of `match`: a hash of field and pattern, or of field and patterns, or a list in the same order. */
function patternsOf(match: PipelineValue): readonly {readonly at: number; readonly text: string}[] {
  if (match.kind === 'hash') return match.entries.flatMap(({value}) => textsOf(value))
  if (match.kind === 'list') return match.items.flatMap((item, index) => (index % 2 === 1 ? textsOf(item) : []))
  return []
}

/** Texts, each with the offset of its first character. */
function textsOf(value: PipelineValue): readonly {readonly at: number; readonly text: string}[] {
  if (value.kind === 'text') return [{at: value.at + 1, text: value.text}]
  return value.kind === 'list' ? value.items.flatMap(textsOf) : []
}

/** `gsub` lists field, expression and what comes in its place, over and over. */
function checkSubstitutions(gsub: PipelineValue | undefined, fail: Fail): void {
  if (gsub?.kind !== 'list') return
  for (const [index, item] of gsub.items.entries()) {
    if (index % 3 === 1 && item.kind === 'text') checkRegex(item.at + 1, item.text, fail)
  }
}

function checkRegex(at: number, text: string, fail: Fail): void {
  const fault = findRegexFault(text)
  if (fault) fail(at + fault.at, fault.message)
}
