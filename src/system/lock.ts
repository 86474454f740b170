/**
 * One opsctl at a time per project. The lock is something the kernel takes back when its holder dies, however it dies:
 * no stale lock, no guess by age, nothing to clean up.
 *
 * - Linux: an abstract unix socket, named after the real path of the project. Whoever finds it taken connects to it and is
 *   told who holds it. It is visible to one network namespace: two containers that share a folder don't see each other.
 * - Windows: a named pipe, the same way.
 * - macOS and the BSDs: `.opsctl/lock`, opened with O_EXLOCK, which the kernel also releases with the process. The file
 *   stays and says who held it last.
 */
import {createHash} from 'node:crypto'
import {realpath} from 'node:fs/promises'
import {connect, createServer, type Server} from 'node:net'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {OpsError} from '../errors.js'
import {storageMessages as say} from '../messages/storage.js'
import type {Project} from '../project.js'
import {ensureFolder, storageError} from './files.js'
import {type LockHolder, lockFile, type Release} from './lock-file.js'

const ANSWER_TIMEOUT_MS = 1000
const ATTEMPTS = 5

/** What is held: `lock` for all that changes the project, `bench-lock` for the load on it, which keeps nobody from looking. */
type LockName = 'lock' | 'bench-lock'

/** Runs work while no other opsctl can work in the project. Throws OPS_LOCKED, at once, naming the holder. Not reentrant. */
export async function withProjectLock<T>(project: Project, command: string, work: () => Promise<T>): Promise<T> {
  return withLock(project, 'lock', command, work)
}

/** Runs work while no other load test runs in the project. Throws OPS_BENCH_RUNNING, at once, naming the holder. */
export async function withBenchLock<T>(project: Project, command: string, work: () => Promise<T>): Promise<T> {
  return withLock(project, 'bench-lock', command, work)
}

async function withLock<T>(project: Project, name: LockName, command: string, work: () => Promise<T>): Promise<T> {
  const release = await takeLock(project, name, {pid: process.pid, command, startedAt: new Date().toISOString()})
  try {
    return await work()
  } finally {
    await release()
  }
}

async function takeLock(project: Project, name: LockName, self: LockHolder): Promise<Release> {
  const refuse = (holder: LockHolder | undefined) => lockedError(name, holder)
  if (process.platform === 'linux' || process.platform === 'win32') {
    return takeSocket(await socketName(project, name), self, refuse)
  }

  await ensureFolder(project.state, 0o700).catch((error: unknown) => {
    throw storageError(error, project.state)
  })
  const held = await lockFile(join(project.state, name), self)
  if ('release' in held) return held.release
  throw refuse(held.holder)
}

async function socketName(project: Project, name: LockName): Promise<string> {
  const root = await realpath(project.root).catch((error: unknown) => {
    throw storageError(error, project.root)
  })
  const id = `opsctl-${name === 'lock' ? '' : 'bench-'}${createHash('sha256').update(root).digest('hex')}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${id}` : `\0${id}`
}

async function takeSocket(
  name: string,
  self: LockHolder,
  refuse: (holder: LockHolder | undefined) => OpsError,
): Promise<Release> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await listen(name, self)
    if (server) return async () => void server.close()
    const holder = await askHolder(name)
    // Nobody answers to connect: the holder ended between the two steps, so the name is free again.
    if (holder !== 'gone' || attempt === ATTEMPTS) throw refuse(holder === 'gone' ? undefined : holder)
    await sleep(attempt)
  }
}

function listen(name: string, self: LockHolder): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((client) => {
      client.on('error', () => client.destroy())
      client.end(JSON.stringify(self), () => client.destroy())
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(storageError(error, name.replace('\0', '@')))
    })
    server.listen(name, () => {
      server.unref()
      resolve(server)
    })
  })
}

/** Asks whoever listens; undefined when it doesn't say in time, 'gone' when nobody listens any more. */
function askHolder(name: string): Promise<LockHolder | undefined | 'gone'> {
  return new Promise((resolve) => {
    let text = ''
    const client = connect(name)
    client.setTimeout(ANSWER_TIMEOUT_MS, () => {
      client.destroy()
      resolve(undefined)
    })
    client.on('data', (chunk) => {
      text += chunk.toString('utf8')
    })
    client.on('error', () => resolve('gone'))
    client.on('close', () => resolve(parseHolder(text)))
  })
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const {pid, command, startedAt} = JSON.parse(text)
    return typeof pid === 'number' ? {pid, command: String(command), startedAt: String(startedAt)} : undefined
  } catch {
    return undefined
  }
}

function lockedError(name: LockName, holder: LockHolder | undefined): OpsError {
  const [known, unknown] =
    name === 'lock' ? [say.locked, say.lockedUnknown] : [say.benchRunning, say.benchRunningUnknown]
  return new OpsError({
    code: name === 'lock' ? 'OPS_LOCKED' : 'OPS_BENCH_RUNNING',
    kind: 'environment',
    message: holder ? known(holder.pid, holder.command, holder.startedAt) : unknown,
    suggestions: holder ? [say.waitForIt, say.endIt(holder.pid)] : [say.waitForIt],
  })
}
