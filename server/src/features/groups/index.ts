export { createBindingService, type BindingService, type Redeemed } from './binding.service'
export { createGroupRoutes } from './group.routes'
export {
  bindGroup,
  countGroups,
  countGroupsByAccount,
  getGroup,
  getGroupByRoom,
  getGroups,
  getGroupsByRooms,
  listGroups,
  listRoomIds,
  markGroupsSeen,
  noteMovedGroups,
  renameGroups,
  type GroupRecord,
} from './group.service'
