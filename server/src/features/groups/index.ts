export { createGroupRoutes } from './group.routes'
export {
  bindGroup,
  countGroups,
  getGroup,
  getGroupByRoom,
  getGroups,
  getGroupsByRooms,
  listGroups,
  markGroupsSeen,
  type GroupRecord,
} from './group.service'
