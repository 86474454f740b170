/** Kibana. Templates: templates/kibana. Tests: test/components/kibana. */
import {defineComponent, type SecretSpec, type SpecProblem, type Stack} from '../component.js'
import {exporterCheck, exporterFiles, exporterJob, exporterService, type JsonExporter} from '../json-exporter.js'
import {configFiles} from './config.js'
import {healthChecks} from './health.js'
import {KEYS, PORT, USER, USER_PASSWORD, url} from './names.js'
import {makeBundle, toNdjson} from './objects/bundle.js'
import {savedObjectsPreparation} from './preparation.js'
import {describeServer} from './services.js'

const EXPORTER_PASSWORD = 'elasticsearch-exporter-password'

/** Kibana shows its status whole only to a user who may see that of the store. */
const exporter: JsonExporter = {
  room: 'kibana',
  port: 9684,
  module: 'status.js',
  up: 'kibana_up',
  env: {
    KIBANA_URL: `http://kibana:${PORT}`,
    USERNAME: 'exporter',
    PASSWORD_FILE: `/run/secrets/${EXPORTER_PASSWORD}`,
  },
  secrets: [EXPORTER_PASSWORD],
  asks: {service: 'kibana', port: PORT},
}

export const kibana = defineComponent({
  id: 'kibana',
  title: {en: 'Kibana', zh: 'Kibana'},
  needs: ['elasticsearch'],
  isEnabled: (stack) => stack.kibana.enabled,
  questions: [
    {
      path: 'kibana.port',
      ask: {en: 'Port on 127.0.0.1 for Kibana?', zh: 'Kibana 在 127.0.0.1 上的端口？'},
      when: (answers) => answers['kibana.enabled'] !== false,
    },
  ],
  validate: findProblems,
  secrets: () => secrets,
  services: ({stack}) => [describeServer(stack), exporterService(exporter)],
  files: (context) => [
    ...configFiles(context.stack),
    ...exporterFiles(exporter, context),
    {path: 'kibana/objects/opsctl.ndjson', content: toNdjson(makeBundle(context.stack).objects)},
  ],
  scrape: () => [exporterJob(exporter)],
  rules: () => ['alerts/kibana.yaml'],
  dashboards: () => ['kibana.yaml'],
  images: () => ['kibana', 'node'],
  health: (stack) => [...healthChecks(stack), exporterCheck(exporter, {en: 'Kibana', zh: 'Kibana'})],
  prepare: (stack) => [savedObjectsPreparation(stack)],
  uis: (stack) => [
    {
      id: 'kibana',
      title: {en: 'Kibana', zh: 'Kibana'},
      url: `${url(stack)}/`,
      login: {user: USER, secret: USER_PASSWORD},
    },
  ],
})

const secrets: readonly SecretSpec[] = [
  {
    name: KEYS.sessions,
    purpose: {
      en: 'Encrypts the sessions of people in Kibana. A new one logs everybody out.',
      zh: '加密 Kibana 中用户的会话。更换后所有人需重新登录。',
    },
    readers: ['kibana'],
  },
  {
    name: KEYS.savedObjects,
    purpose: {
      en: 'Encrypts connectors and rules that people make in Kibana. What an earlier one hid can’t be read with a new one.',
      zh: '加密用户在 Kibana 中创建的连接器与规则。更换后，旧密钥加密的内容无法读取。',
    },
    readers: ['kibana'],
  },
  {
    name: KEYS.reporting,
    purpose: {
      en: 'Encrypts the log-ins that reports of Kibana are made with.',
      zh: '加密生成 Kibana 报告所用的登录信息。',
    },
    readers: ['kibana'],
  },
]

function findProblems(stack: Stack): readonly SpecProblem[] {
  return [
    ...(stack.elasticsearch.enabled
      ? []
      : [
          {
            path: ['kibana'],
            message: {
              en: 'it shows what Elasticsearch holds; add "elasticsearch: {}"',
              zh: '它展示 Elasticsearch 中的数据；请加入 "elasticsearch: {}"',
            },
          },
        ]),
    ...(stack.images.source === 'debian'
      ? [
          {
            path: ['kibana'],
            message: {
              en: 'Debian has no package of Kibana; remove it, or take official images with "images: {source: registry}"',
              zh: 'Debian 没有 Kibana 软件包；请移除它，或用 "images: {source: registry}" 使用官方镜像',
            },
          },
        ]
      : []),
  ]
}
