export * from './rules'
export * from './days'
