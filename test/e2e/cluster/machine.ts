/**
 * A machine inside the machine, of namespaces only: processes, mounts and network of its own. All of it ends with its
 * first process, and that with the test, so that nothing has to be taken down one by one.
 */
import {type ChildProcess, execFile, spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {promisify} from 'node:util'

import {makeCgroup, removeCgroup} from './cgroups.js'

/** Settings of the kernel that kubelet changes for everybody: it changes files of its own instead. */
const KERNEL_FILES = [
  'kernel/keys/root_maxbytes',
  'kernel/keys/root_maxkeys',
  'kernel/panic',
  'kernel/panic_on_oops',
  'vm/overcommit_memory',
  'vm/panic_on_oom',
]

// The first process: what is mounted here nobody else sees. It also reaps what containers leave.
const FIRST = `set -eu
mount -t tmpfs -o mode=755 opsctl-test /run
mkdir -p /run/lock /run/netns
mount -t overlay -o "lowerdir=/var,upperdir=$FOLDER/var,workdir=$FOLDER/var-work" opsctl-test /var
mount --bind "$FOLDER/kubelet" "$FOLDER/kubelet"
mount --make-rshared "$FOLDER/kubelet"
mount --bind "$FOLDER/resolv.conf" /etc/resolv.conf
for file in $FILES; do mount --bind "$FOLDER/sys/$file" "/proc/sys/$file"; done
touch "$FOLDER/mounted"
while :; do sleep 3600 & wait $!; done`

/** A running machine. */
export interface Machine {
  /** Its address, which this machine reaches too. */
  readonly address: string
  /** Words before a command that is to run in it. */
  readonly enter: readonly string[]
  /** Where its containers are in the tree of control groups. */
  readonly cgroup: string
  stop(): Promise<void>
}

/** Makes a machine whose files are in a folder. Needs root. */
export async function startMachine(folder: string): Promise<Machine> {
  await prepareFolder(folder)
  const cgroup = await makeCgroup()
  // Test networks (RFC 2544): on no machine's own network.
  const subnet = `198.${18 + (process.pid % 2)}.${(process.pid >> 1) % 256}`
  const address = `${subnet}.2`
  await writeFile(join(folder, 'resolv.conf'), `nameserver ${address}\n`)
  const supervisor = startFirst(folder)
  const stop = async () => {
    await end(supervisor)
    await removeCgroup(cgroup)
  }
  try {
    const pid = await firstPid(supervisor, folder)
    await connect(pid, subnet)
    const enter = ['nsenter', `--target=${pid}`, '--mount', '--pid', '--net', '--']
    return {address, enter, cgroup, stop}
  } catch (error) {
    await stop()
    throw error
  }
}

async function prepareFolder(folder: string): Promise<void> {
  for (const name of ['var', 'var-work', 'kubelet']) await mkdir(join(folder, name), {recursive: true})
  for (const file of KERNEL_FILES) {
    const copy = join(folder, 'sys', file)
    await mkdir(dirname(copy), {recursive: true})
    await writeFile(copy, await readFile(join('/proc/sys', file)))
  }
}

function startFirst(folder: string): ChildProcess {
  const unshare = ['unshare', '--mount', '--pid', '--net', '--fork', '--kill-child', '--mount-proc']
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...unshare, 'sh', '-c', FIRST], {
    env: {PATH: process.env.PATH ?? '', FOLDER: folder, FILES: KERNEL_FILES.join(' ')},
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
}

/** Process of the first program, as seen from here. */
async function firstPid(supervisor: ChildProcess, folder: string): Promise<number> {
  const deadline = Date.now() + 10_000
  while (!existsSync(join(folder, 'mounted'))) {
    if (supervisor.exitCode !== null || Date.now() > deadline) throw new Error('namespaces could not be made (root?)')
    await sleep(50)
  }
  const children = await readFile(`/proc/${supervisor.pid}/task/${supervisor.pid}/children`, 'utf8')
  return Number(children.trim())
}

/** A cable to the machine. Its default route leads nowhere: nothing leaves this machine. */
async function connect(pid: number, subnet: string): Promise<void> {
  const ip = (...argv: string[]) => promisify(execFile)('ip', argv)
  const inside = (...argv: string[]) => promisify(execFile)('nsenter', [`--target=${pid}`, '--net', 'ip', ...argv])
  const cable = `opsctl${pid}`
  await ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid))
  await ip('addr', 'add', `${subnet}.1/30`, 'dev', cable)
  await ip('link', 'set', cable, 'up')
  await inside('link', 'set', 'lo', 'up')
  await inside('addr', 'add', `${subnet}.2/30`, 'dev', 'eth0')
  await inside('link', 'set', 'eth0', 'up')
  await inside('link', 'add', 'nowhere', 'type', 'bridge')
  await inside('link', 'set', 'nowhere', 'up')
  await inside('route', 'add', 'default', 'dev', 'nowhere')
}

async function end(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return
  const ended = new Promise((resolve) => supervisor.once('exit', resolve))
  // Its child, and with it every process inside, is killed by the kernel.
  supervisor.kill('SIGKILL')
  await ended
}
