import {gatewayTests} from './gateway-cases.js'

gatewayTests('caddy', 18100)
