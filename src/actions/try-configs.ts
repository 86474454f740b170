/** Tries changed configurations with the servers' own binaries before anything running sees them. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {OpsError} from '../errors.js'
import {imageRef} from '../images/image-refs.js'
import {listServices} from '../images/list-services.js'
import {upMessages as say} from '../messages/up.js'
import {diskConfigHash, sha256} from '../render/config-hash.js'
import type {Rendered} from '../runtime/runtime.js'
import {putFile} from '../system/put-file.js'
import {verbatim} from '../text.js'
import type {OpenStack} from './pipeline.js'
import type {Reloadable} from './reload-component.js'

const FILE = 'tried.json'

/** Throws OPS_CONFIG_REFUSED with what the binaries said. What passed once is not tried again. Returns the names of what was tried. */
export async function tryConfigs(
  open: OpenStack,
  rendered: Rendered,
  reloadables: readonly Reloadable[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const record = join(open.project.state, FILE)
  const passed = await readRecord(record)
  const keyed = await Promise.all(reloadables.map(async (one) => ({one, key: await keyOf(open, rendered, one)})))
  const fresh = keyed.filter(({one, key}) => key !== undefined && passed[one.id] !== key)
  const results = await Promise.all(
    fresh.map(async ({one}) => ({
      one,
      ...(await open.runtime.validate(rendered, one.spec.service, one.spec.validate, signal)),
    })),
  )
  const refused = results.filter((result) => !result.ok)
  if (refused.length > 0) throw refusal(refused.map(({one, output}) => ({id: one.id, output})))
  if (fresh.length > 0) {
    const now = Object.fromEntries(fresh.map(({one, key}) => [one.id, key]))
    await putFile(record, `${JSON.stringify({...passed, ...now})}\n`, 0o600)
  }

  return fresh.map(({one}) => one.id)
}

/** A configuration is the same if its files, its secrets and the argv that tries it are. */
async function keyOf(open: OpenStack, rendered: Rendered, one: Reloadable): Promise<string | undefined> {
  const dir = rendered.dir ?? open.project.deploy
  const [hash, how] = await Promise.all([diskConfigHash(dir, one.id), howItRuns(open, dir, one)])
  if (hash === undefined) return undefined
  return sha256(JSON.stringify([hash, how, one.spec.validate, rendered.secrets]))
}

/** Image, user and environment of the service: another one may judge otherwise. */
async function howItRuns({stack, cluster}: OpenStack, dir: string, {id, spec}: Reloadable): Promise<string> {
  if (!cluster) return readFile(join(dir, id, 'compose.yaml'), 'utf8').catch(() => '')
  const found = listServices(stack).find(({service}) => service.name === spec.service)
  return JSON.stringify([found?.service, found && imageRef(stack, found.service.image)])
}

async function readRecord(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>
  } catch {
    // A lost record only costs trying again.
    return {}
  }
}

function refusal(refused: readonly {readonly id: string; readonly output: string}[]): OpsError {
  return new OpsError({
    code: 'OPS_CONFIG_REFUSED',
    kind: 'external',
    message: say.configRefused(refused.map(({id}) => id).join(', ')),
    detail: refused.map(({id, output}) => `${id}:\n${output}`).join('\n'),
    suggestions: [say.configRefusedFix, verbatim('opsctl plan')],
  })
}
