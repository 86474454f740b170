/** Gets the machine ready for the end-to-end tests: Docker runs, the Debian images are built. Where that is not possible every test is skipped, with the reason in one line. */
import type {TestProject} from 'vitest/node'

import {prepareHost} from '../../src/actions/host/prepare.js'
import type {StepRunner} from '../../src/actions/step.js'
import {formatError} from '../../src/cli/stack-command.js'
import {OpsError} from '../../src/errors.js'
import {buildRecipes} from '../../src/images/ensure-images.js'
import {imageRef} from '../../src/images/image-refs.js'
import {listRecipes} from '../../src/images/recipes.js'
import {stackSchema} from '../../src/spec/stack.js'
import {inspectImages} from '../../src/system/docker-images.js'
import {removeLeftovers} from './leftovers.js'
import {buildTool, hasTool, TOOLS, type ToolName} from './tools/cache.js'

const stack = stackSchema.parse({version: 1, project: 'opsctl-e2e', images: {source: 'debian'}})

const runSteps: StepRunner = async (steps) => {
  for (const step of steps) {
    await step.run(() => undefined)
    say(`${step.title.en}`)
  }
}

export default async function setUp(project: TestProject): Promise<void> {
  const reason = await prepare()
  if (reason === undefined) return
  say(`End-to-end tests are skipped: ${reason}`)
  if (process.env.CI === 'true') throw new Error(`end-to-end tests can't run: ${reason}`)
  project.vitest.setGlobalTestNamePattern(/(?!)/)
}

/** Returns why the tests can't run, or undefined when they can. */
async function prepare(): Promise<string | undefined> {
  try {
    const host = await prepareHost({apply: true, runSteps})
    if (host.state === 'unable') {
      return [...host.steps.map((step) => step.missing.en), ...host.notes.map((note) => note.en)].join('; ')
    }
    await buildMissing()
    if (process.env.CI === 'true') await buildTools()
    const removed = await removeLeftovers()
    if (removed.length > 0) say(`Left by a run that was cut short, removed: ${removed.join(', ')}`)
    return undefined
  } catch (error) {
    if (error instanceof OpsError) return formatError(error, 'en')
    throw error
  }
}

async function buildMissing(): Promise<void> {
  const start = Date.now()
  const all = [...listRecipes().keys()].map(
    (id) => ({component: id, id, reference: imageRef(stack, id), origin: 'recipe'}) as const,
  )
  const present = await inspectImages(all.map((image) => image.reference))
  const missing = all.filter((image) => !present.has(image.reference))
  if (missing.length === 0) return
  await buildRecipes(stack, missing)
  say(`${missing.length} images built in ${Math.round((Date.now() - start) / 1000)} s`)
}

/** Here, since Kubernetes alone takes minutes on a new machine, which is longer than a test may prepare itself. */
async function buildTools(): Promise<void> {
  const missing = (Object.keys(TOOLS) as ToolName[]).filter((name) => !hasTool(name))
  for (const name of missing) {
    const start = Date.now()
    await buildTool(name)
    say(`${name} built in ${Math.round((Date.now() - start) / 1000)} s`)
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
