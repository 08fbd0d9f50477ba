export * from './keys'
export * from './scheme'
export * from './award'
