/** The engine as docker info, daemon.json and /proc told of it. */
import type {Fixtures} from '../../fixture.js'

const GIB = 1024 ** 3

const state = {
  cli: true,
  reach: 'ok',
  endpoint: 'unix:///var/run/docker.sock',
  engineVersion: '20.10.24+dfsg1',
  composeVersion: '2.40.3',
  cgroupVersion: '1',
  limits: {memory: true, cpu: true, pids: true},
  memoryMiB: 24_105,
  cpus: 2,
  rootFolder: '/var/lib/docker',
}

const details = {
  driver: 'overlay2',
  loggingDriver: 'json-file',
  architecture: 'x86_64',
  operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
  liveRestore: false,
  securityOptions: ['name=seccomp,profile=default'],
  warnings: [],
  hasProxy: false,
  noProxy: '',
}

/** What the engine says, with what differs. */
export const engine = (own: Partial<typeof state> = {}, more: object = {}) => ({
  'docker.engine': {
    state: {...state, ...own},
    details: {...details, ...more},
    hasCgroups: true,
    hasComposeV1: false,
  },
})

const silent = (reach: string) => ({
  'docker.engine': {state: {cli: true, reach, endpoint: state.endpoint}, hasCgroups: true, hasComposeV1: false},
})

const file = (own: object = {}) => ({
  'docker.daemon-file': {
    path: '/etc/docker/daemon.json',
    state: 'ok',
    options: ['log-driver', 'log-opts'],
    storageOptions: [],
    hosts: [],
    tlsVerify: false,
    logsEnd: true,
    ...own,
  },
})

const disk = (unused: number, cache: number) => ({
  'docker.disk': {
    images: {count: 48, bytes: 1.5 * GIB, unusedBytes: unused},
    buildCache: {bytes: cache, unusedBytes: cache},
    containerBytes: 0,
    volumes: {count: 47, bytes: 0.3 * GIB},
  },
})

const log = (own: object) => ({
  'compose.containers': {expected: [], containers: [{...container, log: {driver: 'json-file', options: {}, ...own}}]},
})

const container = {
  service: 'web',
  component: 'app',
  name: 'shop-web-1',
  id: 'f'.repeat(64),
  number: 1,
  state: 'running',
  health: 'none',
  failingStreak: 0,
  healthOutput: '',
  exitCode: 0,
  oomKilled: false,
  error: '',
  restarts: 0,
  startedAt: '2026-01-15T11:00:00Z',
  image: 'opsctl-app/shop-web:current',
  imageId: 'sha256:1',
  pid: 4711,
  user: '1000:1000',
  limits: {memoryBytes: 268_435_456, cpus: 1, pids: 256},
  ports: [],
  networks: {shop_app: '172.20.0.2'},
  mounts: [],
  restartPolicy: 'unless-stopped',
  privileged: false,
  readOnly: true,
  capAdd: [],
  capDrop: ['ALL'],
  securityOpt: ['no-new-privileges:true'],
}

export const fixtures: Fixtures = {
  'docker.daemon': [
    {when: 'it answers', facts: engine(), expect: 'pass', says: /20\.10\.24/},
    {when: 'there is no socket', facts: silent('no-socket'), expect: 'fail', says: /not running/},
    {when: 'the user may not use the socket', facts: silent('denied'), expect: 'fail', says: /may not use/},
    {when: 'nothing answers', facts: silent('refused'), expect: 'fail', says: /Nothing answers/},
  ],
  'docker.version': [
    {when: 'it is 20.10', facts: engine(), expect: 'pass'},
    {when: 'it is 19.03', facts: engine({engineVersion: '19.03.15'}), expect: 'fail', says: /20\.10 or newer/},
  ],
  'docker.compose': [
    {when: 'it is 2.40', facts: engine(), expect: 'pass', says: /2\.40\.3/},
    {
      when: 'it is 2.9, which is older than 2.24',
      facts: engine({composeVersion: '2.9.0'}),
      expect: 'fail',
      says: /2\.24/,
    },
    {
      when: 'only the old one is there',
      facts: {'docker.engine': {...silent('ok')['docker.engine'], hasComposeV1: true}},
      expect: 'fail',
      says: /old docker-compose/,
    },
  ],
  'docker.warnings': [
    {when: 'there is none', facts: engine(), expect: 'pass', says: /cgroup v1/},
    {when: 'an old kernel is noted', facts: engine({}, {warnings: ['WARNING: No swap limit support']}), expect: 'info'},
    {
      when: 'the API is open',
      facts: engine({}, {warnings: ['WARNING: API is accessible on http://0.0.0.0:2375 without encryption.']}),
      expect: 'warn',
      says: /2375/,
    },
    {
      when: 'memory limits have no effect',
      facts: engine({limits: {memory: false, cpu: true, pids: true}}),
      expect: 'warn',
      says: /memory/,
    },
  ],
  'docker.storage-driver': [
    {when: 'it is overlay2', facts: engine(), expect: 'pass'},
    {when: 'it is vfs', facts: engine({}, {driver: 'vfs'}), expect: 'warn', says: /vfs/},
    {when: 'it is devicemapper', facts: engine({}, {driver: 'devicemapper'}), expect: 'fail', says: /gone from newer/},
  ],
  'docker.live-restore': [
    {when: 'it is on', facts: engine({}, {liveRestore: true}), expect: 'pass'},
    {when: 'it is off', facts: engine(), expect: 'info', says: /stops every container/},
  ],
  'docker.daemon-json': [
    {when: 'it is valid', facts: file(), expect: 'pass'},
    {when: 'there is none', facts: file({state: 'absent'}), expect: 'pass', says: /no \/etc/},
    {
      when: 'an option will be gone with the next engine',
      facts: {...file({storageOptions: ['overlay2.override_kernel_check']}), ...engine()},
      expect: 'warn',
      says: /override_kernel_check \(24\.0\)/,
    },
    {
      when: 'an option is gone already',
      facts: {...file({options: ['graph']}), ...engine({engineVersion: '24.0.7'})},
      expect: 'fail',
      says: /graph/,
    },
    {
      when: 'it is no JSON',
      facts: file({state: 'broken', error: 'Unexpected token } in JSON at position 41'}),
      expect: 'fail',
      says: /position 41/,
    },
    {when: 'it can’t be read', facts: file({state: 'unreadable'}), expect: 'unknown'},
  ],
  'docker.log-rotation': [
    {when: 'every log is bounded', facts: {...log({options: {'max-size': '10m'}}), ...file()}, expect: 'pass'},
    {
      when: 'a log has no bound',
      facts: {...log({bytes: 4096}), ...file()},
      expect: 'warn',
      says: /web grows without end/,
    },
    {
      when: 'the daemon bounds no log of others',
      facts: {...log({options: {'max-size': '10m'}}), ...file({state: 'absent', logsEnd: false})},
      expect: 'warn',
      says: /outside this stack/,
    },
    {when: 'a log is 3 GiB', facts: log({bytes: 3 * GIB}), expect: 'fail', says: /3 GiB/, instance: 'web'},
  ],
  'docker.disk': [
    {when: 'little is unused', facts: disk(0.5 * GIB, 0.7 * GIB), expect: 'pass', says: /1\.2 GiB/},
    {when: 'old builds pile up', facts: disk(6 * GIB, 8 * GIB), expect: 'warn', says: /14 GiB could be freed/},
  ],
  'docker.remote-api': [
    {when: 'nothing listens', facts: {'docker.doors': {ports: [], tlsVerify: false}}, expect: 'pass'},
    {
      when: '2376 wants certificates',
      facts: {'docker.doors': {ports: [{port: 2376, everywhere: true}], tlsVerify: true}},
      expect: 'pass',
      says: /certificate/,
    },
    {
      when: '2375 is open to all',
      facts: {'docker.doors': {ports: [{port: 2375, everywhere: true}], tlsVerify: false}},
      expect: 'fail',
      says: /0\.0\.0\.0:2375, without TLS/,
    },
    {
      when: 'daemon.json opens it at the next start',
      facts: {'docker.doors': {ports: [], tlsVerify: false}, ...file({hosts: ['tcp://0.0.0.0:2375']})},
      expect: 'fail',
    },
  ],
  'docker.group': [
    {when: 'nobody is in it', facts: {'docker.group': {exists: true, members: []}}, expect: 'pass'},
    {
      when: 'two are in it',
      facts: {'docker.group': {exists: true, members: ['ann', 'bob']}},
      expect: 'info',
      says: /ann, bob/,
    },
    {when: 'there is none', facts: {'docker.group': {exists: false, members: []}}, expect: 'skip'},
  ],
}
