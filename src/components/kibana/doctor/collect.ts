/** Looks at Kibana as the person's own user. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {defineCollector, replyOf} from '../../../doctor/collect.js'
import {askKibana} from '../client.js'
import {KEYS} from '../names.js'
import {keysFact, statusFact} from './facts.js'
import {readStatus} from './read.js'

const TIMEOUT_MS = 4500
/** Kibana refuses shorter ones. */
const KEY_LENGTH = 32

const SETTINGS: Readonly<Record<keyof typeof KEYS, string>> = {
  sessions: 'xpack.security.encryptionKey',
  savedObjects: 'xpack.encryptedSavedObjects.encryptionKey',
  reporting: 'xpack.reporting.encryptionKey',
}

const status = defineCollector({
  key: statusFact,
  isFor: () => true,
  async collect({access}) {
    const reply = await replyOf(askKibana(access, {path: '/api/status', timeoutMs: TIMEOUT_MS}))
    return reply.answers ? {answers: true as const, status: reply.status, ...readStatus(reply.body)} : reply
  },
})

const keys = defineCollector({
  key: keysFact,
  isFor: ({target}) => target === 'compose',
  async collect({access, project}) {
    const path = join(project.deploy, 'kibana/config/server/kibana.yml')
    const file = await readFile(path, 'utf8').catch(() => '')
    return Promise.all(
      (Object.keys(KEYS) as (keyof typeof KEYS)[]).map(async (id) => ({
        secret: KEYS[id],
        setting: SETTINGS[id],
        isSet: (await access.secret(KEYS[id]).catch(() => '')).length >= KEY_LENGTH,
        isUsed: file.split('\n').some((line) => line.startsWith(`${SETTINGS[id]}:`)),
      })),
    )
  },
})

export const collectors = [status, keys]
