export { type ApiDeps, BADGE_HEADER, createApi, type Reading } from './app.ts'
export { DEFAULT_PORT, type Listening, type ListenOptions, listen } from './listen.ts'
export { type ApiOptions, type ApiServer, api } from './service.ts'
