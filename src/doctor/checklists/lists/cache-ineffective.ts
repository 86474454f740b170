import {defineChecklist} from '../checklist.js'
import {branch, check, mend} from '../steps.js'

export const cacheIneffective = defineChecklist({
  name: 'cache-ineffective',
  title: {en: 'The cache does not help', zh: '缓存不生效'},
  symptom: {en: 'Many misses; the backend gets what the cache should answer', zh: '大量未命中，请求都落到后端'},
  steps: [
    check('config', {en: 'Caching is on, for these paths, for long enough', zh: '缓存已开启，路径与时长合适'}, [
      'gw.cache-config',
    ]),
    check('up', {en: 'Redis answers', zh: 'Redis 有应答'}, ['redis.up', 'redis.auth']),
    branch('down', {when: {step: 'up', is: ['fail']}, go: {step: 'fix'}}),
    check('hits', {en: 'Most questions are answered from the cache', zh: '多数请求命中缓存'}, [
      'gw.cache-hit',
      'redis.hit-rate',
    ]),
    check('evicted', {en: 'Keys are not thrown out early', zh: '键没有被过早淘汰'}, [
      'redis.evictions',
      'redis.memory',
      'redis.policy',
    ]),
    check('ttl', {en: 'Keys have a time to live', zh: '键设有过期时间'}, ['redis.keys-without-ttl']),
    mend('fix', {en: 'Apply the fixes that opsctl has', zh: '应用 opsctl 的修复'}, 'failed'),
    check('again', {en: 'What failed is well now', zh: '失败项已恢复'}, 'failed'),
  ],
})
