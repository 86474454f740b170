/** A bundle of somebody else's → its facts, once it is sure that the bundle is whole and of a known layout. */
import {createHash} from 'node:crypto'

import {unpackArchive} from '../../doctor/bundle/archive.js'
import {BUNDLE_VERSION, layoutOf, manifestSchema} from '../../doctor/bundle/manifest.js'
import {OpsError} from '../../errors.js'
import {bundleMessages as say} from '../../messages/doctor-bundle.js'
import type {Text} from '../../text.js'

const FACTS = 'facts.json'

/** The facts in it, not yet judged to have the right form. Throws OPS_BUNDLE_REFUSED. */
export async function factsOfBundle(packed: Uint8Array): Promise<unknown> {
  const files = await unpackArchive(packed)
  const manifest = manifestSchema.safeParse(parse(files.get('manifest.json')))
  if (!manifest.success) throw refused(say.notABundle('manifest.json'), say.askAgain)
  if (layoutOf(manifest.data) > BUNDLE_VERSION) throw refused(say.newer(manifest.data.opsctl), say.update)
  const facts = files.get(FACTS)
  const entry = manifest.data.files.find(({path}) => path === FACTS)
  const sha256 = createHash('sha256')
    .update(facts ?? '')
    .digest('hex')
  if (facts === undefined || entry?.sha256 !== sha256) throw refused(say.changed(FACTS), say.askAgain)
  return parse(facts)
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown
  } catch {
    return undefined
  }
}

function refused(message: Text, way: Text): OpsError {
  return new OpsError({code: 'OPS_BUNDLE_REFUSED', kind: 'usage', message, suggestions: [way]})
}
