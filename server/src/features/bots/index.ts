export { createBotRoutes } from './bot.routes'
export {
  authenticateBot,
  createBotToken,
  listAccounts,
  OFFLINE_AFTER_MS,
  type BotAccount,
} from './bot.service'
