/** Your apps. Templates: templates/app. Tests: test/components/app. */
import {defineComponent} from '../component.js'

export const app = defineComponent({
  id: 'app',
  title: {en: 'Your apps', zh: '您的应用'},
  needs: [],
  isEnabled: (stack) => Object.keys(stack.apps).length > 0,
  questions: [],
  services: () => [],
  images: () => [],
})
