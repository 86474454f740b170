/** The stacks that `init` starts from, as data: sections of opsctl.yaml with a line on top of each. */
import type {Text} from '../text.js'
import {type LogMemory, planLogMemory} from './log-memory.js'

/** Top keys that belong together. */
export interface Section {
  readonly comment: Text
  readonly keys: Readonly<Record<string, unknown>>
  /** Only for stacks of official images: the distribution has no package. */
  readonly onlyRegistry?: boolean
}

export interface Preset {
  readonly id: PresetId
  readonly title: Text
  readonly environment: 'development' | 'production'
  readonly sections: readonly Section[]
}

export const presetIds = ['demo', 'core', 'full'] as const
export type PresetId = (typeof presetIds)[number]

const stores: Section = {
  comment: {
    en: 'Stores. Their passwords are generated in secrets/ and never written here.',
    zh: '存储。密码在 secrets/ 中生成，不写在此处。',
  },
  keys: {
    postgres: {version: '18', limits: {memory: '512MiB'}},
    redis: {role: 'store', limits: {memory: '256MiB'}},
  },
}

const metrics: Section = {
  comment: {
    en: 'Metrics and alerts. Their pages are on 127.0.0.1 only: opsctl open',
    zh: '指标与告警。界面仅在 127.0.0.1 上：opsctl open',
  },
  keys: {
    prometheus: {retention: {time: '15d', size: '8GiB'}},
    alertmanager: {},
    'node-exporter': {},
    cadvisor: {},
    blackbox: {},
  },
}

const emptyGateway: Section = {
  comment: {
    en: [
      'The only door from outside. A route sends requests to an app or a URL:',
      '  routes: {web: {paths: [/], upstreams: [web]}}',
    ].join('\n'),
    zh: ['唯一的对外入口。路由将请求转发到应用或 URL：', '  routes: {web: {paths: [/], upstreams: [web]}}'].join('\n'),
  },
  keys: {gateway: {driver: 'caddy', httpPort: 80, routes: {}}},
}

const ownApps: Section = {
  comment: {
    en: [
      'Your apps, by name. What a key means: opsctl explain apps.web',
      '  web: {image: shop/web:1.4.2, port: 8080, uses: [postgres, redis]}',
    ].join('\n'),
    zh: [
      '您的应用，按名称。键的含义：opsctl explain apps.web',
      '  web: {image: shop/web:1.4.2, port: 8080, uses: [postgres, redis]}',
    ].join('\n'),
  },
  keys: {apps: {}},
}

const demoGateway: Section = {
  comment: {en: 'The only door from outside.', zh: '唯一的对外入口。'},
  keys: {gateway: {driver: 'caddy', httpPort: 8080, routes: {web: {paths: ['/'], upstreams: ['web']}}}},
}

const demoApp: Section = {
  comment: {
    en: 'Your apps, by name. This one is built from the folder app/.',
    zh: '您的应用，按名称。此应用由 app/ 目录构建。',
  },
  keys: {
    apps: {
      web: {
        build: 'app',
        port: 8080,
        health: {path: '/healthz', ready: '/readyz'},
        metrics: '/metrics',
        uses: ['postgres', 'redis'],
      },
    },
  },
}

const dashboards: Section = {
  comment: {en: 'Dashboards of everything above.', zh: '以上所有组件的仪表盘。'},
  keys: {grafana: {}},
  onlyRegistry: true,
}

/** The log rooms with the limits that fit a machine. */
function logRooms({path, elasticsearch, logstash, kibana, filebeat}: LogMemory): Section {
  const limited = (mib: number) => ({limits: {memory: `${mib}MiB`}})
  return {
    comment: {
      en: 'Logs of every container, searchable in Kibana. Limits fit the memory of this machine.',
      zh: '所有容器的日志，可在 Kibana 中检索。限额按本机内存设定。',
    },
    keys: {
      logs: {path, retention: '14d', disk: '20GiB'},
      filebeat: limited(filebeat),
      ...(logstash === undefined ? {} : {logstash: limited(logstash)}),
      elasticsearch: limited(elasticsearch),
      kibana: limited(kibana),
    },
    onlyRegistry: true,
  }
}

/** The preset as it suits a machine; undefined when the machine has too little memory for it. */
export function presetFor(id: PresetId, memoryMiB: number): Preset | undefined {
  if (id !== 'full') return presets[id]
  const memory = planLogMemory(memoryMiB)
  return memory && {...presets.full, sections: [...coreSections, dashboards, logRooms(memory)]}
}

const coreSections = [emptyGateway, ownApps, stores, metrics]

/** A machine of usual size, for whoever needs the preset without one. */
const USUAL: LogMemory = {path: 'full', elasticsearch: 2048, logstash: 1024, kibana: 1024, filebeat: 256}

export const presets: Readonly<Record<PresetId, Preset>> = {
  demo: {
    id: 'demo',
    title: {en: 'demo: the core with a small sample app behind the gateway', zh: 'demo：核心组件加一个示例应用'},
    environment: 'development',
    sections: [demoGateway, demoApp, stores, metrics],
  },
  core: {
    id: 'core',
    title: {
      en: 'core: gateway, PostgreSQL, Redis, Prometheus, Alertmanager, exporters, your app',
      zh: 'core：网关、PostgreSQL、Redis、Prometheus、Alertmanager、导出器、您的应用',
    },
    environment: 'production',
    sections: coreSections,
  },
  full: {
    id: 'full',
    title: {
      en: 'full: the core with Grafana, and logs in Elasticsearch and Kibana',
      zh: 'full：核心组件加 Grafana，以及 Elasticsearch 与 Kibana 中的日志',
    },
    environment: 'production',
    sections: [...coreSections, dashboards, logRooms(USUAL)],
  },
}
