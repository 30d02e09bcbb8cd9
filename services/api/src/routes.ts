// Every route there is. The server answers from this list, and the OpenAPI document is written from it.

import { addDiscussion } from './add-discussion.ts'
import type { ApiDeps } from './app.ts'
import { docsRoutes } from './docs.ts'
import { healthRoutes } from './health.ts'
import { indexIncident } from './index-incident.ts'
import { lookupByPath, lookupIncident } from './lookup-incident.ts'
import { openApiDocument } from './openapi.ts'
import { pageRoutes } from './pages/routes.ts'
import { predictIncident } from './predict-incident.ts'
import type { Route } from './route.ts'
import { search } from './search.ts'
import { updateStatus } from './update-status.ts'

export function routesOf(deps: ApiDeps): readonly Route[] {
  const routes: Route[] = [
    indexIncident(deps),
    search(deps),
    predictIncident(deps),
    updateStatus(deps),
    lookupIncident(deps),
    lookupByPath(deps),
    addDiscussion(deps),
    ...healthRoutes(deps),
    ...(deps.pages ? pageRoutes({ ...deps, ...deps.pages }) : []),
  ]
  routes.push(...docsRoutes(() => openApiDocument(routes)))
  return routes
}
