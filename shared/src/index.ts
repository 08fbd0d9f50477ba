export * from './errors'
export * from './roles'
export * from './digests/states'
export * from './time'
