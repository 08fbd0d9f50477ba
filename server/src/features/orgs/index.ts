export { createOrgRoutes } from './org.routes'
export { createOrg, getOrg, getOrgs, hasOrgs, listSubtrees, type OrgRecord } from './org.service'
