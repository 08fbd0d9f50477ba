export { createBotRoutes } from './bot.routes'
export { authenticateBot, createBotToken, listAccounts, type BotAccount } from './bot.service'
