/** oclif's Config without its search for plugins, themes and commands: the table knows the commands, and the search costs as much as the rest. */
import {readFileSync} from 'node:fs'
import {homedir} from 'node:os'
import {basename, join} from 'node:path'

import {Config, type Interfaces} from '@oclif/core'

import {packageRoot} from '../package-root.js'

class LeanConfig extends Config {
  override async load(): Promise<void> {
    this.root = packageRoot()
    this.pjson = JSON.parse(readFileSync(join(this.root, 'package.json'), 'utf8')) as Interfaces.PJSON
    this.name = this.pjson.name
    this.version = this.pjson.version
    this.bin = this.pjson.oclif.bin ?? this.name
    this.dirname = this.pjson.oclif.dirname ?? this.name
    this.topicSeparator = ' '
    this.arch = process.arch as Interfaces.ArchTypes
    this.platform = process.platform as Interfaces.PlatformTypes
    this.shell = basename(process.env.SHELL ?? 'unknown')
    this.home = homedir()
    this.userAgent = `${this.name}/${this.version} ${this.platform}-${this.arch} node-${process.version}`
  }

  /** Hooks belong to plugins; there are none. */
  override runHook: Config['runHook'] = async () => ({failures: [], successes: []})
}

/** A config that is ready for one of opsctl's own commands. */
export async function loadLeanConfig(): Promise<Config> {
  const config = new LeanConfig({root: packageRoot()})
  await config.load()
  return config
}
