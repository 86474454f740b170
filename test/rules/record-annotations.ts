/**
 * Writes the annotations that promtool sees into the `exp_annotations` of firing cases, so that nobody types them twice;
 * the diff is for a person to judge. `npx tsx test/rules/record-annotations.ts FILE…` over test files of rules.
 */
import {spawnSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {type Document, isMap, parseDocument, type YAMLMap} from 'yaml'

import {promtool} from './promtool.js'

interface Seen {
  readonly name: string
  readonly alert: string
  readonly time: string
  readonly alerts: readonly {readonly labels: Record<string, string>; readonly annotations: Record<string, string>}[]
}

const PAIRS = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g

/** Every mismatch that `promtool test rules` prints, with what it got. */
export function parseMismatches(output: string): readonly Seen[] {
  return output
    .split(/^(?= {4}name: )/m)
    .slice(1)
    .flatMap((block) => {
      const name = /^ {4}name: (.*),$/m.exec(block)?.[1] ?? ''
      return [...block.matchAll(/alertname: (\S+), time: (\S+),[\s\S]*?got:\[([\s\S]*?)\n? {12}\]/g)].map(
        ([, alert = '', time = '', got = '']) => ({
          name,
          alert,
          time,
          alerts: [...got.matchAll(/Labels:\{(.*)\}\n\s+Annotations:\{(.*)\}/g)].map(([, labels = '', said = '']) => ({
            labels: readPairs(labels),
            annotations: readPairs(said),
          })),
        }),
      )
    })
}

function readPairs(text: string): Record<string, string> {
  const pairs = [...text.matchAll(PAIRS)].map(([, key = '', quoted = '']) => [key, JSON.parse(`"${quoted}"`)] as const)
  return Object.fromEntries(pairs)
}

function record(file: string): void {
  const document = parseDocument(readFileSync(file, 'utf8'))
  const {stdout, stderr} = spawnSync(promtool(), ['test', 'rules', file], {encoding: 'utf8'})
  let filled = 0
  for (const seen of parseMismatches(stdout + stderr)) filled += fill(document, seen)
  if (filled > 0) writeFileSync(file, document.toString({lineWidth: 0, flowCollectionPadding: false}))
  const again = spawnSync(promtool(), ['test', 'rules', file], {encoding: 'utf8'})
  process.stdout.write(`${file}: ${filled} filled, promtool ${again.status === 0 ? 'is content' : 'is not content'}\n`)
  if (again.status !== 0) process.stdout.write(again.stdout + again.stderr)
}

function fill(document: Document, {name, alert, time, alerts}: Seen): number {
  let filled = 0
  for (const test of mapsIn(document.get('tests'))) {
    if (name !== '' && test.get('name') !== name) continue
    for (const rule of mapsIn(test.get('alert_rule_test'))) {
      if (rule.get('alertname') !== alert || seconds(rule.get('eval_time')) !== seconds(time)) continue
      for (const expected of mapsIn(rule.get('exp_alerts'))) {
        const labels = (expected.toJSON() as {exp_labels?: Record<string, string>}).exp_labels ?? {}
        const twin = alerts.find((one) =>
          Object.entries(labels).every(([key, value]) => one.labels[key] === String(value)),
        )
        if (!twin) continue
        expected.set('exp_annotations', document.createNode(twin.annotations, {flow: false}))
        filled++
      }
    }
  }

  return filled
}

function mapsIn(list: unknown): readonly YAMLMap[] {
  const items = (list as {items?: unknown[]} | undefined)?.items ?? []
  return items.filter((item): item is YAMLMap => isMap(item))
}

/** Prometheus durations, also as promtool prints them: 1h30m0s, 90m. */
function seconds(duration: unknown): number {
  const units = {ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800} as const
  const parts = [...String(duration).matchAll(/(\d+)(ms|[smhdw])/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0)
}

if (process.argv[1]?.endsWith('record-annotations.ts')) for (const file of process.argv.slice(2)) record(file)
