/**
 * filebeat.yml: which files are read, what of them, and where it goes. Valid for Filebeat 8.19 and 9; nothing calls home.
 * Which service a line is from is in the line itself, written by Docker's log driver.
 */
import {dump} from 'js-yaml'

import {datasetOf} from '../../spec/log-streams.js'
import {MASKED} from '../../spec/mask-patterns.js'
import {namespacesOf} from '../agent.js'
import type {RenderContext, RenderedFile, Stack} from '../component.js'
import {loadMultiline, type Pass, passesOf} from './multiline.js'
import {AUTHORITY, CONFIG, CONTAINERS, HOME, PODS, PORT, WRITER, WRITER_VARIABLE} from './names.js'
import {processors} from './processors.js'

/** The scripts that make a document of a line, in their order: each uses those before it. */
export const LIGHT_SCRIPTS = ['values.js', 'json.js', 'text.js', 'document.js', 'event.js'] as const

/** An event of more is cut. Docker itself splits a line at 16 KiB; Filebeat joins it again. */
const MAX_EVENT_BYTES = 10 * 1024 ** 2

/** Each longer than those before it together, with room for a busy machine. The last line of a quiet service waits for their sum. */
const PASS_TIMEOUTS_S = [1, 3, 6] as const

/** The configuration and the scripts it names, under `filebeat/config/server/`. */
export function configFiles({stack, template}: RenderContext): readonly RenderedFile[] {
  const isLight = stack.logs.path === 'light'
  return [
    file('filebeat.yml', dump(settings(stack, passesOf(loadMultiline(template))), {lineWidth: -1, noRefs: true})),
    file('envelope.js', template('filebeat/envelope.js')),
    ...(stack.target === 'helm' ? [file('pods.js', template('filebeat/pods.js'))] : []),
    ...(isLight
      ? [
          file('masks.js', maskScript(stack)),
          ...LIGHT_SCRIPTS.map((name) => file(name, template(`filebeat/light/${name}`))),
        ]
      : []),
  ]
}

function file(name: string, content: string): RenderedFile {
  return {path: `filebeat/config/server/${name}`, content}
}

/** What is hidden, as a script: in filebeat.yml a dollar and a brace would be read as a variable. */
export function maskScript({logs}: Pick<Stack, 'logs'>): string {
  return `var MASKED = ${JSON.stringify(MASKED)}\nvar MASKS = ${JSON.stringify(logs.mask, null, 2)}\n`
}

/** The whole configuration. */
export function settings(stack: Stack, passes: readonly Pass[]): Readonly<Record<string, unknown>> {
  return {
    name: 'filebeat',
    // One for each stream: lines of the other stream between those of a stack trace would tear it apart.
    'filebeat.inputs': ['stdout', 'stderr'].map((stream) => input(stack, stream, passes)),
    // Written after every second, so a killed Filebeat sends little again; what it sends again has the same id.
    'filebeat.registry.flush': '1s',
    // A stopped one waits for the receipts of what it has sent, rather than sending it again.
    'filebeat.shutdown_timeout': '10s',
    processors: processors(stack),
    queue: {mem: {events: 4096, flush: {min_events: 512, timeout: '1s'}}},
    ...(stack.logs.path === 'light' ? toElasticsearch(stack) : toLogstash()),
    'timestamp.precision': 'nanosecond',
    http: {enabled: true, host: '0.0.0.0', port: PORT},
    logging: {level: 'info', to_stderr: true, to_files: false, json: true, metrics: {enabled: false}},
    monitoring: {enabled: false},
    path: {home: HOME, config: CONFIG, data: `${HOME}/data`, logs: '/tmp'},
  }
}

function input(stack: Stack, stream: string, passes: readonly Pass[]): unknown {
  return {
    type: 'filestream',
    id: `${stack.project}-${stream}`,
    paths: pathsOf(stack),
    // By device and inode. By content, a file would stay unread until it has 1 KiB.
    file_identity: {native: null},
    prospector: {
      scanner: {check_interval: '2s', symlinks: true, exclude_files: ['\\.gz$'], fingerprint: {enabled: false}},
    },
    close: {
      // A file that Docker has renamed or deleted is read to its end while it is open; and an inode of an open file is
      // not given to a new one.
      on_state_change: {inactive: '15m', renamed: false, removed: false},
    },
    // How soon it looks again at the end of a file. Must stay well below the time-out of the first pass.
    backoff: {init: '250ms', max: '500ms'},
    message_max_bytes: MAX_EVENT_BYTES,
    parsers: [
      {container: {stream, format: stack.target === 'helm' ? 'cri' : 'docker'}},
      // A pass must not give up while one before it still holds the line that it waits for.
      ...passes.map(({match, pattern}, at) => ({
        multiline: {
          type: 'pattern',
          pattern,
          negate: false,
          match,
          max_lines: 20_000,
          timeout: `${PASS_TIMEOUTS_S[at]}s`,
        },
      })),
    ],
  }
}

/** With what Docker, or a kubelet, has rotated away: it may not be read to its end yet. */
function pathsOf(stack: Stack): readonly string[] {
  if (stack.target === 'compose') return [`${CONTAINERS}/*/*-json.log*`]
  return namespacesOf(stack).map((namespace) => `${PODS}/${namespace}_*/*/*.log*`)
}

function toLogstash(): Readonly<Record<string, unknown>> {
  return {
    output: {
      logstash: {
        hosts: ['logstash:5044'],
        loadbalance: true,
        compression_level: 3,
        bulk_max_size: 1024,
        pipelining: 2,
        timeout: '60s',
        backoff: {init: '1s', max: '15s'},
        ssl: {enabled: true, certificate_authorities: [`/run/secrets/${AUTHORITY}`], verification_mode: 'full'},
      },
    },
  }
}

function toElasticsearch(stack: Stack): Readonly<Record<string, unknown>> {
  const dataset = datasetOf(stack.project, 'dead_letters')
  return {
    output: {
      elasticsearch: {
        hosts: ['https://elasticsearch:9200'],
        username: WRITER,
        password: `\${${WRITER_VARIABLE}}`,
        ssl: {enabled: true, certificate_authorities: [`/run/secrets/${AUTHORITY}`], verification_mode: 'full'},
        // A data stream: Filebeat creates documents and never overwrites, so a line sent twice is stored once.
        index: 'logs-%{[data_stream.dataset]}-%{[data_stream.namespace]}',
        // What the mapping refuses is kept where it can be found, rather than dropped.
        'non_indexable_policy.dead_letter_index': {index: `logs-${dataset}-${stack.environment}`},
        bulk_max_size: 1024,
        compression_level: 1,
        timeout: '60s',
        backoff: {init: '1s', max: '15s'},
      },
    },
    // The log-keeper owns templates and lifecycle.
    'setup.template.enabled': false,
    'setup.ilm.enabled': false,
  }
}
