/** What goes wrong in the files of a project. */
import {chmod, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import type {World} from '../faults/fault.js'
import {mustRun} from '../opsctl.js'
import type {Illness} from './illness.js'

/** Changes one file of the project and gives it back as it was, mode and all. */
function file(path: string, change: (text: string) => string | undefined): Pick<Illness, 'start' | 'undo'> {
  let before: {readonly text: string; readonly mode: number} | undefined
  return {
    start: async (world) => {
      const at = join(world.root, path)
      before = {text: await readFile(at, 'utf8'), mode: (await stat(at)).mode & 0o7777}
      const after = change(before.text)
      await rm(at)
      if (after !== undefined) await writeFile(at, after, {mode: before.mode})
    },
    undo: async (world) => {
      const at = join(world.root, path)
      if (!before) return
      await rm(at, {force: true})
      await writeFile(at, before.text)
      await chmod(at, before.mode)
    },
  }
}

const render = (world: World) => mustRun('-C', world.root, 'render', '--force')

export const projectIllnesses: readonly Illness[] = [
  {
    name: 'secrets that everybody may read',
    check: 'config.env-perms',
    quick: true,
    start: (world) => chmod(join(world.root, 'secrets'), 0o755),
    undo: (world) => chmod(join(world.root, 'secrets'), 0o700),
  },
  {
    name: 'a secret that is gone',
    check: 'config.env-complete',
    quick: true,
    ...file('secrets/redis-exporter-password', () => undefined),
  },
  {
    name: 'a sample password',
    check: 'config.placeholder-secrets',
    quick: true,
    ...file('secrets/postgres-backup-password', () => 'changeme-please'),
  },
  {
    name: 'a secret that is too short',
    check: 'config.secret-strength',
    ...file('secrets/postgres-backup-password', (text) => text.slice(0, 6)),
  },
  {
    name: 'a generated file edited by hand',
    check: 'config.generated-drift',
    ...file('deploy/blackbox/config/config.yml', (text) => `${text}# by hand\n`),
  },
  {
    name: 'a configuration that nobody brought up',
    check: 'compose.config-drift',
    quick: true,
    start: async (world) => {
      const spec = join(world.root, 'opsctl.yaml')
      await writeFile(spec, (await readFile(spec, 'utf8')).replace('memory: 512MiB', 'memory: 600MiB'))
      await render(world)
    },
    undo: async (world) => {
      const spec = join(world.root, 'opsctl.yaml')
      await writeFile(spec, (await readFile(spec, 'utf8')).replace('memory: 600MiB', 'memory: 512MiB'))
      await render(world)
    },
  },
]
