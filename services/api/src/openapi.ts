// The OpenAPI 3.1 document, written from the routes: what a schema takes and answers is what the document says. Pure.

import { thalaCommand } from '@thala/contracts'
import { z } from 'zod'
import { MAX_BODY_BYTES } from './body.ts'
import { PROBLEM_TYPE, problemBody } from './problem.ts'
import type { AnswerSpec, Route } from './route.ts'

/** Of the interface, not of the program: raised when something that clients rely on changes. */
const VERSION = '1.0.0'

const INFO = {
  title: 'Thala',
  version: VERSION,
  description:
    `Incidents and their fixes. Send a key as "Authorization: Bearer thala_…"; keys are made with "${thalaCommand('keys create')}". ` +
    `Bodies are JSON in UTF-8 of at most ${MAX_BODY_BYTES} bytes; errors are problem details (RFC 9457).`,
}

export function openApiDocument(routes: readonly Route[]) {
  const byPath = Map.groupBy(routes, (one) => pathOf(one.path))
  const paths = [...byPath].map(([path, some]) => [
    path,
    Object.fromEntries(some.map((one) => [one.method, operationOf(one)])),
  ])
  return {
    openapi: '3.1.0',
    info: INFO,
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(problemBody, 'output') },
    },
  }
}

/** `/incidents/:id` → `/incidents/{id}`; of a wildcard likewise. */
export const pathOf = (path: string): string => path.replace(/[:*](\w+)/g, '{$1}')

function operationOf(one: Route) {
  const { method, path, summary, needs, body, answers } = one
  const parameters = [...parametersIn(one, 'path'), ...parametersIn(one, 'query')]
  const responses = Object.entries(answers).map(([status, answer]) => [status, responseOf(Number(status), answer)])
  return {
    operationId: `${method}${path.replace(/\W+/g, '_')}`,
    summary,
    ...(needs !== 'nothing' && { description: `Needs a key${needs === 'any' ? '' : ` with the scope \`${needs}\``}.` }),
    security: needs === 'nothing' ? [] : [{ key: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } },
    }),
    responses: { ...Object.fromEntries(responses), default: responseOf(500, { description: 'What went wrong' }) },
  }
}

function parametersIn({ path, params, query }: Route, place: 'path' | 'query') {
  const { properties = {}, required = [] } = objectOf(place === 'path' ? params : query)
  const inPath = place === 'path' ? [...path.matchAll(/[:*](\w+)/g)].map(([, name = '']) => name) : []
  const names = new Set([...inPath, ...Object.keys(properties)])
  return [...names].map((name) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: properties[name] ?? { type: 'string' },
  }))
}

const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
})

const objectOf = (schema: z.ZodType | undefined): z.infer<typeof objectSchema> =>
  schema ? objectSchema.parse(schemaOf(schema, 'input')) : {}

function responseOf(status: number, { description, schema, type }: AnswerSpec) {
  if (schema) return { description, content: { [type ?? 'application/json']: { schema: schemaOf(schema, 'output') } } }
  if (type !== undefined || status < 400) return { description, ...(type && { content: { [type]: {} } }) }
  return { description, content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } } }
}

/** Of a body what may be sent, of an answer what is received. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io })
  return rest
}
