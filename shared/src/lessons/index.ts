export * from './blocks'
export * from './credit'
export * from './dwell'
