/** Redis. Templates: templates/redis. Tests: test/components/redis. */
import {defineComponent} from '../component.js'
import {bindRedis, listRedisSecrets} from './acl.js'
import {exporter, roundTrip} from './health.js'
import {listRuleFiles} from './rules.js'
import {describeExporter, describeServer} from './services.js'
import {deriveSettings, findSettingProblems} from './settings.js'

export const redis = defineComponent({
  id: 'redis',
  title: {en: 'Redis', zh: 'Redis'},
  needs: [],
  isEnabled: (stack) => stack.redis.enabled,
  questions: [
    {path: 'redis.enabled', ask: {en: 'Redis?', zh: '需要 Redis 吗？'}},
    {
      path: 'redis.role',
      ask: {en: 'Is Redis a cache, or a store that must not lose keys?', zh: 'Redis 是缓存，还是不可丢失数据的存储？'},
      when: (answers) => answers['redis.enabled'] !== false,
    },
    {
      path: 'redis.limits.memory',
      ask: {en: 'Memory for Redis?', zh: 'Redis 的内存？'},
      when: (answers) => answers['redis.enabled'] !== false,
    },
  ],
  validate: findSettingProblems,
  secrets: listRedisSecrets,
  binding: bindRedis,
  services: ({stack}) => [describeServer(stack), describeExporter()],
  files: ({stack, template}) => [
    {
      path: 'redis/config/redis.conf',
      content: template('redis/config/redis.conf.hbs', deriveSettings(stack.redis)),
    },
  ],
  scrape: () => [{job_name: 'redis', static_configs: [{targets: ['redis-exporter:9121']}]}],
  rules: listRuleFiles,
  dashboards: () => ['redis.yaml'],
  images: () => ['redis', 'redis-exporter'],
  health: () => [roundTrip, exporter],
})
