/** What building the test tools needs: a JDK, Maven and Go, taken from the host's own release where they are missing. */
import {existsSync, realpathSync} from 'node:fs'
import {dirname} from 'node:path'

import {installPackages, updateLists} from '../../../src/system/apt.js'
import {findProgram, readHostOs} from '../../../src/system/host-os.js'
import {capture} from '../../../src/system/run.js'

/** A program that a recipe or a test calls. */
export type Program = 'javac' | 'mvn' | 'go' | 'containerd' | 'conntrack' | 'iptables' | 'python3' | 'chromium'

const PACKAGES: Readonly<Record<Program, string>> = {
  javac: 'openjdk-17-jdk-headless',
  mvn: 'maven',
  go: 'golang-go',
  containerd: 'containerd',
  conntrack: 'conntrack',
  iptables: 'iptables',
  python3: 'python3-pip',
  chromium: 'chromium',
}

/** Plugins of container networks are no programs on the PATH. */
const NETWORK_PLUGINS = '/usr/lib/cni/bridge'

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

/** What a real node needs beside Kubernetes's own programs. Returns the folder of the network plugins. */
export async function ensureNodePrograms(): Promise<string> {
  await ensurePrograms(['containerd', 'conntrack', 'iptables'])
  if (!existsSync(NETWORK_PLUGINS)) await installOnDebian(['containernetworking-plugins'], 'network plugins')
  return dirname(NETWORK_PLUGINS)
}

/** The folder of the JDK that the tools run on. */
export async function javaHome(): Promise<string> {
  await ensurePrograms(['javac'])
  const javac = await findProgram('javac')
  if (!javac) throw new Error('javac is not on the PATH')
  return dirname(dirname(realpathSync(javac)))
}

function install(missing: readonly Program[]): Promise<void> {
  return installOnDebian(
    missing.map((program) => PACKAGES[program]),
    missing.join(', '),
  )
}

async function installOnDebian(packages: readonly string[], what: string): Promise<void> {
  const os = await readHostOs()
  if (!os.isDebianLike || !os.isRoot) {
    throw new Error(`the test tools need ${what}: install ${packages.join(', ')}, or run as root on Debian`)
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
