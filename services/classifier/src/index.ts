export { classifier, type Models } from './service.ts'
