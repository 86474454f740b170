import {expect, test} from 'vitest'

import {parseDeb822, parseSourcesList, pickMirror} from '../../src/system/apt-sources.js'

test('the mirror of the release is found in a one-line file, not the one of security updates', () => {
  const sources = parseSourcesList(`# comment
deb [arch=amd64 signed-by=/k.gpg] http://security.example.org/debian-security bookworm-security main
deb-src http://mirror.example.org/debian bookworm main
deb [trusted=yes] http://mirror.example.org/debian/ bookworm main contrib # near
`)
  expect(pickMirror(sources, 'bookworm')).toBe('http://mirror.example.org/debian')
})

test('the mirror is found in a deb822 file with comments inside the stanza and continued lines', () => {
  const sources = parseDeb822(`Types: deb deb-src
# a snapshot
URIs: https://mirror.example.org/debian
Suites: trixie
 trixie-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc

Types: deb
URIs: https://mirror.example.org/debian-security
Suites: trixie-security
Components: main
`)
  expect(sources).toHaveLength(2)
  expect(pickMirror(sources, 'trixie')).toBe('https://mirror.example.org/debian')
})

test('a disabled stanza, a source without main, and a disk are no mirror', () => {
  const sources = [
    ...parseDeb822('Enabled: no\nTypes: deb\nURIs: http://a.example.org/debian\nSuites: sid\nComponents: main\n'),
    ...parseSourcesList('deb http://b.example.org/debian sid contrib\ndeb cdrom:[Debian]/ sid main\n'),
  ]
  expect(pickMirror(sources, 'sid')).toBeUndefined()
})
