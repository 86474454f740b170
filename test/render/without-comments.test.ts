import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {transformSync} from 'esbuild'
import {expect, test} from 'vitest'

import {packageRoot} from '../../src/package-root.js'
import {withoutComments} from '../../src/render/without-comments.js'

const templates = join(packageRoot(), 'templates')
const programs = readdirSync(templates, {recursive: true, encoding: 'utf8'}).filter((path) => path.endsWith('.js'))
const bare = (text: string) => transformSync(text, {minifyWhitespace: true, legalComments: 'none'}).code

test.each(programs)('%s is the same program without its comments', (path) => {
  const text = readFileSync(join(templates, path), 'utf8')
  const lean = withoutComments(path, text)
  expect(bare(lean)).toBe(bare(text))
  expect(lean).not.toMatch(/^\s*(\/\/|\/\*)/m)
})

test('a comment goes with its line, a text that holds one stays', () => {
  const text = "// First.\nconst url = 'http://a' // after code\n/** Two\n * lines. */\nrun(url)\n"
  expect(withoutComments('a.js', text)).toBe("const url = 'http://a' // after code\nrun(url)\n")
  expect(withoutComments('a.conf', text)).toBe(text)
})
