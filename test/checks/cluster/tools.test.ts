import {describe, expect, test} from 'vitest'

import {judgeHelm, judgeKubectl, judgeServer} from '../../../src/checks/cluster/tools.js'
import {target} from './fixtures.js'

describe('kubectl', () => {
  test('is missing', () => {
    expect(judgeKubectl({})).toMatchObject({status: 'fail', detail: {en: 'kubectl is not installed'}})
  })

  test('is one minor version beside the server at most', () => {
    expect(judgeKubectl({kubectl: '1.33.2', server: '1.34.1'}).status).toBe('pass')
    expect(judgeKubectl({kubectl: '1.31.0', server: '1.34.1'})).toMatchObject({
      status: 'warn',
      fix: {en: 'Install kubectl 1.34, or one minor version beside it.'},
    })
  })
})

describe('helm', () => {
  test.each(['3.10', '3.22', '4.3'])('%s is taken', (helm) => {
    expect(judgeHelm({helm}).status).toBe('pass')
  })

  test.each([undefined, '3.9', '2.17', ''])('%s is not', (helm) => {
    expect(judgeHelm(helm === undefined ? {} : {helm}).status).toBe('fail')
  })
})

describe('the API server', () => {
  const said = (refusal: string) => judgeServer(target, {kubectl: '1.34.1', refusal})

  test('answers', () => {
    expect(judgeServer(target, {kubectl: '1.34.1', server: '1.34.1'}).status).toBe('pass')
  })

  test('is too old', () => {
    expect(judgeServer(target, {kubectl: '1.27.0', server: '1.26.3'})).toMatchObject({
      status: 'fail',
      detail: {en: 'staging runs Kubernetes 1.26.3; the chart needs 1.29'},
    })
  })

  test.each([
    ['error: context "staging" does not exist', 'There is no context staging in /home/ann/.kube/config'],
    [
      'error: error loading config file "/home/ann/.kube/config": yaml: line 3: mapping values',
      'The kubeconfig /home/ann/.kube/config can',
    ],
    ['error: stat /home/ann/.kube/config: no such file or directory', 'The kubeconfig /home/ann/.kube/config can'],
    ['error: You must be logged in to the server (Unauthorized)', 'The cluster of staging does not know you'],
    [
      'Unable to connect to the server: getting credentials: exec: executable aws not found',
      'The cluster of staging does not know you',
    ],
    [
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'The certificate of staging is not trusted',
    ],
    [
      'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
      'The API server of staging does not answer: The connection to the server 10.0.0.1:6443 was refused',
    ],
    [
      'Unable to connect to the server: dial tcp: lookup api.example.com: no such host',
      'The API server of staging does not answer',
    ],
  ])('says why it does not: %s', (words, sentence) => {
    const verdict = said(words)
    expect(verdict.status).toBe('fail')
    expect(verdict.detail.en).toContain(sentence)
    expect('fix' in verdict && verdict.fix.en).toMatch(/kubectl|kubeconfig/)
  })

  test('is not judged without kubectl', () => {
    expect(judgeServer(target, {}).status).toBe('skip')
  })
})
