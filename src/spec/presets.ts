/** The stacks that `init` starts from, as data: sections of opsctl.yaml with a line on top of each. */
import type {Text} from '../text.js'

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

const later: Section = {
  comment: {
    en: 'Logs: accepted and kept, run by a later version of opsctl.',
    zh: '日志：已接受并保留，由后续版本的 opsctl 运行。',
  },
  keys: {elasticsearch: {}, logstash: {}, kibana: {}, filebeat: {}},
}

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
    sections: [emptyGateway, ownApps, stores, metrics],
  },
  full: {
    id: 'full',
    title: {en: 'full: the core with Grafana and the keys of logs', zh: 'full：核心组件加 Grafana 与日志的键'},
    environment: 'production',
    sections: [emptyGateway, ownApps, stores, metrics, dashboards, later],
  },
}
