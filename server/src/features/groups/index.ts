export { createBindingService, type BindingService, type Redeemed } from './binding.service'
export { createGroupRoutes } from './group.routes'
export {
  bindGroup,
  countGroups,
  countGroupsByOrg,
  countGroupsByWays,
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
export { countGroupsByChannel, groupsWithOtherWays } from './group-routes'
export {
  addressIn,
  channelOf,
  channelSender,
  PRINT_SENDER,
  sendersOf,
  type Reachable,
} from './sender-id'
