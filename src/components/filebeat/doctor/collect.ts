/** Looks at Filebeat: its statistics, its own tests, and what it is given to read. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {defineCollector, replyOf, runIn} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import {CONFIG, CONTAINERS, HOME, PODS, PORT, WRITER_PASSWORD, WRITER_VARIABLE} from '../names.js'
import {filesFact, inputsFact, sampleFact, statsFact, testFact} from './facts.js'
import {countJoined, readInputs, readStats, readTest} from './read.js'

const TIMEOUT_MS = 4500
const SAMPLE = 200
const always = () => true
const isOnDisk = ({target}: {readonly target: string}) => target === 'compose'

const stats = defineCollector({
  key: statsFact,
  isFor: always,
  async collect({access}) {
    const reply = await replyOf(access.instance('filebeat').http({port: PORT, path: '/stats', timeoutMs: TIMEOUT_MS}))
    if (!reply.answers) return reply
    if (reply.status !== 200) return {answers: false as const, error: `/stats: ${reply.status}`}
    return {answers: true as const, ...readStats(reply.body)}
  },
})

/** A process of its own that reads and writes nothing; the password is only in its environment. */
const OUTPUT_TEST = [
  `${WRITER_VARIABLE}="$(cat /run/secrets/${WRITER_PASSWORD} 2>/dev/null)"; export ${WRITER_VARIABLE}`,
  `exec ${HOME}/filebeat --strict.perms=false -c ${CONFIG}/filebeat.yml test output`,
].join('; ')

const test = defineCollector({
  key: testFact,
  isFor: always,
  async collect(context) {
    const answer = await runIn(context, 'filebeat', ['bash', '-c', OUTPUT_TEST], {timeoutMs: TIMEOUT_MS})
    return readTest(answer.exitCode, `${answer.stdout}\n${answer.stderr}`)
  },
})

const inputs = defineCollector({
  key: inputsFact,
  isFor: isOnDisk,
  async collect({project}) {
    const path = join(project.deploy, 'filebeat/config/server/filebeat.yml')
    const text = await readFile(path, 'utf8').catch(() => {
      throw new CannotSee('no-data', {en: 'deploy/ is not rendered', zh: 'deploy/ 尚未生成'})
    })
    const {load} = await import('js-yaml')
    return readInputs(load(text) as Parameters<typeof readInputs>[0])
  },
})

const files = defineCollector({
  key: filesFact,
  isFor: always,
  async collect(context) {
    const pattern = isOnDisk(context.stack) ? `${CONTAINERS}/*/*-json.log` : `${PODS}/*/*/*.log`
    const script = `found=0; bad=0; for f in ${pattern}; do [ -e "$f" ] || continue; found=$((found+1)); [ -r "$f" ] || bad=$((bad+1)); done; echo "$found $bad"`
    const {stdout} = await runIn(context, 'filebeat', ['bash', '-c', script], {timeoutMs: TIMEOUT_MS})
    const [found = '', bad = ''] = stdout.trim().split(' ')
    return {found: Number(found), unreadable: Number(bad)}
  },
})

const sample = defineCollector({
  key: sampleFact,
  isFor: isOnDisk,
  deep: true,
  timeoutMs: 20_000,
  async collect({stack, logs, fact}) {
    const {multiline} = await fact(inputsFact)
    const writers = [...Object.keys(stack.apps), ...(stack.gateway.enabled ? ['gateway'] : [])]
    const each = Math.max(20, Math.floor(SAMPLE / Math.max(1, writers.length)))
    const lines = await Promise.all(writers.map((writer) => logs(writer, {tail: each}).catch(() => [])))
    return countJoined(lines.flat(), multiline)
  },
})

export const collectors = [stats, test, inputs, files, sample]
