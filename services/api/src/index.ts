export { type Readership, readership, type Scope, scope, scopes } from './access.ts'
export { type ApiKey, apiKey, ISSUED, newKey } from './keys.ts'
export { type ApiOptions, type ApiServer, api } from './service.ts'
