/** elasticsearch.yml and the options of its JVM, derived from what the container may use. Pure. */
import {dump} from 'js-yaml'

import type {RenderContext, RenderedFile, SpecProblem, Stack} from '../component.js'
import {HOME, PORT} from './names.js'
import {renderRoles, renderUsersRoles} from './users.js'

/** Above it the JVM stops compressing pointers: more heap would hold less. */
const MAX_HEAP_MIB = 31 * 1024

/** The heap of the JVM. The other half is for the cache of files, which is what makes searches fast. */
export function heapMiB({elasticsearch: {heap, limits}}: Stack): number {
  return heap ?? Math.min(MAX_HEAP_MIB, Math.floor(limits.memory / 2))
}

/** What the server reads besides its secrets; the start script puts both together. */
export function configFiles({stack, template}: RenderContext): readonly RenderedFile[] {
  const file = (name: string, content: string) => ({path: `elasticsearch/config/server/${name}`, content})
  return [
    file('elasticsearch.yml', dump(settingsOf(stack), {lineWidth: -1, noRefs: true, flowLevel: 1})),
    file('jvm.options', template('elasticsearch/config/jvm.options.hbs', {heapMiB: heapMiB(stack)})),
    file('roles.yml', renderRoles(stack)),
    file('start.sh', template('elasticsearch/config/start.sh')),
    file('users_roles', renderUsersRoles()),
  ]
}

/** Watermarks of the disk are left as they are: they speak of the whole disk, log-keeper of what lines may use of it. */
function settingsOf({project}: Stack): Readonly<Record<string, unknown>> {
  return {
    'cluster.name': project,
    'node.name': 'elasticsearch',
    'node.roles': ['data', 'ingest', 'master'],
    'discovery.type': 'single-node',
    // Nodes have nobody to speak to: their port stays inside the container.
    'http.host': '0.0.0.0',
    'http.port': PORT,
    'transport.host': '127.0.0.1',
    'path.data': `${HOME}/data/node`,
    'path.repo': [`${HOME}/data/snapshots`],
    'action.destructive_requires_name': true,
    // Nothing calls home.
    'ingest.geoip.downloader.enabled': false,
    'xpack.ml.enabled': false,
    ...securityOf(),
  }
}

function securityOf(): Readonly<Record<string, unknown>> {
  const tls = (layer: 'http' | 'transport') => ({
    [`xpack.security.${layer}.ssl.enabled`]: true,
    [`xpack.security.${layer}.ssl.key`]: 'tls.key',
    [`xpack.security.${layer}.ssl.certificate`]: 'tls.crt',
    [`xpack.security.${layer}.ssl.certificate_authorities`]: ['ca.crt'],
  })
  return {
    'xpack.security.enabled': true,
    'xpack.security.autoconfiguration.enabled': false,
    // Every user is in a file: the built-in ones, with their changing passwords, are not there at all.
    'xpack.security.authc.reserved_realm.enabled': false,
    ...tls('http'),
    ...tls('transport'),
  }
}

/** Rules across keys. */
export function findSettingProblems(stack: Stack): readonly SpecProblem[] {
  const {heap, limits} = stack.elasticsearch
  const problems: SpecProblem[] = []
  const half = Math.floor(limits.memory / 2)
  if (heap !== undefined && heap > half) {
    problems.push({
      path: ['elasticsearch', 'heap'],
      message: {
        en: `${heap} MiB is more than half of limits.memory (${limits.memory} MiB): the other half is for threads, network buffers and the cache of files; at most ${half} MiB`,
        zh: `${heap} MiB 超过 limits.memory（${limits.memory} MiB）的一半：另一半供线程、网络缓冲与文件缓存使用；至多 ${half} MiB`,
      },
    })
  }

  if (stack.images.source === 'debian') {
    problems.push({
      path: ['elasticsearch'],
      message: {
        en: 'Debian has no package of Elasticsearch; remove it, or take official images with "images: {source: registry}"',
        zh: 'Debian 没有 Elasticsearch 软件包；请移除它，或用 "images: {source: registry}" 使用官方镜像',
      },
    })
  }

  return problems
}
