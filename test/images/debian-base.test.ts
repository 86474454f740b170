import {expect, test} from 'vitest'

import {judgeBaseHost} from '../../src/images/debian-base.js'
import {parseOsRelease} from '../../src/system/host-os.js'

const host = (text: string, isRoot: boolean) => ({...parseOsRelease(text), isRoot})

test('root on Debian or Ubuntu can build', () => {
  expect(judgeBaseHost(host('ID=debian\nVERSION_CODENAME=bookworm\n', true))).toBeUndefined()
  expect(judgeBaseHost(host('ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n', true))).toBeUndefined()
})

test('another user or another system can not, and is told which', () => {
  expect(judgeBaseHost(host('ID=debian\n', false))?.en).toContain('root')
  expect(judgeBaseHost(host('ID=alpine\nPRETTY_NAME="Alpine Linux v3.22"\n', true))?.en).toContain('Alpine Linux v3.22')
})
