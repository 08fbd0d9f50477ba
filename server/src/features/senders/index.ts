export { createSenderDirectory, type ChannelDirectory } from './sender-directory'
export { createSenderRoutes, type ListedChannel } from './sender.routes'
