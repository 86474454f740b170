// How long Prometheus takes to evaluate every rule that ships, at 50,000 series and on one processor. Usage: npm run bench -- rules
import {execFileSync} from 'node:child_process'
import {chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'

const templates = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'templates')
const SERIES = 50_000
const BUDGET_S = 0.5
const PORTS = {prometheus: 28_290, exporters: 28_291}
const NAME = 'opsctl-bench-rules'
// Three scrapes in the time of one: after two minutes a window of five holds as many samples as it does in a stack.
const SCRAPE_S = 5
const EVALUATE_S = 15
const WARM_UP_S = 130
const ROUNDS = 5
/** Distinct sets of labels of a metric that has any. */
const COMBINATIONS = 4
/** Labels that are the same on all series of an instance. */
const CONSTANT = {
  postgres_exporter: /^server$/,
  elasticsearch_exporter: /^(cluster|host|name|es_.*)$/,
  'container-exporter': /^container_label_com_docker_compose_project$/,
}
/** Series that Prometheus makes itself, or that rules record. */
const MADE_HERE = /^(up|ALERTS.*|scrape_.*|.*:.*)$/
// Values of a healthy stack, by the words in the names of its metrics: alerts that fire cost more than rules do.
const TROUBLE =
  /fail|error|oom|drop|reject|evict|denied|invalid|corrupt|miss|exceed|duplicate|out_of_order|unknown|kill|deadlock|retr|rollback|timeout|refused|throttled|abort|warning/
const LIMIT = /max|limit|capacity|MemTotal|size_bytes|quota|free|avail|ack|total_bytes/i
const YES =
  /up$|success|status$|enabled|reload|fsync$|autovacuum$|full_page|healthy|connected|discovered|number_of_nodes|number_of_data/
const MOMENT = /timestamp|_time_seconds$|expiry|last_seen|last_save/
const BUCKETS = ['0.005', '0.05', '0.5', '1', '5', '+Inf']

/** Jobs as the stack names them, where the exporter is called otherwise. */
const JOBS = {
  mtail: 'gateway-metrics',
  caddy: 'gateway',
  haproxy: 'gateway',
  nginx: 'gateway',
  probes: 'blackbox-probes',
  blackbox_exporter: 'blackbox',
  node_exporter: 'node-exporter',
  'container-exporter': 'cadvisor',
}

/** Starts a Prometheus that reads generated exporters, and prints what a cycle of all groups takes. */
export async function benchRules() {
  const image = findImage()
  if (image === undefined) {
    process.stdout.write('\nRules: the image of Prometheus is not built; run opsctl images build first\n')
    return
  }

  const folder = mkdtempSync(join(tmpdir(), 'opsctl-bench-rules-'))
  // The server is not the user who made the folder.
  chmodSync(folder, 0o755)
  const exporters = readContracts()
  const each = exporters.reduce((sum, one) => sum + countSeries(one), 0)
  const copies = Math.ceil(SERIES / each)
  const count = copyRules(folder)
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config(exporters, copies)))
  const server = serve(exporters)
  try {
    start(image, folder)
    await sleep(WARM_UP_S * 1000)
    await report(count)
  } finally {
    server.close()
    execFileSync('docker', ['rm', '-f', NAME], {stdio: 'ignore'})
    rmSync(folder, {recursive: true, force: true})
  }
}

async function report(count) {
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) {
    const groups = await ask('prometheus_rule_group_last_duration_seconds{job="self"}')
    rounds.push(new Map(groups.map(({metric, value}) => [metric.rule_group.split(';').at(-1), Number(value[1])])))
    await sleep(EVALUATE_S * 1000)
  }
  const cycles = rounds.map((groups) => [...groups.values()].reduce((sum, one) => sum + one, 0))
  const median = cycles.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]
  // Others on this machine can only make a group slower, so the fastest round of each is what it costs.
  const fastest = [...rounds[0].keys()].map((name) => [
    name,
    Math.min(...rounds.map((groups) => groups.get(name) ?? 0)),
  ])
  const cost = fastest.reduce((sum, [, seconds]) => sum + seconds, 0)
  const slowest = fastest.toSorted(([, a], [, b]) => b - a).slice(0, 3)
  const series = await query('prometheus_tsdb_head_series{job="self"}')
  const failed = await query('sum(prometheus_rule_evaluation_failures_total{job="self"})')
  const alerts = await query('count(ALERTS)')
  process.stdout.write(
    `\nEvaluation of ${count} rules at ${series} series on one processor, ${ROUNDS} cycles\n` +
      `  ${ms(cost)} a cycle (median with all that runs beside it ${ms(median)}); ` +
      `${cost < BUDGET_S ? 'within' : 'over'} the budget of ${ms(BUDGET_S)}\n` +
      `  ${alerts} alerts active, ${failed} evaluations failed; ` +
      `slowest: ${slowest.map(([name, seconds]) => `${name} ${ms(seconds)}`).join(', ')}\n`,
  )
}

const ms = (seconds) => `${(seconds * 1000).toFixed(1)} ms`

function findImage() {
  const list = execFileSync('docker', ['images', '--format', '{{.Repository}}:{{.Tag}}'], {encoding: 'utf8'})
  return list.split('\n').find((line) => /^(opsctl|prom)\/prometheus:/.test(line))
}

/** Every file of alerts, and what the gateway's alerts are recorded from. */
function copyRules(folder) {
  mkdirSync(join(folder, 'rules'))
  let count = 0
  const copy = (from, to) => {
    cpSync(from, join(folder, 'rules', to))
    count += readFileSync(from, 'utf8').match(/^\s+- (alert|record):/gm)?.length ?? 0
  }
  for (const room of readdirSync(templates)) {
    for (const file of list(join(templates, room, 'alerts'), '.yaml')) {
      copy(join(templates, room, 'alerts', file), `${room}-${file}`)
    }
  }
  copy(join(templates, 'gateway/caddy/rules.yaml'), 'recorded.yaml')
  return count
}

function list(folder, suffix) {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(suffix))
  } catch {
    return []
  }
}

function readContracts() {
  return readdirSync(templates).flatMap((room) =>
    list(join(templates, room, 'contracts'), '.json').map((file) => {
      const {metrics} = JSON.parse(readFileSync(join(templates, room, 'contracts', file), 'utf8'))
      const id = file.replace('.json', '')
      return {id, job: JOBS[id] ?? room, metrics: metrics.filter(({name}) => !MADE_HERE.test(name)).map(simplify(id))}
    }),
  )
}

/** Marks the labels that tell the series of one instance apart. */
function simplify(id) {
  const constant = CONSTANT[id] ?? /^$/
  return (metric) => ({...metric, varies: own(metric).some((label) => label !== 'le' && !constant.test(label))})
}

const own = ({labels, type}) => labels.filter((label) => !(type === 'histogram' && label === 'le'))
const combinationsOf = ({varies}) => (varies ? COMBINATIONS : 1)

function countSeries({metrics}) {
  const lines = {histogram: BUCKETS.length + 2, summary: 3}
  return metrics.reduce((sum, metric) => sum + combinationsOf(metric) * (lines[metric.type] ?? 1), 0)
}

function config(exporters, copies) {
  const byJob = {}
  for (const exporter of exporters) {
    byJob[exporter.job] ??= []
    for (let copy = 0; copy < copies; copy++) {
      byJob[exporter.job].push({
        targets: [`127.0.0.1:${PORTS.exporters}`],
        labels: {instance: `${exporter.id}-${copy}:9100`, __metrics_path__: `/${exporter.id}`},
      })
    }
  }
  return {
    global: {scrape_interval: `${SCRAPE_S}s`, scrape_timeout: `${SCRAPE_S}s`, evaluation_interval: `${EVALUATE_S}s`},
    rule_files: ['rules/*.yaml'],
    scrape_configs: [
      ...Object.entries(byJob).map(([job_name, static_configs]) => ({job_name, static_configs})),
      {job_name: 'self', static_configs: [{targets: [`127.0.0.1:${PORTS.prometheus}`]}]},
    ],
  }
}

/** Serves each exporter as its contract describes it: counters that grow, everything else steady. */
function serve(exporters) {
  const byPath = new Map(exporters.map((exporter) => [`/${exporter.id}`, exporter]))
  const started = Date.now()
  return createServer(({url}, response) => {
    const exporter = byPath.get(url)
    response.writeHead(exporter ? 200 : 404, {'content-type': 'text/plain; version=0.0.4'})
    response.end(exporter ? print(exporter, 1000 + Math.floor((Date.now() - started) / 1000)) : '')
  }).listen(PORTS.exporters, '127.0.0.1')
}

function print({metrics}, counter) {
  return `${metrics.flatMap((metric) => printMetric(metric, counter)).join('\n')}\n`
}

function printMetric(metric, counter) {
  const {name, type} = metric
  const lines = []
  for (let index = 0; index < combinationsOf(metric); index++) {
    const labels = own(metric).map((label) => `${label}="${labelValue(metric, label, index)}"`)
    const line = (suffix, more, value) => `${name}${suffix}{${[...labels, ...more].join(',')}} ${value}`
    if (type === 'histogram') {
      for (const [rank, le] of BUCKETS.entries()) lines.push(line('_bucket', [`le="${le}"`], counter * (rank + 1)))
      lines.push(line('_sum', [], counter), line('_count', [], counter * BUCKETS.length))
    } else if (type === 'summary') {
      lines.push(
        line('', own(metric).includes('quantile') ? [] : ['quantile="0.9"'], 0.1),
        line('_sum', [], counter),
        line('_count', [], counter),
      )
    } else {
      lines.push(line('', [], type === 'counter' ? growth(name, counter) * (index + 1) : steady(name)))
    }
  }
  return [...new Set(lines)]
}

function growth(name, counter) {
  return TROUBLE.test(name) ? 0 : counter
}

function steady(name) {
  if (MOMENT.test(name)) return Math.floor(Date.now() / 1000) + (name.includes('expiry') ? 90 * 86_400 : -60)
  if (TROUBLE.test(name)) return 0
  if (LIMIT.test(name)) return 1e12
  return YES.test(name) ? 1 : 1e-3
}

/** The same label has the same values in every metric, so that what is joined has a partner. */
function labelValue({values}, label, index) {
  const known = values?.[label]
  if (known !== undefined && known.length > index) return known[index].replaceAll('\\', '').replaceAll('"', '')
  return `${label}-${index}`
}

function start(image, folder) {
  execFileSync('docker', ['rm', '-f', NAME], {stdio: 'ignore'})
  execFileSync('docker', [
    ...['run', '-d', '--name', NAME, '--network', 'host', '--cpus', '1', '--memory', '2g'],
    ...['-v', `${folder}:/bench:ro`, '--tmpfs', '/data:mode=1777', '--entrypoint', 'prometheus', image],
    ...['--config.file=/bench/prometheus.yml', '--storage.tsdb.path=/data'],
    `--web.listen-address=127.0.0.1:${PORTS.prometheus}`,
  ])
}

async function ask(promql) {
  const url = `http://127.0.0.1:${PORTS.prometheus}/api/v1/query?query=${encodeURIComponent(promql)}`
  const {data} = await (await fetch(url)).json()
  return data.result
}

async function query(promql) {
  const [first] = await ask(promql)
  return Number(first?.value[1] ?? Number.NaN)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchRules()
