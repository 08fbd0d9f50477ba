import { contract, type Endpoint } from '@lianxin/shared/contract'
import { errorCatalog, type ErrorCode } from '@lianxin/shared'
import * as z from 'zod'
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi'

const errorSchema = z
  .object({
    code: z.enum(Object.keys(errorCatalog)),
    message: z.string(),
    requestId: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: 'Error' })

function errorCodes(endpoint: Endpoint): ErrorCode[] {
  const codes: ErrorCode[] = [...(endpoint.errors ?? [])]
  if (endpoint.access.who !== 'anyone') codes.push('auth.required', 'auth.expired')
  if (endpoint.access.who === 'person') codes.push('auth.forbidden')
  if (endpoint.params || endpoint.query || endpoint.body || endpoint.upload)
    codes.push('request.invalid')
  if (endpoint.params) codes.push('request.not_found')
  return codes
}

function errorResponses(endpoint: Endpoint): Record<string, object> {
  const byStatus = new Map<number, string[]>()
  for (const code of errorCodes(endpoint)) {
    const { status } = errorCatalog[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      { description: codes.join(', '), content: { 'application/json': { schema: errorSchema } } },
    ]),
  )
}

function successResponse(endpoint: Endpoint): object {
  const { binary, response } = endpoint
  if (binary)
    return {
      description: 'OK',
      content: { [binary]: { schema: { type: 'string', format: 'binary' } } },
    }
  if (response) return { description: 'OK', content: { 'application/json': { schema: response } } }
  return { description: 'Done' }
}

function requestBody(endpoint: Endpoint): object | undefined {
  if (endpoint.body)
    return { required: true, content: { 'application/json': { schema: endpoint.body } } }
  if (!endpoint.upload) return undefined
  const schema = {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', format: 'binary' } },
  }
  return { required: true, content: { 'multipart/form-data': { schema } } }
}

function accessText({ access }: Endpoint): string {
  if (access.who === 'anyone') return 'Anyone, without a token.'
  if (access.who === 'bot') return "A bot's token."
  return `Roles: ${access.roles.join(', ')}. Scope: ${access.scope}.`
}

function operation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const body = requestBody(endpoint)
  const keyHeader = z.object({ 'Idempotency-Key': z.string().min(8).max(128).optional() })
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    description: accessText(endpoint),
    tags: [endpoint.tag],
    ...(endpoint.access.who === 'anyone' ? {} : { security: [{ bearer: [] }] }),
    requestParams: {
      ...(endpoint.params ? { path: endpoint.params } : {}),
      ...(endpoint.query ? { query: endpoint.query } : {}),
      ...(endpoint.idempotent ? { header: keyHeader } : {}),
    },
    ...(body ? { requestBody: body } : {}),
    responses: {
      [String(endpoint.status ?? 200)]: successResponse(endpoint),
      ...errorResponses(endpoint),
    },
  } as ZodOpenApiOperationObject
}

/** The contract as an OpenAPI 3.1 document. Endpoints outside production are left out. */
export function createOpenApi(): Record<string, unknown> {
  const paths: ZodOpenApiPathsObject = {}
  const endpoints: Endpoint[] = Object.values(contract)
  for (const endpoint of endpoints) {
    if (endpoint.devOnly) continue
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) }
  }
  return {
    ...createDocument({
      openapi: '3.1.0',
      info: {
        title: '连心桥 Lianxin Bridge',
        version: '0.1.0',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      paths,
    }),
  }
}
