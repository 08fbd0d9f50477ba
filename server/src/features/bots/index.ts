export { createBotRoutes } from './bot.routes'
export { authenticateBot, createBotToken, listAccounts } from './bot.service'
