/** Takes away what a run that was cut short left, in Docker above all: a later one would meet its containers, volumes and passwords. */
import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {readdir, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'

const PREFIX = join(tmpdir(), 'opsctl-e2e-')

/** Where every project of this process lives: the number says later whether whoever made it still runs. */
export const FOLDER_PREFIX = `${PREFIX}${process.pid}-`

const docker = async (...argv: string[]) =>
  (await promisify(execFile)('docker', argv, {timeout: 120_000})).stdout.split('\n').filter((line) => line !== '')

/** Removes the containers, volumes and networks of every project whose folder a test made that no longer runs. Returns the projects. */
export async function removeLeftovers(): Promise<readonly string[]> {
  const format = '{{.Label "com.docker.compose.project"}}\t{{.Label "com.docker.compose.project.working_dir"}}'
  const lines = await docker('ps', '-a', '--filter', 'label=com.docker.compose.project', '--format', format)
  const found = lines.map((line) => line.split('\t') as [string, string])
  const projects = [...new Set(found.flatMap(([name, folder]) => (isLeftover(folder) ? [name] : [])))]
  for (const project of projects) await removeProject(project)
  return projects
}

/** Removes the folders of clusters whose test no longer runs; its processes ended with it. */
export async function removeDeadClusters(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => /^opsctl-e2e-\d+-(api-server|node)-/.test(name))
  const folders = names.map((name) => join(tmpdir(), name)).filter(isLeftover)
  await Promise.all(folders.map((folder) => rm(folder, {recursive: true, force: true})))
}

function isLeftover(folder: string): boolean {
  if (!folder.startsWith(PREFIX)) return false
  const [, pid] = /^(\d+)-/.exec(folder.slice(PREFIX.length)) ?? []
  return pid === undefined || !existsSync(`/proc/${pid}`)
}

async function removeProject(project: string): Promise<void> {
  const label = `label=com.docker.compose.project=${project}`
  const containers = await docker('ps', '-aq', '--filter', label)
  if (containers.length > 0) await docker('rm', '-f', '-v', ...containers)
  // Volumes are made by opsctl, without a label, so that Compose never removes one.
  const volumes = (await docker('volume', 'ls', '-q')).filter((name) => name.startsWith(`${project}_`))
  if (volumes.length > 0) await docker('volume', 'rm', ...volumes)
  const networks = await docker('network', 'ls', '-q', '--filter', label)
  if (networks.length > 0) await docker('network', 'rm', ...networks)
}
