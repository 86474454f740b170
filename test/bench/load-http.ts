/** The closed model of the load engine beside wrk, in rounds that take turns: one nginx worker on one processor, the generator on another. */
import {execFile, spawn, spawnSync} from 'node:child_process'
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'

import type {LoadModel, LoadPlan} from '../../src/bench/load-plan.js'
import type {RunRecord} from '../../src/bench/result.js'
import {GENERATOR, perS, runOnce, SERVER} from './load-process.js'
import {findPeers} from './load-programs.js'
import {judged, measureQuiet, type Quiet} from './load-quiet.js'
import {type FigureRow, median} from './load-rows.js'

const ROUNDS = 3
const SECONDS = 4
const CONNECTIONS = 50
/** User CPU of wrk where the goal was set, µs per request. */
const WRK_USER_US = 0.66
const USER_US = 1.5
const HOST = '127.0.0.1'

interface Case {
  readonly name: string
  readonly goal: number
  readonly file: string
  readonly isTls: boolean
}

const CASES: readonly Case[] = [
  {name: 'plain', goal: 0.95, file: 'small', isTls: false},
  {name: 'TLS', goal: 0.95, file: 'small', isTls: true},
  {name: '16 KB', goal: 0.9, file: 'large', isTls: false},
]

/** Rates and CPU against wrk, and what the open model says of a fast server. */
export async function httpRows(): Promise<readonly FigureRow[]> {
  const peers = await findPeers(['wrk', 'nginx', 'openssl', 'taskset'])
  if (typeof peers === 'string') {
    return [...CASES.map(({name, goal}) => rateRow(name, goal, peers)), userRow(peers), floorRow(peers)]
  }
  const nginx = await startNginx(peers.nginx)
  try {
    const rows: FigureRow[] = []
    for (const one of CASES) rows.push(...(await compare(one, peers, nginx)))
    return [...rows, await measureFloor(nginx)]
  } finally {
    nginx.stop()
  }
}

async function compare(one: Case, {wrk}: {readonly wrk: string}, nginx: Nginx): Promise<readonly FigureRow[]> {
  const peers: Quiet<WrkRun>[] = []
  const ours: Quiet<RunRecord>[] = []
  const {pids} = nginx
  const port = one.isTls ? nginx.tlsPort : nginx.port
  const url = `${one.isTls ? 'https' : 'http'}://${HOST}:${port}/${one.file}`
  const model: LoadModel = {kind: 'closed', connections: CONNECTIONS, durationS: SECONDS}
  for (let round = 0; round < ROUNDS; round++) {
    peers.push(await measureQuiet(pids, () => runWrk(wrk, url)))
    ours.push(await measureQuiet(pids, () => runOnce(planFor(nginx, one, {model, warmupS: 1}), GENERATOR)))
  }
  const peer = median(peers.map(({value}) => value.rate))
  const our = median(ours.map(({value}) => value.deliveredRate))
  const quiets = [...peers, ...ours]
  const measured = `${(our / peer).toFixed(2)} (${perS(our)} / ${perS(peer)})`
  const row = judged({...rateRow(one.name, one.goal, measured), isReached: our / peer >= one.goal}, quiets)
  if (one !== CASES[0]) return [row]
  const wrkUs = median(peers.map(({value}) => value.userUs))
  const ourUs = median(ours.map(({value}) => value.extra.userUsPerRequest ?? Number.NaN))
  const most = USER_US * (wrkUs / WRK_USER_US)
  const told = `${ourUs.toFixed(2)} µs of at most ${most.toFixed(2)} µs (wrk ${wrkUs.toFixed(2)} µs)`
  return [row, judged({...userRow(told), isReached: ourUs <= most}, quiets)]
}

function rateRow(name: string, goal: number, measured: string): FigureRow {
  return {figure: `closed-loop req/s / wrk -t1, ${name}`, goal: `≥ ${goal}`, measured}
}

function userRow(measured: string): FigureRow {
  return {figure: 'user CPU per request', goal: `≤ ${USER_US} µs × machine factor`, measured}
}

/** The open model against nginx, which answers within some 40 µs. */
async function measureFloor(nginx: Nginx): Promise<FigureRow> {
  const stages = [{durationS: SECONDS, from: 5000, to: 5000}]
  const model: LoadModel = {kind: 'open', arrivals: 'constant', stages, maxConnections: CONNECTIONS}
  const plan = planFor(nginx, CASES[0] as Case, {model, warmupS: 1})
  const quiet = await measureQuiet(nginx.pids, () => runOnce(plan))
  const {p50} = quiet.value.response
  return judged({...floorRow(`${(p50 / 1000).toFixed(3)} ms`), isReached: p50 <= 100}, [quiet])
}

function floorRow(measured: string): FigureRow {
  return {figure: 'p50 reported for a 40 µs server at 5,000/s', goal: '≤ 0.1 ms', measured}
}

function planFor(nginx: Nginx, one: Case, {model, warmupS}: Pick<LoadPlan, 'model' | 'warmupS'>): LoadPlan {
  const request = {
    name: 'get',
    method: 'GET',
    path: `/${one.file}`,
    headers: {},
    weight: 1,
    expect: {statuses: [200]},
  }
  const tls = {ca: nginx.certificate, servername: 'localhost'}
  return {
    target: {host: HOST, port: one.isTls ? nginx.tlsPort : nginx.port, ...(one.isTls && {tls})},
    wire: {protocol: 'http', host: 'localhost', keepAlive: true, requests: [request]},
    model,
    warmupS,
    drainS: 1,
    timeoutMs: 5000,
    seed: 1,
    threads: 1,
    pace: 'thread',
  }
}

interface WrkRun {
  readonly rate: number
  /** User CPU per request, µs. */
  readonly userUs: number
}

async function runWrk(wrk: string, url: string): Promise<WrkRun> {
  const before = endedUserTicks()
  const words = ['-c', GENERATOR, wrk, '-t1', `-c${CONNECTIONS}`, `-d${SECONDS + 1}s`, url]
  const {stdout} = await promisify(execFile)('taskset', words)
  const ticks = endedUserTicks() - before
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1])
  if (/Non-2xx/.test(stdout)) throw new Error(stdout)
  return {rate, userUs: (ticks * 10_000) / requests}
}

/** User time, in hundredths of a second, of programs that this process started and that have ended. */
function endedUserTicks(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[13])
}

interface Nginx {
  readonly port: number
  readonly tlsPort: number
  readonly certificate: string
  readonly pids: readonly number[]
  stop(): void
}

async function startNginx(program: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-bench-'))
  // Its worker is another user when it is started as root.
  chmodSync(folder, 0o755)
  const [port, tlsPort] = [await freePort(), await freePort()]
  const certificate = writeCertificate(folder)
  writeFileSync(join(folder, 'small'), 'hello world\n')
  writeFileSync(join(folder, 'large'), 'x'.repeat(16_384))
  writeFileSync(join(folder, 'nginx.conf'), nginxConf(folder, port, tlsPort))
  const words = ['-c', SERVER, program, '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
  const child = spawn('taskset', words, {stdio: ['ignore', 'inherit', 'inherit']})
  await new Promise((resolve) => setTimeout(resolve, 1000))
  if (child.exitCode !== null) throw new Error(readFileSync(join(folder, 'error.log'), 'utf8'))
  const stop = () => {
    child.once('exit', () => rmSync(folder, {recursive: true, force: true}))
    child.kill()
  }
  return {port, tlsPort, certificate, pids: [child.pid as number], stop}
}

function writeCertificate(folder: string): string {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-days', '2']
  const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert]
  const {status, stderr} = spawnSync('openssl', [...words, ...names], {encoding: 'utf8'})
  if (status !== 0) throw new Error(stderr)
  return readFileSync(cert, 'utf8')
}

function nginxConf(folder: string, port: number, tlsPort: number): string {
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  open_file_cache max=10;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  ssl_certificate ${folder}/cert.pem;
  ssl_certificate_key ${folder}/key.pem;
  server {
    listen ${HOST}:${port};
    listen ${HOST}:${tlsPort} ssl;
    root ${folder};
  }
}
`
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, HOST, () => {
      const {port} = server.address() as {port: number}
      server.close(() => resolve(port))
    })
  })
}
