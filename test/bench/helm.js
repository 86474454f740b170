// The chart: how long a render takes, and how large what Helm makes of it is. Usage: npm run bench -- helm
import {execFileSync, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {homedir, tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'
import {gzipSync} from 'node:zlib'

const RENDER_MS = 120
const MANIFEST_BYTES = 1_000_000
/** The largest Secret there can be; Helm keeps a release in one. */
const SECRET_BYTES = 1024 ** 2

/** Each part by itself. `up` against plain Helm needs a cluster of its own and comes last. */
export async function benchHelm(dist = '../../dist') {
  const stacks = await makeStacks(dist)
  benchRender(stacks)
  benchSize(stacks)
  const script = fileURLToPath(new URL('helm-up.ts', import.meta.url))
  spawnSync(process.execPath, ['--import', 'tsx', script], {stdio: 'inherit'})
}

/** The presets as stacks for a cluster, with what each renders to. */
async function makeStacks(dist) {
  const {presets} = await import(`${dist}/spec/presets.js`)
  const {newSource} = await import(`${dist}/spec/save-stack.js`)
  const {parseStack} = await import(`${dist}/spec/load-stack.js`)
  const {renderStack} = await import(`${dist}/render/render-stack.js`)
  const {emptyOverlay} = await import(`${dist}/render/overlay.js`)
  return ['core', 'full'].map((name) => {
    const source = newSource(presets[name], {project: 'bench', lang: 'en', images: 'registry'})
    const {stack, problems} = parseStack(source, 'opsctl.yaml', 'helm')
    if (!stack) throw new Error(JSON.stringify(problems))
    return {name, render: () => renderStack(stack, emptyOverlay)}
  })
}

function benchRender(stacks) {
  process.stdout.write('\nRender of the chart and its values in process, median of 9 after the first\n')
  for (const {name, render} of stacks) {
    const [first, ...more] = Array.from({length: 10}, () => timeCall(render))
    const [wall, cpu] = ['wall', 'cpu'].map((key) => more.map((run) => run[key]).toSorted((a, b) => a - b)[4])
    // A busy machine says nothing about a render, so processor time decides.
    const verdict = cpu <= RENDER_MS ? 'within' : 'over'
    process.stdout.write(
      `  ${name.padEnd(8)} ${wall.toFixed(0).padStart(5)} ms, of which processor ${cpu.toFixed(0)} ms, ` +
        `${verdict} ${RENDER_MS} ms; the first ${first.wall.toFixed(0)} ms\n`,
    )
  }
}

/** Sizes as Helm has them; without a helm, those of values.yaml alone. */
function benchSize(stacks) {
  const helm = findHelm()
  process.stdout.write(`\nSize of the manifests and of the release, by ${helm ?? 'nobody: no helm is here'}\n`)
  for (const {name, render} of stacks) {
    const folder = mkdtempSync(join(tmpdir(), 'opsctl-bench-'))
    const files = render().filter(({path}) => path.startsWith('chart/') || path === 'values.yaml')
    for (const {path, content} of files) {
      mkdirSync(dirname(join(folder, path)), {recursive: true})
      writeFileSync(join(folder, path), content)
    }

    const values = files.find(({path}) => path === 'values.yaml').content
    if (helm) {
      for (const operator of ['off', 'on']) printSize(helm, folder, {name, operator, values, files})
    } else process.stdout.write(`  ${name.padEnd(8)} values.yaml ${kB(values.length)}\n`)
    rmSync(folder, {recursive: true, force: true})
  }
}

function printSize(helm, folder, {name, operator, values, files}) {
  const argv = ['template', 'bench', join(folder, 'chart'), '--namespace', 'bench', '--kube-version', '1.34']
  const more = ['--values', join(folder, 'values.yaml'), '--set', `stack.monitoring.operator=${operator}`]
  const manifest = execFileSync(helm, [...argv, ...more], {encoding: 'utf8', maxBuffer: 64 * 1024 ** 2})
  const bytes = Buffer.byteLength(manifest)
  const release = releaseBytes(manifest, values, files)
  const verdict = bytes <= MANIFEST_BYTES ? 'within' : 'over'
  process.stdout.write(
    `  ${name.padEnd(8)} operator ${operator.padEnd(4)} manifests ${kB(bytes)}, ${verdict} ${kB(MANIFEST_BYTES)}; ` +
      `release ${kB(release)}, ${Math.round((release / SECRET_BYTES) * 100)} % of the largest Secret\n`,
  )
}

/** As Helm stores it: JSON with the chart's files in base64, gzip, base64. */
function releaseBytes(manifest, values, files) {
  const templates = files
    .filter(({path}) => path.startsWith('chart/'))
    .map(({path, content}) => ({name: path, data: Buffer.from(content).toString('base64')}))
  const json = JSON.stringify({manifest, config: values, chart: {templates}})
  return Math.ceil(gzipSync(json, {level: 9}).length / 3) * 4
}

/** Any helm does for a size: the one of PATH, else one that the tests have built. */
function findHelm() {
  if (spawnSync('helm', ['version'], {stdio: 'ignore'}).status === 0) return 'helm'
  const cache = process.env.OPSCTL_TEST_TOOLS ?? join(homedir(), '.cache/opsctl-test-tools')
  const names = existsSync(cache) ? readdirSync(cache).filter((name) => /^helm[34]-/.test(name)) : []
  return names.map((name) => join(cache, name, 'helm')).find((path) => existsSync(path))
}

function timeCall(work) {
  const start = performance.now()
  const before = process.cpuUsage()
  work()
  const {user, system} = process.cpuUsage(before)
  return {wall: performance.now() - start, cpu: (user + system) / 1000}
}

function kB(bytes) {
  return `${Math.round(bytes / 1000)} kB`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchHelm(process.argv[2])
