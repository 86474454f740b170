import {gatewayTests} from './gateway-cases.js'

gatewayTests('haproxy', 18120)
