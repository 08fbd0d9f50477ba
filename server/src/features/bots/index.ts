export { createBotRoutes } from './bot.routes'
export {
  authenticateBot,
  createBotToken,
  firstSeen,
  listAccounts,
  OFFLINE_AFTER_MS,
  type BotAccount,
} from './bot.service'
