export {default} from './plan.js'
