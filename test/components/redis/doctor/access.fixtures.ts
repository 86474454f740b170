import type {Fixtures} from '../../../doctor/fixture.js'
import {redisDoor, redisServer} from './situations.js'

const wrong = 'WRONGPASS invalid username-password pair or user is disabled.'
const openDefault = {name: 'default', on: true, nopass: true, rules: 'on nopass sanitize-payload ~* &* +@all'}
const health = {name: 'health', on: true, nopass: true, rules: 'on nopass sanitize-payload resetchannels -@all +ping'}

export const fixtures: Fixtures = {
  'redis.up': [
    {when: 'it answers at once', facts: redisDoor(), expect: 'pass', says: /PONG in 0\.852 ms/},
    {
      when: 'it answers and refuses writes',
      facts: redisDoor({reply: 'misconf', words: 'MISCONF Redis is configured to save RDB snapshots'}),
      expect: 'pass',
      says: /redis\.rdb/,
    },
    {when: 'the quickest PING takes 31 ms', facts: redisDoor({roundTripUs: 31_000}), expect: 'warn', says: /31 ms/},
    {
      when: 'it has been loading for 12 s',
      facts: redisDoor({reply: 'loading', words: 'LOADING Redis is loading the dataset in memory', uptimeS: 12}),
      expect: 'warn',
      says: /12 s/,
    },
    {
      when: 'it has been loading for 90 s',
      facts: redisDoor({reply: 'loading', words: 'LOADING Redis is loading the dataset in memory', uptimeS: 90}),
      expect: 'fail',
    },
    {
      when: 'user admin has another password',
      facts: redisDoor({reply: 'login', words: wrong, logins: []}),
      expect: 'fail',
      says: /admin: WRONGPASS/,
    },
    {
      when: 'user app has another password',
      facts: redisDoor({logins: [{user: 'app', refused: wrong}, {user: 'exporter'}]}),
      expect: 'fail',
      says: /user app: WRONGPASS/,
      observed: {users: ['app']},
    },
    {
      when: 'a script runs for more than 5 s',
      facts: redisDoor({reply: 'busy', words: 'BUSY Redis is busy running a script.', logins: []}),
      expect: 'fail',
      says: /script/,
    },
    {when: 'it is silent', facts: redisDoor({reply: 'silent', logins: []}), expect: 'fail', says: /within 3 s/},
    {
      when: 'it takes no further connection',
      facts: redisDoor({reply: 'full', words: 'ERR max number of clients reached', logins: []}),
      expect: 'fail',
    },
    {
      when: 'nothing listens',
      facts: redisDoor({
        reply: 'error',
        words: 'Could not connect to Redis at 127.0.0.1:6379: Connection refused',
        logins: [],
      }),
      expect: 'fail',
      says: /Connection refused/,
    },
  ],
  'redis.auth': [
    {when: 'only the healthcheck comes without a password', facts: redisServer({users: [health]}), expect: 'pass'},
    {
      when: 'a user of the stack needs no password',
      facts: redisServer({users: [health, {...openDefault, name: 'tools'}]}),
      expect: 'warn',
      says: /user tools needs no password/,
    },
    {
      when: 'user default is open and protected mode shuts all out',
      facts: redisServer({users: [openDefault]}),
      expect: 'fail',
      says: /protected mode/,
    },
    {
      when: 'it is open to the network',
      facts: {
        ...redisServer({users: [openDefault]}),
        'redis.published': {ports: [{bind: '0.0.0.0', host: 6379}]},
      },
      expect: 'fail',
      says: /open at 0\.0\.0\.0:6379/,
    },
  ],
  'redis.exporter': [
    {when: 'redis_up is 1', facts: {'redis.exporter': {status: 200, up: 1, error: ''}}, expect: 'pass'},
    {
      when: 'its log-in is refused',
      facts: {'redis.exporter': {status: 200, up: 0, error: wrong}},
      expect: 'fail',
      says: /redis_up is 0.*WRONGPASS/,
    },
    {when: 'it does not answer', facts: {'redis.exporter': {status: 0, error: 'ECONNREFUSED'}}, expect: 'fail'},
    {when: 'it answers something else', facts: {'redis.exporter': {status: 500, error: ''}}, expect: 'fail'},
  ],
}
