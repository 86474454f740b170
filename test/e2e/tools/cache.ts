/** Builds a tool once, outside the checkout, and finds it again: the name of its folder says from which recipe it is. */
import {createHash} from 'node:crypto'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {mkdir} from 'node:fs/promises'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {capture} from '../../../src/system/run.js'
import {ensurePrograms} from './programs.js'

/** Version, programs and bound of every tool. The folder `recipes/<name>` holds how it is built. */
export const TOOLS = {
  checkov: {version: '3.3.30', programs: ['python3'], minutes: 10},
  coredns: {version: '1.15.0', programs: ['go'], minutes: 15},
  elasticsearch8: {version: '8.19.5', programs: ['javac', 'mvn'], minutes: 5},
  elasticsearch7: {version: '7.17.29', programs: ['javac', 'mvn'], minutes: 5},
  etcd: {version: '3.6.4', programs: ['go'], minutes: 10},
  filebeat: {version: '7.17.29', programs: ['go'], minutes: 15},
  grok: {version: '8.19.5', programs: ['javac', 'mvn'], minutes: 5},
  helm3: {version: '3.22.0', programs: ['go'], minutes: 15},
  helm4: {version: '4.3.1', programs: ['go'], minutes: 15},
  'kube-schemas': {version: '1.36.3', programs: ['go'], minutes: 10},
  'kube-score': {version: '1.20.0', programs: ['go'], minutes: 5},
  kubeconform: {version: '0.8.0', programs: ['go'], minutes: 5},
  kubernetes: {version: '1.34.1', programs: ['go'], minutes: 60},
  kwok: {version: '0.8.0', programs: ['go'], minutes: 10},
  'logstash-config': {version: '0.5.3', programs: ['go'], minutes: 5},
  pause: {version: '1', programs: ['go'], minutes: 5},
} as const

/** A tool of the tests. */
export type ToolName = keyof typeof TOOLS

const recipes = fileURLToPath(new URL('recipes', import.meta.url))
const MINUTE_MS = 60_000

// One build at a time: together they would starve each other. Whoever waited for the lock finds the folder there.
const BUILD = `set -eu
test ! -d "$TARGET" || exit 0
rm -rf "$CACHE"/*.part
mkdir -p "$PART"
cd "$RECIPE"
OUT="$PART" sh -eu ./build.sh
chmod -R a+rX "$PART"
mv -T "$PART" "$TARGET"`

/** Where built tools are kept: OPSCTL_TEST_TOOLS, or a folder of the user's cache. */
export function cacheFolder(): string {
  return process.env.OPSCTL_TEST_TOOLS ?? join(homedir(), '.cache', 'opsctl-test-tools')
}

/** The folder that a tool is in, or will be in. */
export function toolFolder(name: ToolName): string {
  return join(cacheFolder(), `${name}-${TOOLS[name].version}-${hashRecipe(name)}`)
}

/** Whether a tool is built. */
export function hasTool(name: ToolName): boolean {
  return existsSync(toolFolder(name))
}

/** Builds a tool unless it is there, and returns its folder. Any number of processes may ask at once. */
export async function buildTool(name: ToolName, onLine?: (line: string) => void): Promise<string> {
  const target = toolFolder(name)
  if (existsSync(target)) return target
  await ensurePrograms(TOOLS[name].programs)
  await mkdir(cacheFolder(), {recursive: true})
  const budget = TOOLS[name].minutes * MINUTE_MS
  const wait = Object.values(TOOLS).reduce((sum, tool) => sum + tool.minutes * 60, 0)
  const alone = ['-w', String(wait), join(cacheFolder(), 'lock')]
  const bounded = ['timeout', '-k', '10', String(budget / 1000), 'sh', '-c', BUILD]
  const {exitCode, stdout, stderr} = await capture('flock', [...alone, ...bounded], {
    env: {CACHE: cacheFolder(), TARGET: target, PART: `${target}.${process.pid}.part`, RECIPE: join(recipes, name)},
    timeoutMs: wait * 1000 + budget,
    ...(onLine ? {onLine} : {}),
  })
  if (exitCode === 0) return target
  const why = exitCode === 124 ? `it took more than ${TOOLS[name].minutes} min` : `${stdout}\n${stderr}`.trim()
  throw new Error(`the test tool ${name} could not be built: ${why.split('\n').slice(-10).join('\n')}`)
}

function hashRecipe(name: ToolName): string {
  const folder = join(recipes, name)
  const hash = createHash('sha256').update(TOOLS[name].version)
  for (const file of readdirSync(folder).toSorted()) hash.update(`${file}\0`).update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, 12)
}
