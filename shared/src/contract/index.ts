export { contract, type Contract } from './contract'
export type { Access, Endpoint, EndpointSpec, Method } from './endpoint'
export type { EndpointName } from './routes'
export type { InputOf, OutputOf, HandlerInputOf } from './infer'
