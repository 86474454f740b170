import {gatewayTests} from './gateway-cases.js'

gatewayTests('nginx', 18110)
