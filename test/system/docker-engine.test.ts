import {expect, test} from 'vitest'

import {parseInfo, parsePorts} from '../../src/system/docker-engine.js'

test('published ports are read in every spelling of docker ps', () => {
  expect(parsePorts('127.0.0.1:9090->9090/tcp')).toEqual([{bind: '127.0.0.1', port: 9090}])
  expect(parsePorts('0.0.0.0:80->8080/tcp, :::80->8080/tcp, [::]:81->81/tcp, 443/tcp, 53->53/udp')).toEqual([
    {bind: '0.0.0.0', port: 80},
    {bind: '::', port: 80},
    {bind: '::', port: 81},
  ])
  expect(parsePorts('0.0.0.0:8000-8002->8000-8002/tcp').map(({port}) => port)).toEqual([8000, 8001, 8002])
  expect(parsePorts('')).toEqual([])
})

test('what is not JSON is an engine that says nothing', () => {
  expect(parseInfo('')).toEqual({})
  expect(parseInfo('null')).toEqual({})
  expect(parseInfo('{"ServerVersion":"20.10.24"}').ServerVersion).toBe('20.10.24')
})
