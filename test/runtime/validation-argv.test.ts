import {expect, test} from 'vitest'

import {parseModel} from '../../src/runtime/model.js'
import {validationArgv} from '../../src/runtime/validation-argv.js'

const model = parseModel(
  JSON.stringify({
    name: 'shop',
    services: {
      gateway: {
        image: 'opsctl/caddy:1',
        user: '1000:1000',
        cap_add: ['NET_BIND_SERVICE'],
        environment: {HOME: '/data', PRICE: 'a$$b'},
        secrets: [{source: 'gateway-users'}],
        tmpfs: ['/tmp:size=64m'],
        volumes: [
          {type: 'bind', source: '/p/shop/deploy/gateway/config', target: '/etc/caddy', read_only: true},
          {type: 'volume', source: 'gateway-data', target: '/data'},
          {type: 'bind', source: '/var/run/docker.sock', target: '/docker.sock'},
        ],
      },
    },
    secrets: {'gateway-users': {file: '/p/shop/secrets/gateway-users'}},
  }),
)

test('a configuration is tried from the staging folder, with the same user and secrets, and with no data of the service', () => {
  const place = {deploy: '/p/shop/deploy', staged: '/p/shop/.opsctl/staging'}
  const argv = validationArgv(model, 'gateway', place, ['caddy', 'validate']).join(' ')

  expect(argv).toContain('--user 1000:1000')
  expect(argv).toContain('type=bind,source=/p/shop/.opsctl/staging/gateway/config,target=/etc/caddy,readonly')
  expect(argv).toContain('source=/p/shop/secrets/gateway-users,target=/run/secrets/gateway-users,readonly')
  expect(argv).toContain('--tmpfs /data:')
  expect(argv).toContain('--env PRICE=a$b')
  expect(argv).toContain('--cap-drop ALL --cap-add NET_BIND_SERVICE')
  expect(argv).toMatch(/--entrypoint caddy opsctl\/caddy:1 validate$/)
  expect(argv).not.toContain('docker.sock')
  expect(argv).not.toContain('gateway-data')
})
