export { actingOrg } from './acting-org'
export { createOrgRoutes } from './org.routes'
export {
  createOrg,
  getOrg,
  getOrgs,
  hasOrgs,
  listAllOrgs,
  listSubtrees,
  type OrgRecord,
} from './org.service'
export { orgsAbove } from './orgs-above'
