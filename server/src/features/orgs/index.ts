export { createOrgRoutes } from './org.routes'
export { createOrg, getOrg, getOrgs, listSubtrees, type OrgRecord } from './org.service'
