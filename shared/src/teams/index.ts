export * from './fields'
export * from './teams'
