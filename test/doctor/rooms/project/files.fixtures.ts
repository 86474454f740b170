import type {Fixtures} from '../../fixture.js'
import {generated, spec, tools} from './situations.js'

const folders = {me: 1000, blocked: [], looked: 5}
const missingKey = {
  file: 'opsctl.yaml',
  line: 1,
  path: 'project',
  message: {en: 'is missing; expected a name', zh: '缺失；应为名称'},
  missing: true,
}
const unknownKey = {
  file: 'opsctl.yaml',
  line: 12,
  path: 'postgres.maxConnection',
  message: {en: 'is no key; did you mean maxConnections?', zh: '不是有效的键；是否为 maxConnections？'},
  missing: false,
}

export const fixtures: Fixtures = {
  'self.runtime': [
    {when: 'Node.js is new enough', facts: {'project.tools': tools}, expect: 'pass', says: /20\.20\.2/},
    {
      when: 'Node.js is older than opsctl needs, and a comparison of words would not see it',
      facts: {'project.tools': {...tools, node: '9.11.0'}},
      expect: 'fail',
      says: /9\.11\.0 .* needs 20\.19\.0/,
    },
    {
      when: 'a newer opsctl wrote deploy/',
      facts: {'project.tools': {...tools, manifest: 2}},
      expect: 'fail',
      says: /newer opsctl: format 2/,
    },
  ],
  'self.dir-writable': [
    {when: 'all folders are ours', facts: {'project.folders': folders}, expect: 'pass'},
    {
      when: 'root owns deploy/',
      facts: {'project.folders': {...folders, blocked: [{path: '/srv/shop/deploy', uid: 0}]}},
      expect: 'fail',
      says: /user 0 and can’t be written by user 1000/,
      instance: '/srv/shop/deploy',
    },
  ],
  'config.schema': [
    {when: 'the file is right', facts: {'project.spec': spec}, expect: 'pass'},
    {
      when: 'a key is written wrong',
      facts: {'project.spec': {...spec, problems: [unknownKey, missingKey]}},
      expect: 'fail',
      says: /opsctl\.yaml:12 postgres\.maxConnection .*maxConnections\?; \+ 1 more/,
    },
    {
      when: 'there is none',
      facts: {'project.spec': {...spec, state: 'missing'}},
      expect: 'fail',
      says: /no opsctl\.yaml/,
    },
    {when: 'it is empty', facts: {'project.spec': {...spec, state: 'empty'}}, expect: 'fail', says: /empty/},
    {when: 'a value is odd', facts: {'project.spec': {...spec, warnings: [unknownKey]}}, expect: 'warn', says: /:12/},
  ],
  'config.required': [
    {when: 'all keys are there', facts: {'project.spec': spec}, expect: 'pass'},
    {
      when: 'the project has no name',
      facts: {'project.spec': {...spec, problems: [unknownKey, missingKey]}},
      expect: 'fail',
      says: /^project is required/,
    },
  ],
  'config.generated-drift': [
    {when: 'nothing was touched', facts: {'project.generated': generated}, expect: 'pass', says: /90 files/},
    {when: 'nothing was rendered yet', facts: {'project.generated': {...generated, rendered: false}}, expect: 'info'},
    {
      when: 'opsctl.yaml changed since',
      facts: {'project.generated': {...generated, isOlder: true}},
      expect: 'info',
      says: /was written after/,
    },
    {
      when: 'a person edited the configuration of Prometheus',
      facts: {'project.generated': {...generated, edited: ['prometheus/config/prometheus.yml']}},
      expect: 'warn',
      says: /deploy\/prometheus\/config\/prometheus\.yml was changed by hand/,
    },
    {
      when: 'a file was deleted',
      facts: {'project.generated': {...generated, missing: ['redis/compose.yaml']}},
      expect: 'fail',
      says: /deploy\/redis\/compose\.yaml is missing/,
    },
    {
      when: 'a file was closed to its server',
      facts: {'project.generated': {...generated, unreadable: [{path: 'a.conf', mode: 0o600, wanted: 0o644}]}},
      expect: 'fail',
      says: /mode 0600/,
      instance: 'a.conf',
    },
  ],
}
