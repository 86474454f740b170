/** What building the test tools needs: a JDK, Maven and Go, taken from the host's own release where they are missing. */
import {realpathSync} from 'node:fs'
import {dirname} from 'node:path'

import {installPackages, updateLists} from '../../../src/system/apt.js'
import {findProgram, readHostOs} from '../../../src/system/host-os.js'
import {capture} from '../../../src/system/run.js'

/** A program that a recipe calls. */
export type Program = 'javac' | 'mvn' | 'go' | 'python3'

const PACKAGES: Readonly<Record<Program, string>> = {
  javac: 'openjdk-17-jdk-headless',
  mvn: 'maven',
  go: 'golang-go',
  python3: 'python3-pip',
}

const MIN_JAVA = 17
/** Older ones don't know the `go` lines that current modules have. */
const MIN_GO = 21

/** Installs what is missing when it may, and throws one line that says what is missing when it may not. */
export async function ensurePrograms(programs: readonly Program[]): Promise<void> {
  const missing: Program[] = []
  for (const program of programs) if (!(await findProgram(program))) missing.push(program)
  if (missing.length > 0) await install(missing)
  if (programs.includes('go')) await demand('go', ['version'], /go1\.(\d+)/, MIN_GO)
  if (programs.includes('javac')) await demand('javac', ['-version'], /javac (\d+)/, MIN_JAVA)
}

/** The folder of the JDK that the tools run on. */
export async function javaHome(): Promise<string> {
  await ensurePrograms(['javac'])
  const javac = await findProgram('javac')
  if (!javac) throw new Error('javac is not on the PATH')
  return dirname(dirname(realpathSync(javac)))
}

async function install(missing: readonly Program[]): Promise<void> {
  const os = await readHostOs()
  const packages = missing.map((program) => PACKAGES[program])
  if (!os.isDebianLike || !os.isRoot) {
    throw new Error(
      `the test tools need ${missing.join(', ')}: install ${packages.join(', ')}, or run as root on Debian`,
    )
  }
  await updateLists()
  await installPackages(packages)
}

async function demand(program: Program, argv: readonly string[], pattern: RegExp, least: number): Promise<void> {
  const {stdout, stderr} = await capture(program, argv)
  const found = Number(pattern.exec(`${stdout}${stderr}`)?.[1] ?? 0)
  if (found >= least) return
  throw new Error(
    `the test tools need ${program} ${program === 'go' ? `1.${least}` : least} or newer, here is ${found}`,
  )
}
