/**
 * Method and path of every endpoint. Kept apart from the schemas so that the client can address
 * endpoints without carrying zod into the miniprogram (taro.md: +87 KB).
 */
export const routes = {
  'meta.health': 'GET /api/health',
  'meta.openapi': 'GET /api/openapi.json',
  'meta.client': 'GET /api/client-config',
  'meta.demoAccounts': 'GET /api/demo/accounts',

  'auth.login': 'POST /api/auth/login',
  'auth.wechat': 'POST /api/auth/wechat',
  'auth.bindWechat': 'POST /api/auth/wechat/bind',
  'auth.refresh': 'POST /api/auth/refresh',
  'auth.logout': 'POST /api/auth/logout',
  'auth.logoutEverywhere': 'POST /api/auth/logout-everywhere',

  'me.get': 'GET /api/me',
  'me.update': 'PUT /api/me',
  'me.changePassword': 'POST /api/me/password',
  'me.consent': 'POST /api/me/consents',
  'me.export': 'GET /api/me/export',
  'me.erase': 'POST /api/me/erasure',
  'me.tickets': 'GET /api/me/tickets',
  'me.ticket': 'GET /api/me/tickets/:id',
  'me.rateTicket': 'POST /api/me/tickets/:id/rating',
  'me.reopenTicket': 'POST /api/me/tickets/:id/reopening',
  'me.reminder': 'GET /api/me/tickets/:id/reminders',
  'me.subscribe': 'POST /api/me/tickets/:id/reminders',

  'orgs.list': 'GET /api/orgs',
  'orgs.publicList': 'GET /api/public/orgs',
  'groups.list': 'GET /api/groups',
  'groups.bindCode': 'POST /api/groups/bind-codes',
  'groups.confirmMove': 'POST /api/groups/:id/move',
  'groups.create': 'POST /api/groups',
  'groups.setRoutes': 'PUT /api/groups/:id/routes',
  'people.list': 'GET /api/people',
  'channels.list': 'GET /api/channels',
  'channels.create': 'POST /api/channels',
  'channels.update': 'PUT /api/channels/:id',
  'channels.test': 'POST /api/channels/:id/test',
  'channels.chats': 'GET /api/channels/:id/chats',
  'channels.remove': 'DELETE /api/channels/:id',

  'digests.importText': 'POST /api/digest-imports',
  'digests.importFile': 'POST /api/digest-imports/file',
  'digests.list': 'GET /api/digests',
  'digests.create': 'POST /api/digests',
  'digests.get': 'GET /api/digests/:id',
  'digests.update': 'PUT /api/digests/:id',
  'digests.submit': 'POST /api/digests/:id/submission',
  'digests.review': 'POST /api/digests/:id/review',
  'digests.schedule': 'POST /api/digests/:id/schedule',
  'digests.control': 'POST /api/digests/:id/control',
  'digests.settleMissed': 'POST /api/digests/:id/missed',
  'digests.tryCode': 'POST /api/digests/:id/try-codes',
  'digests.forecast': 'GET /api/digests/:id/forecast',
  'digests.sheet': 'GET /api/digests/:id/sheet',
  'digests.deliveries': 'GET /api/digests/:id/deliveries',
  'digests.publicList': 'GET /api/public/digests',
  'digests.feed': 'GET /api/public/digest-feed.xml',
  'digests.publicGet': 'GET /api/public/digests/:id',
  'digests.replyTarget': 'GET /api/public/replies/:token',

  'sources.list': 'GET /api/sources',
  'sources.create': 'POST /api/sources',
  'sources.update': 'PUT /api/sources/:id',
  'sources.poll': 'POST /api/sources/:id/poll',
  'sources.remove': 'DELETE /api/sources/:id',
  'sourceItems.list': 'GET /api/source-items',
  'sourceItems.take': 'POST /api/source-items/:id/draft',
  'sourceItems.ignore': 'POST /api/source-items/:id/ignore',
  'burden.list': 'GET /api/burden',
  'burden.export': 'GET /api/burden/export.xlsx',

  'deliveries.undecided': 'GET /api/deliveries/undecided',
  'deliveries.resolve': 'POST /api/deliveries/:id/resolution',
  'senders.list': 'GET /api/senders',

  'bots.signIns': 'GET /api/bots/sign-ins',

  'bot.hello': 'POST /api/bot/hello',
  'bot.scan': 'POST /api/bot/scans',
  'bot.lease': 'POST /api/bot/leases',
  'bot.sending': 'POST /api/bot/deliveries/:id/sending',
  'bot.ack': 'POST /api/bot/deliveries/:id/ack',
  'bot.echo': 'POST /api/bot/echoes',
  'bot.inbound': 'POST /api/bot/messages',
  'bot.photo': 'POST /api/bot/photos',

  'tickets.create': 'POST /api/tickets',
  'tickets.publicCreate': 'POST /api/public/tickets',
  'tickets.publicLookup': 'POST /api/public/tickets/lookup',
  'tickets.publicRate': 'POST /api/public/tickets/rating',
  'tickets.publicReopen': 'POST /api/public/tickets/reopening',
  'tickets.publicBoard': 'GET /api/public/board',
  'tickets.list': 'GET /api/tickets',
  'tickets.summary': 'GET /api/tickets/summary',
  'tickets.export': 'GET /api/tickets/export.xlsx',
  'tickets.get': 'GET /api/tickets/:id',
  'tickets.act': 'POST /api/tickets/:id/actions',
  'tickets.note': 'POST /api/tickets/:id/notes',

  'photos.upload': 'POST /api/public/photos',
  'photos.get': 'GET /api/photos/:id',

  'workdays.list': 'GET /api/admin/workdays',
  'workdays.put': 'PUT /api/admin/workdays/:day',
  'workdays.remove': 'DELETE /api/admin/workdays/:day',

  // lessons

  // questions and exams
  'questions.list': 'GET /api/questions',
  'questions.create': 'POST /api/questions',
  'questions.wrongMap': 'GET /api/questions/wrong-map',
  'questions.update': 'PUT /api/questions/:id',
  'quizzes.get': 'GET /api/lessons/:id/quiz',
  'quizzes.answer': 'POST /api/lessons/:id/quiz',
  'reviews.due': 'GET /api/me/review',
  'reviews.answer': 'POST /api/me/review/:id',
  'exams.list': 'GET /api/exams',
  'exams.create': 'POST /api/exams',
  'exams.progress': 'GET /api/exams/:id/progress',
  'exams.results': 'GET /api/exams/:id/results',
  'certifications.list': 'GET /api/certifications',
  'me.exams': 'GET /api/me/exams',
  'attempts.start': 'POST /api/me/exams/:id/attempts',
  'attempts.get': 'GET /api/me/attempts/:id',
  'attempts.save': 'PUT /api/me/attempts/:id/answers/:questionId',
  'attempts.submit': 'POST /api/me/attempts/:id/submission',

  // check-ins

  // the book

  // members

  'playground.state': 'GET /playground/state',
  'playground.post': 'POST /playground/messages',
  'playground.messages': 'GET /playground/messages',
  'playground.puppetEvents': 'GET /playground/puppet/events',
  'playground.signIn': 'POST /playground/sign-in',
  'playground.puppetSignIn': 'POST /playground/puppet/sign-in',
  'playground.puppetSend': 'POST /playground/puppet/messages',
} as const

/** Name of an endpoint of the contract. */
export type EndpointName = keyof typeof routes
