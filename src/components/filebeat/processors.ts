/** What happens to each event on its way: foreign ones are dropped, the rest get their names, an id and, on the light path, their fields. */
import type {Stack} from '../component.js'
import {CONFIG, CONTAINERS} from './names.js'

/** What Docker's log driver wrote into the line. */
const ATTRIBUTES = 'docker.attrs'

/** What Filebeat adds of itself, and what Docker wrote into the line. */
const BOILERPLATE: readonly string[] = [
  'agent',
  'host',
  'input',
  'docker',
  'log.file.device_id',
  'log.file.inode',
  'log.file.fingerprint',
]

/** The processors in their order. */
export function processors(stack: Stack): readonly unknown[] {
  const isLight = stack.logs.path === 'light'
  const {container, attributes} = stack.target === 'helm' ? fromPath(stack) : fromDocker
  return [
    ...attributes,
    // Another stack on this host, and everything whose lines are not collected: those have no attributes.
    {drop_event: {when: {not: {equals: {[`${ATTRIBUTES}.opsctl_project`]: stack.project}}}}},
    {drop_event: {when: {not: {has_fields: [`${ATTRIBUTES}.opsctl_dataset`]}}}},
    script('envelope', ['envelope.js']),
    ...container,
    {
      copy_fields: {
        fields: [
          {from: `${ATTRIBUTES}.opsctl_service`, to: 'service.name'},
          {from: `${ATTRIBUTES}.opsctl_dataset`, to: 'data_stream.dataset'},
          {from: `${ATTRIBUTES}.opsctl_layout`, to: 'opsctl.layout'},
        ],
        fail_on_error: false,
        ignore_missing: true,
      },
    },
    {add_fields: {target: 'data_stream', fields: {type: 'logs', namespace: stack.environment}}},
    // The same line read again has the same id, and the store refuses the second.
    {
      fingerprint: {
        fields: ['container.id', '@timestamp', 'stream', 'log.offset', 'message'],
        target_field: '@metadata._id',
        method: 'sha256',
        encoding: 'hex',
        ignore_missing: true,
      },
    },
    // Before a line's own host gets its place.
    {drop_fields: {fields: BOILERPLATE, ignore_missing: true}},
    ...(isLight ? lightProcessors() : []),
  ]
}

/** Docker says of itself whose a line is. */
const fromDocker = {
  attributes: [],
  container: [{dissect: {field: 'log.file.path', tokenizer: `${CONTAINERS}/%{id}/%{}`, target_prefix: 'container'}}],
}

/** A kubelet says so in the path of the file: its containers are named as their services. The same fields are made of it. */
function fromPath({project}: Stack) {
  const names = script('pods', ['pods.js'], {project, layouts, silent})
  return {attributes: [names], container: []}
}

/** Services whose lines have a layout that is known; that of an app is found out. */
const layouts = {gateway: 'gateway', postgres: 'postgres', redis: 'redis'}

/** The log path itself: its lines must not come back to it. */
const silent = [
  ...['elasticsearch', 'logstash', 'kibana', 'filebeat'].flatMap((server) => [server, `${server}-exporter`]),
  'log-keeper',
]

/** Logstash's work, done here. A script sets milliseconds at most, so the time of the line goes through a processor that knows nanoseconds. */
function lightProcessors(): readonly unknown[] {
  return [
    script('document', ['masks.js', 'values.js', 'json.js', 'text.js', 'document.js', 'event.js']),
    {
      timestamp: {
        field: 'opsctl.time',
        target_field: '@timestamp',
        layouts: ['2006-01-02T15:04:05.999999999Z07:00'],
        ignore_missing: true,
        ignore_failure: true,
      },
    },
    {drop_fields: {fields: ['opsctl'], ignore_missing: true}},
  ]
}

/**
 * Each open file runs the scripts by itself. Without an engine of its own kept for it, a new one is made for every line,
 * which takes as long as hundreds of lines; one that is kept takes some hundred KiB.
 */
const KEPT_ENGINES = 32

function script(tag: string, files: readonly string[], params?: object): unknown {
  return {
    script: {
      lang: 'javascript',
      tag,
      files: files.map((name) => `${CONFIG}/${name}`),
      max_cached_sessions: KEPT_ENGINES,
      ...(params ? {params} : {}),
    },
  }
}
