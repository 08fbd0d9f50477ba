import type * as z from 'zod'
import type { ErrorCode } from '../errors'
import type { Role } from '../roles'
import { routes, type EndpointName } from './routes'

/**
 * Who may call an endpoint. This is the authorization table: the server enforces it, and the
 * authorization-matrix test asks every endpoint as every role against it.
 *
 * - `anyone`: no token needed (a token, if sent, is ignored).
 * - `bot`: a bot's own token.
 * - `person`: a signed-in person holding one of `roles`. `scope` says what a person of ANOTHER
 *   branch gets: `none` = nothing in the call is tied to a branch; `self` = it only ever concerns
 *   the caller; `subtree` = records outside the caller's organization subtree answer 404
 *   (their existence is not told), a target organization outside it answers 403.
 */
export type Access =
  | { who: 'anyone' }
  | { who: 'bot' }
  | { who: 'person'; roles: readonly Role[]; scope: 'none' | 'self' | 'subtree' }

export interface EndpointSpec {
  /** One English line for openapi.json and the API page. */
  summary: string
  tag: string
  access: Access
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** One multipart file in field `file`; the endpoint then has no JSON body. */
  upload?: { maxBytes: number }
  /** Success status; 200 unless told. 204 goes with no `response`. */
  status?: 200 | 201 | 202 | 204
  /** JSON answer; what is not in the schema is stripped. `binary` names a content type instead. */
  response?: z.ZodType
  binary?: string
  /** Codes beyond those that any endpoint may answer (request.*, auth.required/expired/forbidden, server.*). */
  errors?: readonly ErrorCode[]
  /** Honours an `Idempotency-Key` header: a repeat with the same key and body gets the first answer again. */
  idempotent?: boolean
  /**
   * Its body carries a secret as long as a token, so that guessing is hopeless: it may come as often
   * as people behind one address need it (a hall full of phones).
   */
  unthrottled?: boolean
  /** Exists only outside production (playground, demo accounts). */
  devOnly?: boolean
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** An endpoint of the contract with its method and path (path parameters as `:name`). */
export type Endpoint<S extends EndpointSpec = EndpointSpec> = S & {
  name: EndpointName
  method: Method
  path: string
}

/**
 * Splits a route line of {@link routes} into method and path.
 * @param name endpoint name, e.g. `tickets.create`
 */
export function routeOf(name: EndpointName): { method: Method; path: string } {
  const [method, path] = routes[name].split(' ') as [Method, string]
  return { method, path }
}

/** Declares an endpoint; name must stand in {@link routes}, which gives its method and path. */
export function endpoint<const N extends EndpointName, const S extends EndpointSpec>(
  name: N,
  spec: S,
): { readonly [K in N]: Endpoint<S> } {
  const declared: Record<string, Endpoint<S>> = { [name]: { ...spec, name, ...routeOf(name) } }
  return declared as { readonly [K in N]: Endpoint<S> }
}
