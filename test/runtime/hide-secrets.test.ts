import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'

import {projectAt} from '../../src/project.js'
import {hideProjectSecrets} from '../../src/runtime/hide-secrets.js'
import {redact} from '../../src/system/redact.js'
import {drawSecret} from '../../src/system/secret-value.js'

test('hides every value, the next one of a rotation too, and leaves the names readable', async () => {
  const root = await mkdtemp(join(tmpdir(), 'hide-'))
  const [now, next] = [drawSecret(), drawSecret()]
  await mkdir(join(root, 'secrets'))
  await writeFile(join(root, 'secrets', '.created'), 'shop-exporter-password\n')
  await writeFile(join(root, 'secrets', 'shop-exporter-password'), now)
  await writeFile(join(root, 'secrets', '.next-shop-exporter-password'), next)
  await hideProjectSecrets(projectAt(root))
  await rm(root, {recursive: true})
  const told = redact(`secrets/shop-exporter-password is ${now}, then ${next}`)
  expect(told).toContain('secrets/shop-exporter-password is')
  expect(told).not.toContain(now)
  expect(told).not.toContain(next)
})
