export { createOrgRoutes } from './org.routes'
export { createOrg, getOrg, getOrgs, hasOrgs, listAllOrgs, type OrgRecord } from './org.service'
