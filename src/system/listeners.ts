/** Who listens on a port of this host. */
import {readdir, readFile, readlink} from 'node:fs/promises'
import {createServer} from 'node:net'

const LISTEN = '0A'

/** The state of one address and port. A port that may not be bound without privilege counts as free: Docker binds it, not opsctl. */
export function probePort(bind: string, port: number): Promise<'free' | 'taken' | 'no-address'> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL') resolve('no-address')
      else resolve(error.code === 'EADDRINUSE' ? 'taken' : 'free')
    })
    server.listen({host: bind, port, exclusive: true}, () => server.close(() => resolve('free')))
  })
}

/** Name and id of the process that listens on a port, as in `nginx (pid 812)`; undefined when it can't be seen. */
export async function findListener(port: number): Promise<string | undefined> {
  const pid = await findListenerPid(port)
  if (pid === undefined) return undefined
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '?')
  return `${name.trim()} (pid ${pid})`
}

/** Id of the process that listens on a port, the oldest where several share it; undefined when it can't be seen. */
export async function findListenerPid(port: number): Promise<number | undefined> {
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '')
    for (const inode of parseListeners(text, port)) inodes.add(inode)
  }
  return inodes.size === 0 ? undefined : findHolder(inodes)
}

/** Inodes of the sockets that listen on a port, from the text of /proc/net/tcp. */
export function parseListeners(table: string, port: number): readonly string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  return table.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/)
    const isIt = words[1]?.endsWith(`:${wanted}`) && words[3] === LISTEN
    return isIt && words[9] !== undefined ? [words[9]] : []
  })
}

async function findHolder(inodes: ReadonlySet<string>): Promise<number | undefined> {
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    // A process of another user, or one that has just ended, shows nothing.
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
      if (inode !== undefined && inodes.has(inode)) return Number(pid)
    }
  }
  return undefined
}
