export * from './skills'
export * from './distance'
