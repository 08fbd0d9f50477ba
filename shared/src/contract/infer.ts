import type * as z from 'zod'
import type { Contract } from './contract'
import type { EndpointName } from './routes'

type Part<N extends EndpointName, K extends string> = Contract[N] extends { [P in K]: infer S }
  ? S
  : never
type Sent<S> = S extends z.ZodType ? z.input<S> : never
type Received<S> = S extends z.ZodType ? z.output<S> : never

/** Keeps only the parts that the endpoint declares; `query` is optional when every field is. */
type Declared<T> = { [K in keyof T as [T[K]] extends [never] ? never : K]: T[K] }
type Loosen<T> = {
  [K in keyof T as object extends T[K] ? never : K]: T[K]
} & { [K in keyof T as object extends T[K] ? K : never]?: T[K] }

/** What a caller sends: `{ params?, query?, body? }` as declared. */
export type InputOf<N extends EndpointName> = Loosen<
  Declared<{
    params: Sent<Part<N, 'params'>>
    query: Sent<Part<N, 'query'>>
    body: Sent<Part<N, 'body'>>
  }>
>

/** What a handler gets after validation (defaults filled, text trimmed). */
export type HandlerInputOf<N extends EndpointName> = Declared<{
  params: Received<Part<N, 'params'>>
  query: Received<Part<N, 'query'>>
  body: Received<Part<N, 'body'>>
}>

/** The JSON answer; `void` for 204 and for binary answers. */
export type OutputOf<N extends EndpointName> = Contract[N] extends {
  response: infer S extends z.ZodType
}
  ? z.output<S>
  : void
