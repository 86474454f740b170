/** What Kibana is told. Every setting exists in 8.19 and in 9: one that it does not know stops it. */
import {dump} from 'js-yaml'

import type {RenderedFile, Stack} from '../component.js'
import {CA, KEYS, PORT, TOKEN, url, VARIABLES} from './names.js'

/** Of the memory of the container, the part for the heap; the rest is for code, buffers and threads. */
const HEAP_SHARE = 0.65

/** Its folder as the image has it: the settings, and the options of Node. */
export function configFiles(stack: Stack): readonly RenderedFile[] {
  return [
    {path: 'kibana/config/server/kibana.yml', content: dump(settings(stack), {lineWidth: -1, noRefs: true})},
    {path: 'kibana/config/server/node.options', content: nodeOptions(stack)},
  ]
}

/** The heap's limit in MiB. */
export function heapMiB(stack: Stack): number {
  return Math.floor(stack.kibana.limits.memory * HEAP_SHARE)
}

function settings(stack: Stack): Readonly<Record<string, unknown>> {
  return {
    'server.name': stack.project,
    'server.host': '0.0.0.0',
    'server.port': PORT,
    'server.publicBaseUrl': url(stack),
    'server.shutdownTimeout': '20s',
    'i18n.locale': stack.language === 'zh' ? 'zh-CN' : 'en',
    ...store,
    ...security,
    ...quiet,
    // A prompt for feedback that came with 9.1.
    ...(stack.elasticsearch.version === '9' ? {'xpack.product_intercept.enabled': false} : {}),
    'logging.appenders.json': {type: 'console', layout: {type: 'json'}},
    'logging.root': {appenders: ['json'], level: 'info'},
  }
}

const store = {
  'elasticsearch.hosts': ['https://elasticsearch:9200'],
  'elasticsearch.serviceAccountToken': variable(TOKEN),
  'elasticsearch.ssl.certificateAuthorities': [`/run/secrets/${CA}`],
  'elasticsearch.ssl.verificationMode': 'full',
}

const security = {
  'xpack.security.encryptionKey': variable(KEYS.sessions),
  'xpack.encryptedSavedObjects.encryptionKey': variable(KEYS.savedObjects),
  'xpack.reporting.encryptionKey': variable(KEYS.reporting),
  'xpack.security.session.idleTimeout': '8h',
  'xpack.security.session.lifespan': '7d',
  'xpack.security.sameSiteCookies': 'Strict',
  'csp.strict': true,
  'server.securityResponseHeaders.disableEmbedding': true,
  'server.securityResponseHeaders.referrerPolicy': 'same-origin',
  'server.securityResponseHeaders.xContentTypeOptions': 'nosniff',
  'server.securityResponseHeaders.crossOriginOpenerPolicy': 'same-origin',
  // The status page tells strangers no more than whether it is up.
  'status.allowAnonymous': false,
}

/** Nothing is sent to, or asked of, the maker; no agents are managed from here. */
const quiet = {
  'telemetry.optIn': false,
  'telemetry.allowChangingOptInStatus': false,
  'newsfeed.enabled': false,
  'map.includeElasticMapsService': false,
  'home.disableWelcomeScreen': true,
  'xpack.fleet.isAirGapped': true,
  'xpack.fleet.agents.enabled': false,
}

/** Kibana itself replaces `${NAME}` in its settings. */
function variable(secret: string): string {
  return `\${${VARIABLES[secret]}}`
}

function nodeOptions(stack: Stack): string {
  const options = [
    `--max-old-space-size=${heapMiB(stack)}`,
    '--unhandled-rejections=warn',
    '--dns-result-order=ipv4first',
  ]
  return `${options.join('\n')}\n`
}
