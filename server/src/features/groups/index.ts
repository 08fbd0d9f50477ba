export { createGroupRoutes } from './group.routes'
export {
  bindGroup,
  countGroups,
  getGroup,
  getGroupByRoom,
  getGroups,
  getGroupsByRooms,
  listGroups,
  listRoomIds,
  markGroupsSeen,
  type GroupRecord,
} from './group.service'
