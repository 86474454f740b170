/** Containers that run out of something, or do not stay. */
import {execFile} from 'node:child_process'
import {mkdir, readlink, rm, truncate, writeFile} from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'
import {promisify} from 'node:util'

import type {Fault, World} from './fault.js'

const run = promisify(execFile)

/** A small file system of its own in a file, mounted where the host exporter sees it; never the disk of the host itself. */
const disk = {image: '/var/tmp/opsctl-fault-disk.img', folder: '/mnt/opsctl-fault-disk'}

async function mountDisk(): Promise<void> {
  await writeFile(disk.image, '')
  await truncate(disk.image, 48 * 2 ** 20)
  await run('mkfs.ext4', ['-q', '-F', '-m', '0', disk.image])
  await mkdir(disk.folder, {recursive: true})
  await run('mount', ['-o', 'loop', disk.image, disk.folder])
}

async function removeDisk(): Promise<void> {
  await run('umount', [disk.folder]).catch(() => undefined)
  await rm(disk.image, {force: true})
  await rm(disk.folder, {recursive: true, force: true})
}

/** The exporter sees the mounts that were there when it started. */
const seeMounts = (world: World) => world.docker('restart', '-t', '1', world.container('node-exporter'))

async function cannotMount(): Promise<string | undefined> {
  const [own, first] = await Promise.all(['self', '1'].map((id) => readlink(`/proc/${id}/ns/mnt`).catch(() => '')))
  if (own !== first) return 'the mounts of this process are not those of the host, which its exporter tells of'
  try {
    await mountDisk()
    return undefined
  } catch (error) {
    return `no file system can be mounted here: ${(error as Error).message.split('\n')[0]}`
  } finally {
    await removeDisk()
  }
}

export const containerFaults: readonly Fault[] = [
  {
    name: 'a container near its memory limit',
    alert: 'ContainerMemoryNearLimit',
    quick: true,
    reactsInS: 5,
    start: (world) => world.lab('victim', {fillTo: 0.95}),
    undo: (world) =>
      world.lab('victim', {fillTo: 0}).then(() => world.docker('restart', '-t', '2', world.container('victim'))),
  },
  {
    name: 'a container killed for its memory',
    alert: 'ContainerOomKilled',
    also: ['ContainerRestarted'],
    reactsInS: 5,
    lingersS: 600,
    start: async (world) => {
      await world.lab('victim', {fillTo: 2})
      await sleep(3000)
      await world.lab('victim', {fillTo: 0})
    },
    undo: async () => undefined,
  },
  {
    name: 'a container that starts again and again',
    alert: 'ContainerRestartLoop',
    also: ['ContainerRestarted'],
    reactsInS: 10,
    lingersS: 600,
    start: (world) => world.lab('victim', {exit: true}),
    undo: (world) => world.lab('victim', {exit: false}),
  },
  {
    name: 'a container out of processes',
    alert: 'ContainerPidsNearLimit',
    start: (world) => world.lab('victim', {processes: 26}),
    undo: (world) => world.lab('victim', {processes: 0}),
  },
  {
    name: 'a container throttled',
    alert: 'ContainerCpuThrottled',
    reactsInS: 180,
    lingersS: 300,
    start: (world) => world.lab('victim', {burn: true}),
    undo: (world) => world.lab('victim', {burn: false}),
  },
  {
    name: 'a container that says it is unhealthy',
    alert: 'ContainerUnhealthy',
    reactsInS: 10,
    start: (world) => world.lab('victim', {unhealthy: true}),
    undo: (world) => world.lab('victim', {unhealthy: false}),
  },
  {
    name: 'a container paused',
    alert: 'ContainerNotRunning',
    start: (world) => world.docker('pause', world.container('victim')),
    undo: (world) => world.docker('unpause', world.container('victim')),
  },
  {
    name: 'a container removed',
    alert: 'ContainerGone',
    start: (world) => world.docker('rm', '-f', world.container('victim')),
    undo: (world) => world.up(),
  },
  {
    name: 'a file system full',
    alert: 'HostFilesystemSpaceCritical',
    also: ['HostExporterDown'],
    reactsInS: 5,
    unable: cannotMount,
    start: async (world) => {
      await mountDisk()
      await seeMounts(world)
      // Until it is full, which is what the error says.
      await run('dd', ['if=/dev/zero', `of=${disk.folder}/fill`, 'bs=1M', 'count=60']).catch(() => undefined)
    },
    undo: async (world) => {
      await removeDisk()
      await seeMounts(world)
    },
  },
]
