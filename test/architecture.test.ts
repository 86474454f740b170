import {readdir, readFile} from 'node:fs/promises'
import {dirname, join, relative, resolve} from 'node:path'
import {describe, expect, test} from 'vitest'

interface Import {
  /** Paths from src/. */
  readonly from: string
  readonly to: string
  readonly isType: boolean
}

const root = new URL('../src', import.meta.url).pathname

/** The table of src/README.md: area → what it may import besides itself. A folder with a slash is meant exactly. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  commands: ['actions', 'bench', 'cli', 'components/registry', 'doctor', 'logs/analysis', 'spec', 'messages'],
  actions: [
    'spec',
    'components',
    'alerts',
    'promql',
    'lint',
    'logs',
    'bench',
    'capacity',
    'load',
    'parity',
    'render',
    'runtime',
    'checks',
    'doctor',
    'images',
    'system',
    'messages',
  ],
  spec: ['components', 'alerts', 'doctor/check-ids', 'messages'],
  render: ['components', 'alerts', 'dashboards', 'images', 'spec', 'messages'],
  alerts: ['components', 'spec', 'promql', 'messages'],
  dashboards: [],
  promql: [],
  lint: ['alerts', 'promql', 'messages'],
  logs: ['spec', 'messages'],
  bench: ['spec', 'messages'],
  capacity: ['spec/values', 'messages'],
  load: ['bench', 'system', 'messages'],
  parity: [],
  images: ['spec', 'components', 'system', 'messages'],
  runtime: [
    'spec',
    'components',
    'checks/check',
    'images',
    'render/compose-files',
    'render/config-hash',
    'render/helm/chart-values',
    'system',
    'messages',
  ],
  checks: ['messages'],
  doctor: ['components', 'checks/check', 'spec', 'messages'],
  'doctor/rooms': [
    'doctor',
    'components',
    'alerts',
    'lint',
    'promql',
    'logs',
    'capacity',
    'render',
    'runtime',
    'checks',
    'images',
    'spec',
    'system',
    'messages',
  ],
  'checks/host': ['checks', 'spec', 'images', 'system', 'messages'],
  'checks/cluster': ['checks', 'spec', 'images', 'runtime/cluster-target', 'system', 'messages'],
  'checks/preflight': ['checks', 'spec', 'images', 'system', 'messages'],
  system: ['messages'],
  messages: [],
}
/** May be imported by all, and import nothing of the rest but each other. */
const shared = ['errors', 'figures', 'text', 'html', 'project', 'package-root', 'shipped', 'nearest']

const files = (await readdir(root, {recursive: true})).filter((path) => path.endsWith('.ts')).toSorted()
const imports = (await Promise.all(files.map(readImports))).flat()

async function readImports(file: string): Promise<readonly Import[]> {
  const source = (await readFile(join(root, file), 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const statements = source.matchAll(/(?:^|\n)(import|export)\s+(type\s+)?([^'"]*?)\s*from\s+['"](\.[^'"]+)['"]/g)
  const dynamic = source.matchAll(/import\(['"](\.[^'"]+)['"]\)/g)
  const to = (specifier: string) => relative(root, resolve(root, dirname(file), specifier)).replace(/\.js$/, '')
  return [
    ...[...statements].map(([, , type, names = '', path = '']) => ({
      from: file.replace(/\.ts$/, ''),
      to: to(path),
      isType: type !== undefined || /^\{\s*(type [^,]+,?\s*)+\}$/.test(names),
    })),
    ...[...dynamic].map(([, path = '']) => ({from: file.replace(/\.ts$/, ''), to: to(path), isType: false})),
  ]
}

function areaOf(path: string): string {
  const wide = ['checks/host', 'checks/cluster', 'checks/preflight', 'doctor/rooms'].find((place) =>
    isWithin(path, place),
  )
  if (wide) return wide
  return path.split('/')[0] ?? path
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

/** A room imports the contract, the value types of the schema, texts, and itself. */
function roomMayImport(room: string, {to}: Import): boolean {
  const contract = [
    'components/component',
    'components/password-hash',
    'components/certificates',
    'components/json-exporter',
    'components/agent',
    'checks/check',
    'doctor/check',
    'doctor/collect',
    'doctor/facts',
    'doctor/fix',
    'spec/values',
    'spec/log-streams',
    'spec/mask-patterns',
    'messages',
    `components/${room}`,
  ]
  return [...contract, ...shared].some((place) => isWithin(to, place))
}

function isAllowed(one: Import): boolean {
  const area = areaOf(one.from)
  if (shared.includes(one.from)) return shared.includes(one.to)
  if (shared.includes(one.to) || isWithin(one.to, area)) return area !== 'components' || componentMayImport(one)
  if (area === 'components') return componentMayImport(one)
  if (area === 'cli')
    return (
      one.isType ||
      ['bench', 'capacity', 'doctor', 'spec', 'messages', 'system/redact', 'system/run'].some((place) =>
        isWithin(one.to, place),
      )
    )
  if (one.isType && ['commands', 'doctor', 'messages', 'system'].includes(area)) return true
  // Only these files of pure areas touch the disk; the map says so.
  if (isWithin(one.to, 'system'))
    return [...(allowed[area] ?? []), ...diskOf(one.from)].some((p) => isWithin(one.to, p))
  return (allowed[area] ?? []).some((place) => isWithin(one.to, place))
}

function componentMayImport(one: Import): boolean {
  const [, room = '', inside] = one.from.split('/')
  if (inside !== undefined) return roomMayImport(room, one)
  return (
    one.isType ||
    ['spec/values', 'checks/check'].includes(one.to) ||
    isWithin(one.to, 'components') ||
    one.to === 'text'
  )
}

function diskOf(file: string): readonly string[] {
  return ['render/write-files', 'spec/load-stack', 'spec/save-stack'].includes(file) ? ['system'] : []
}

describe('the source', () => {
  test('imports along the table of src/README.md', () => {
    const entries = ['main', 'command-table']
    const wrong = imports.filter((one) => !entries.includes(one.from) && !isAllowed(one))
    expect(wrong.map(({from, to}) => `${from} → ${to}`)).toEqual([])
  })

  test('has no import cycle', () => {
    const graph = new Map<string, string[]>()
    for (const {from, to, isType} of imports) {
      if (!isType) graph.set(from, [...(graph.get(from) ?? []), to])
    }

    expect(findCycle(graph)).toBeUndefined()
  })

  // One file holds everything when opsctl is bundled: a built-in module that is loaded late, or a path next to a source file, fails there.
  test('can be packed into one file', async () => {
    const late = /import\(\s*['"`]node:|import\(\s*[^'"\s]|import\.meta|\brequire\(|createRequire/
    const sources = await Promise.all(
      files.map(async (file) => [file, await readFile(join(root, file), 'utf8')] as const),
    )
    const wrong = sources.filter(([file, source]) => file !== 'package-root.ts' && late.test(source))
    expect(wrong.map(([file]) => file)).toEqual([])
  })

  test('is read in full: every file is in an area of the table', () => {
    const known = new Set([...Object.keys(allowed), ...shared, 'cli', 'components', 'main', 'command-table'])
    expect(files.map((file) => areaOf(file.replace(/\.ts$/, ''))).filter((area) => !known.has(area))).toEqual([])
    expect(imports.length).toBeGreaterThan(100)
  })
})

function findCycle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node]
    if (done.has(node)) return undefined
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node])
      if (cycle) return cycle
    }

    done.add(node)
    return undefined
  }
  for (const node of graph.keys()) {
    const cycle = visit(node, [])
    if (cycle) return cycle
  }

  return undefined
}
