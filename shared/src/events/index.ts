export * from './recurrence'
export * from './ics'
