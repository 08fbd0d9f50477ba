export { createPeopleRoutes } from './person.routes'
export { createPeopleService, type PeopleService, type PersonRecord } from './person.service'
