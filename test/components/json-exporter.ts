/** What the tests of the exporters that turn JSON into metrics share: a server to read, an exporter that runs, its answer as data. */
import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {onTestFinished} from 'vitest'

/** The samples of a scrape, `name{labels}` → number. */
export function samples(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

/** What a contract knows: name → type and labels. */
export function contractOf(file: URL): Readonly<Record<string, string>> {
  const {metrics} = JSON.parse(readFileSync(file, 'utf8')) as {
    metrics: {name: string; type: string; labels: string[]}[]
  }
  return Object.fromEntries(metrics.map(({name, type, labels}) => [name, `${type} ${labels.join()}`]))
}

/** The same of a scrape. */
export function exported(text: string): Readonly<Record<string, string>> {
  const types = new Map([...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type]) => [name, type]))
  return Object.fromEntries(
    Object.keys(samples(text)).map((key) => {
      const [name = ''] = key.split('{')
      const labels = [...key.matchAll(/(\w+)="/g)].map(([, label]) => label).sort()
      return [name, `${types.get(name)} ${labels.join()}`]
    }),
  )
}

/** A server in place of the real one; one that answers undefined leaves the caller waiting. */
export async function listen(
  answer: (path: string, authorization?: string) => readonly [number, string] | undefined,
): Promise<string> {
  const server: Server = createServer((request, response) => {
    const [code, body] = answer(request.url ?? '', request.headers.authorization) ?? []
    if (code !== undefined) response.writeHead(code).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Runs an exporter until the test ends; the result scrapes it. */
export async function startExporter(
  main: URL,
  env: Readonly<Record<string, string>>,
  password = '',
): Promise<() => Promise<string>> {
  const folder = mkdtempSync(join(tmpdir(), 'opsctl-exporter-'))
  const PASSWORD_FILE = join(folder, 'password')
  writeFileSync(PASSWORD_FILE, password)
  const PORT = await freePort()
  const child = spawn(process.execPath, [fileURLToPath(main)], {env: {...env, PASSWORD_FILE, PORT}})
  onTestFinished(() => {
    child.kill()
    rmSync(folder, {recursive: true})
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return async () => (await fetch(`http://127.0.0.1:${PORT}/metrics`)).text()
}

async function freePort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}
