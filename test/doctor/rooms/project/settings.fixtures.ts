import type {Fixtures} from '../../fixture.js'
import {service, services} from './situations.js'

const gateway = service('gateway', {ports: [{bind: '0.0.0.0', host: 80, container: 8080}]})
const app = (env: Readonly<Record<string, string>>, replicas = 1) => ({
  apps: {web: {build: '.', uses: ['postgres' as const, 'redis' as const], replicas, env}},
})
const job = {job: 'shop', file: 'scrape.d/overlay-shop.yaml', intervalS: 15, timeoutS: 10}
const images = {
  services: [{service: 'postgres', wanted: 'postgres:18.6', running: 'postgres:18.6'}],
  majors: {postgres: '18'},
}

export const fixtures: Fixtures = {
  'config.ports': [
    {when: 'none is twice', facts: {'project.services': services(gateway)}, expect: 'pass', says: /1 ports/},
    {
      when: 'the own Compose file takes the port of the gateway',
      facts: {
        'project.services': services(
          gateway,
          service('web', {ports: [{bind: '127.0.0.1', host: 80, container: 8080}]}),
        ),
      },
      expect: 'fail',
      says: /port 80 is declared by gateway and web/,
      instance: 'web',
    },
    {
      when: 'a port is none',
      facts: {'project.services': services(service('web', {ports: [{bind: '0.0.0.0', host: 70_000, container: 80}]}))},
      expect: 'fail',
      says: /70000/,
    },
    {when: 'the target is a cluster', facts: {}, stack: {target: 'helm'}, expect: 'skip'},
  ],
  'config.cors': [
    {when: 'origins are listed', facts: {}, stack: app({CORS_ORIGINS: 'https://shop.test'}), expect: 'pass'},
    {
      when: 'every origin may',
      facts: {},
      stack: app({CORS_ORIGINS: '*'}),
      expect: 'warn',
      says: /CORS_ORIGINS of web is \*/,
    },
  ],
  'config.log-level': [
    {when: 'it is info', facts: {}, stack: app({LOG_LEVEL: 'info'}), expect: 'pass'},
    {
      when: 'an app logs debug lines',
      facts: {},
      stack: app({LOG_LEVEL: 'debug'}),
      expect: 'warn',
      says: /LOG_LEVEL=debug/,
    },
    {
      when: 'postgres logs every statement',
      facts: {},
      stack: {postgres: {settings: {log_statement: 'all'}}},
      expect: 'warn',
      instance: 'postgres',
    },
    {
      when: 'it is for development',
      facts: {},
      stack: {...app({DEBUG: '1'}), environment: 'development'},
      expect: 'pass',
    },
  ],
  'config.db-sslmode': [
    {when: 'the database is here', facts: {}, stack: app({PGHOST: 'postgres', PGSSLMODE: 'disable'}), expect: 'pass'},
    {
      when: 'the database is elsewhere',
      facts: {},
      stack: app({DB_HOST: 'db.corp.test', DB_SSL_MODE: 'disable'}),
      expect: 'warn',
      says: /db\.corp\.test with sslmode=disable/,
    },
  ],
  'config.timeouts': [
    {when: 'all are in order', facts: {'project.scrapes': {jobs: [job]}}, expect: 'pass'},
    {
      when: 'a scrape may last longer than its interval',
      facts: {'project.scrapes': {jobs: [{...job, timeoutS: 30}]}},
      expect: 'fail',
      says: /scrape_timeout 30 s is longer than scrape_interval 15 s/,
      instance: 'shop',
    },
    {
      when: 'a health check overlaps itself',
      facts: {'project.services': services(service('web', {healthcheck: {intervalS: 5, timeoutS: 30}}))},
      expect: 'warn',
      says: /may last 30 s/,
    },
  ],
  'config.pool-budget': [
    {
      when: 'pools take half',
      facts: {},
      stack: app({DB_POOL_MAX: '25'}, 2),
      expect: 'pass',
      says: /50 connections \(web 25 × 2\); postgres lets 94 in/,
    },
    {when: 'no app says', facts: {}, expect: 'info', says: /postgres lets 94 connections in/},
    {when: 'pools take nine tenths', facts: {}, stack: app({DB_POOL_MAX: '42'}, 2), expect: 'warn'},
    {
      when: 'pools of 200 meet the default of 100',
      facts: {},
      stack: app({DB_MAX_OPEN_CONNS: '200'}),
      expect: 'fail',
      observed: {sum: 200, usable: 94},
    },
  ],
  'config.templates-current': [
    {when: 'all are current', facts: {'project.images': images}, expect: 'pass'},
    {
      when: 'an older patch runs',
      facts: {
        'project.images': {
          ...images,
          services: [{service: 'postgres', wanted: 'postgres:18.6', running: 'postgres:18.1'}],
        },
      },
      expect: 'warn',
      says: /postgres:18\.1 → postgres:18\.6/,
    },
    {
      when: 'support ends this month',
      facts: {'project.images': {...images, majors: {elasticsearch: '7', postgres: '18'}}},
      expect: 'warn',
      says: /ends in/,
    },
    {
      when: 'support ended last year',
      facts: {'project.images': {services: [], majors: {elasticsearch: '6'}}},
      expect: 'fail',
      says: /past its end/,
    },
  ],
}
