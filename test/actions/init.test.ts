import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {type Asker, applyInit, type InitOptions, planInit} from '../../src/actions/init.js'
import {OpsError} from '../../src/errors.js'
import {projectAt} from '../../src/project.js'
import {loadStack} from '../../src/spec/load-stack.js'
import {tempDir} from '../temp-dir.js'

const noRegistry: InitOptions = {lang: 'en', registryAnswers: async () => false}

async function init(root: string, options: Partial<InitOptions> = {}): Promise<readonly string[]> {
  return applyInit(await planInit(projectAt(root), {...noRegistry, ...options}))
}

async function failureOf(root: string, options: Partial<InitOptions>): Promise<OpsError> {
  const error = await init(root, options).catch((cause: unknown) => cause)
  if (error instanceof OpsError) return error
  throw new Error(`expected an OpsError, got ${String(error)}`)
}

const specOf = (root: string) => readFile(join(root, 'opsctl.yaml'), 'utf8')

describe('init in an empty place', () => {
  it('makes a demo with its app, schema, overlay and ignore file, opsctl.yaml last', async () => {
    const root = join(await tempDir(), 'My Shop')
    const written = await init(root, {preset: 'demo'})
    expect(written.at(-1)).toBe('opsctl.yaml')
    for (const path of ['.gitignore', 'opsctl.schema.json', 'overlay/README.md', 'app/Dockerfile', 'app/server.js']) {
      expect(written).toContain(path)
    }

    const {stack, warnings} = await loadStack(projectAt(root))
    expect(stack.project).toBe('my-shop')
    expect(stack.apps.web).toMatchObject({build: 'app', uses: ['postgres', 'redis']})
    expect(stack.gateway.routes.web?.upstreams).toEqual(['web'])
    expect(warnings).toEqual([])
    expect(await readFile(join(root, '.gitignore'), 'utf8')).toBe('secrets/\n.opsctl/\nbackups/\n')
    expect(JSON.parse(await readFile(join(root, 'opsctl.schema.json'), 'utf8'))).toMatchObject({type: 'object'})
  })

  it.each(['core', 'full'] as const)(
    'makes %s without an app, and warns that nothing is behind the gateway',
    async (preset) => {
      const root = await tempDir()
      await init(root, {preset})
      const {stack, warnings} = await loadStack(projectAt(root))
      expect(stack.apps).toEqual({})
      expect(warnings.map((one) => one.path)).toContain('gateway.routes')
      expect(await readdir(root)).not.toContain('app')
    },
  )

  it('gives an app of the person a route', async () => {
    const root = await tempDir()
    await init(root, {preset: 'core', set: ['apps.api.image=shop/api:1.2', 'apps.api.port=3000']})
    const {stack} = await loadStack(projectAt(root))
    expect(stack.gateway.routes.api?.upstreams).toEqual(['api'])
    expect(stack.apps.api?.port).toBe(3000)
  })

  it.each([
    [undefined, true, 'registry'],
    [undefined, false, 'debian'],
    ['auto', true, 'registry'],
    ['debian', true, 'debian'],
    ['registry', false, 'registry'],
  ] as const)('with images %s and a registry that answers %s writes %s', async (images, answers, source) => {
    const root = await tempDir()
    await init(root, {preset: 'core', images, registryAnswers: async () => answers})
    expect((await loadStack(projectAt(root))).stack.images.source).toBe(source)
  })

  it('asks the mirror that is to take the place of the registry', async () => {
    const asked: unknown[] = []
    const registryAnswers = async (...question: unknown[]) => asked.push(question) > 0
    await init(await tempDir(), {preset: 'core', set: ['images.registry=mirror.test/hub'], registryAnswers})
    expect(asked).toEqual([[3000, 'mirror.test/hub']])
  })

  it('takes answers from YAML or JSON, and lets --set win', async () => {
    const root = await tempDir()
    const answersFile = join(root, 'answers.json')
    await writeFile(answersFile, JSON.stringify({redis: {port: 6379, role: 'cache'}, language: 'zh'}))
    await init(join(root, 'shop'), {preset: 'core', answersFile, set: ['redis.role=store', 'postgres.database=orders']})
    const {stack} = await loadStack(projectAt(join(root, 'shop')))
    expect(stack).toMatchObject({language: 'zh', redis: {port: 6379, role: 'store'}, postgres: {database: 'orders'}})
  })

  it('takes text, lists and numbers of --set as their keys take them', async () => {
    const root = await tempDir()
    const set = [
      'postgres.version=18',
      'gateway.routes.web.upstreams=http://10.0.0.1',
      'redis.limits.cpus=0.5',
      'blackbox.targets=[http://a, http://b]',
    ]
    await init(root, {preset: 'core', set})
    const {stack} = await loadStack(projectAt(root))
    expect(stack.postgres.version).toBe('18')
    expect(stack.gateway.routes.web?.upstreams).toEqual(['http://10.0.0.1'])
    expect(stack.redis.limits.cpus).toBe(0.5)
    expect(stack.blackbox.targets).toHaveLength(2)
  })
})

describe('init for a cluster', () => {
  it('names the target and the context, and says what else can be set', async () => {
    const root = join(await tempDir(), 'shop')
    await init(root, {preset: 'core', target: 'helm', context: 'staging'})
    const {stack} = await loadStack(projectAt(root))
    expect(stack.target).toBe('helm')
    expect(stack.kubernetes.context).toBe('staging')
    expect(await specOf(root)).toContain('  # storageClass: standard')
  })

  it('leaves the context to the person when it is not given: it is never guessed', async () => {
    const root = join(await tempDir(), 'shop')
    await init(root, {preset: 'core', target: 'helm', lang: 'zh'})
    const {stack} = await loadStack(projectAt(root))
    expect(stack.kubernetes.context).toBeUndefined()
    expect(await specOf(root)).toContain('#   context: NAME')
  })

  it('turns a project that is there to a cluster, and keeps its comments', async () => {
    const root = join(await tempDir(), 'shop')
    await init(root, {preset: 'core'})
    const before = await specOf(root)
    await init(root, {target: 'helm', context: 'staging'})
    const after = await specOf(root)
    expect(after.split('\n').filter((line) => !before.includes(line))).toEqual([
      'target: helm',
      'kubernetes:',
      '  context: staging',
    ])
  })
})

describe('init with answers that do not fit', () => {
  it.each([
    [['gateway.httpPort=0'], 'OPS_SPEC_INVALID'],
    [['gateway.htpPort=80'], 'OPS_SPEC_INVALID'],
    [['apps.web.build=x', 'apps.web.env.DB_PASSWORD=Tr0ub4dor-and-3'], 'OPS_SPEC_INVALID'],
    [['gateway.httpPort'], 'OPS_SET_INVALID'],
    [['=1'], 'OPS_SET_INVALID'],
    [['gateway..x=1'], 'OPS_SET_INVALID'],
    [['redis.port=[1'], 'OPS_SET_INVALID'],
    [['__proto__.x=1'], 'OPS_SPEC_INVALID'],
  ])('writes nothing for --set %j', async (set, code) => {
    const root = join(await tempDir(), 'shop')
    const error = await failureOf(root, {preset: 'core', set})
    expect(error.code).toBe(code)
    expect(JSON.stringify([error.text, error.problems])).not.toContain('Tr0ub4dor')
    await expect(readdir(root)).rejects.toThrow('ENOENT')
  })

  it('names an answers file that is missing or no map', async () => {
    const root = await tempDir()
    const answersFile = join(root, 'answers.yaml')
    expect((await failureOf(root, {answersFile})).code).toBe('OPS_ANSWERS_MISSING')
    await writeFile(answersFile, '- 1\n')
    expect((await failureOf(root, {answersFile})).code).toBe('OPS_ANSWERS_INVALID')
  })

  it('refuses a path that is a file', async () => {
    const root = join(await tempDir(), 'file')
    await writeFile(root, '')
    expect((await failureOf(root, {})).code).toBe('OPS_NOT_A_FOLDER')
  })
})

describe('init in a project that is there', () => {
  it('has nothing to write when nothing changes', async () => {
    const root = await tempDir()
    await init(root, {preset: 'demo'})
    expect((await planInit(projectAt(root), noRegistry)).files).toEqual([])
  })

  it('changes what is answered, keeps comments, and shows the difference', async () => {
    const root = await tempDir()
    await init(root, {preset: 'demo'})
    await writeFile(join(root, 'opsctl.yaml'), (await specOf(root)).replace('role: store', 'role: store # ours'))
    const plan = await planInit(projectAt(root), {...noRegistry, set: ['redis.role=cache']})
    expect(plan.files.map((file) => file.path)).toEqual(['opsctl.yaml'])
    expect(plan.files[0]?.diff).toContain('-  role: store # ours\n+  role: cache # ours\n')
    await applyInit(plan)
    expect(await specOf(root)).toContain('role: cache # ours')
  })

  it('keeps the source of images unless it is asked for', async () => {
    const root = await tempDir()
    await init(root, {preset: 'core', images: 'debian'})
    await init(root, {registryAnswers: async () => true, set: ['redis.role=cache']})
    expect((await loadStack(projectAt(root))).stack.images.source).toBe('debian')
    await init(root, {registryAnswers: async () => true, images: 'auto'})
    expect((await loadStack(projectAt(root))).stack.images.source).toBe('registry')
  })

  it('leaves files of the person alone and completes the ignore file', async () => {
    const root = await tempDir()
    await mkdir(join(root, 'app'))
    await writeFile(join(root, 'app/server.js'), 'mine\n')
    await writeFile(join(root, '.gitignore'), 'node_modules\nsecrets/')
    await init(root, {preset: 'demo'})
    expect(await readFile(join(root, 'app/server.js'), 'utf8')).toBe('mine\n')
    expect(await readFile(join(root, '.gitignore'), 'utf8')).toBe('node_modules\nsecrets/\n.opsctl/\nbackups/\n')
  })

  it('refuses to edit a file that it cannot read', async () => {
    const root = await tempDir()
    await writeFile(join(root, 'opsctl.yaml'), 'version: 1\nproject: "shop\n')
    expect((await failureOf(root, {set: ['redis.role=cache']})).problems[0]?.line).toBe(3)
    expect(await specOf(root)).toBe('version: 1\nproject: "shop\n')
  })

  it('stops when someone else changed the file meanwhile', async () => {
    const root = await tempDir()
    await init(root, {preset: 'core'})
    const plan = await planInit(projectAt(root), {...noRegistry, set: ['redis.role=cache']})
    await writeFile(join(root, 'opsctl.yaml'), `${await specOf(root)}# theirs\n`)
    await expect(applyInit(plan)).rejects.toMatchObject({code: 'OPS_SPEC_CHANGED'})
    expect(await specOf(root)).toContain('# theirs')
  })
})

describe('init that asks', () => {
  it('starts the questions from the present answers and writes what was answered', async () => {
    const root = await tempDir()
    const seen: Record<string, unknown>[] = []
    const asker: Asker = {
      choosePreset: async () => 'core',
      ask: async (questions, present) => {
        seen.push(present)
        expect(questions.map((question) => question.path)).toContain('project')
        return [{path: ['apps', 'web', 'image'], value: 'shop/web:2'}]
      },
      confirm: async () => true,
    }
    await init(root, {asker})
    await init(root, {asker})
    expect(seen[0]?.['gateway.httpPort']).toBe(80)
    expect(seen[1]?.['apps.web.image']).toBe('shop/web:2')
    expect((await loadStack(projectAt(root))).stack.gateway.routes.web?.upstreams).toEqual(['web'])
  })
})
