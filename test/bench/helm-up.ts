// `opsctl up` against plain Helm on a real node: the same chart, the same volumes and Secrets, cold pods each time.
// Usage: npm run bench -- helm
import {execFile} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'

import {NODE_TOOLS, startNode} from '../e2e/cluster/node.js'
import {FOLDER_PREFIX} from '../e2e/leftovers.js'
import {toolsAbsent} from '../e2e/tools/tools.js'

const LIMIT = 1.1
const ROUNDS = 5
const PROJECT = 'bench-up'
const script = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

const absent = toolsAbsent(...NODE_TOOLS) ?? (process.getuid?.() === 0 ? undefined : 'a node has to be started as root')
process.stdout.write('\n`opsctl up` against `helm upgrade --install --wait` of the same chart, containers cold\n')
if (absent === undefined) await compare()
else process.stdout.write(`  not measured: ${absent}\n`)

async function compare(): Promise<void> {
  const cluster = await startNode()
  const home = mkdtempSync(FOLDER_PREFIX)
  const shop = join(home, PROJECT)
  const tools = {OPSCTL_KUBECTL: cluster.kubectlBinary, OPSCTL_HELM: cluster.helm4}
  // A node tells of its images a little after it has them.
  const env = {...process.env, ...cluster.env, ...tools, OPSCTL_NODES_HAVE_IMAGES: 'true'}
  // Never in the way of this process: it makes the volumes.
  const run = async (program: string, argv: readonly string[]) => {
    const start = performance.now()
    const {stdout} = await promisify(execFile)(program, argv, {env, maxBuffer: 64 * 1024 ** 2})
    return {seconds: (performance.now() - start) / 1000, stdout}
  }
  const opsctl = (...words: string[]) => run(process.execPath, [script, '-C', shop, ...words])
  const helm = () => {
    const files = ['deploy/values.yaml', '.opsctl/helm-values.yaml'].flatMap((path) => ['--values', join(shop, path)])
    const where = ['--namespace', PROJECT, '--kube-context', cluster.context]
    return run(cluster.helm4, [
      'upgrade',
      '--install',
      PROJECT,
      join(shop, 'deploy/chart'),
      ...files,
      ...where,
      '--wait',
    ])
  }
  try {
    const set = ['images.source=debian', `kubernetes.context=${cluster.context}`].flatMap((one) => ['--set', one])
    await run(process.execPath, [script, 'init', shop, '--preset', 'core', '--target', 'helm', '--yes', ...set])
    const {images} = JSON.parse((await opsctl('images', 'list', '--json')).stdout) as {images: {reference: string}[]}
    await cluster.importImages([...new Set(images.map(({reference}) => reference))])
    // The first one makes volumes and Secrets, and tries the configurations, which no later one has to.
    const first = (await opsctl('up')).seconds
    const rounds: Round[] = []
    while (rounds.length < ROUNDS) {
      await opsctl('down')
      const plain = (await helm()).seconds
      await opsctl('down')
      rounds.push({plain, ours: (await opsctl('up')).seconds})
    }
    report(first, rounds)
  } finally {
    await cluster.stop()
    rmSync(home, {recursive: true, force: true})
  }
}

/** One after the other, so that what disturbs the machine disturbs both. */
interface Round {
  readonly plain: number
  readonly ours: number
}

function report(first: number, rounds: readonly Round[]): void {
  const ratio = median(rounds.map(({plain, ours}) => ours / plain))
  const [plain, ours] = [median(rounds.map((round) => round.plain)), median(rounds.map((round) => round.ours))]
  const each = rounds.map((round) => `${round.plain.toFixed(1)} → ${round.ours.toFixed(1)}`).join(', ')
  process.stdout.write(
    `  helm ${plain.toFixed(1)} s, opsctl ${ours.toFixed(1)} s: ${ratio.toFixed(2)} ×, ` +
      `${ratio <= LIMIT ? 'within' : 'over'} ${LIMIT} × (medians of ${ROUNDS} rounds: ${each}); ` +
      `the very first up ${first.toFixed(1)} s\n`,
  )
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
