import type { EndpointName } from '@lianxin/shared/contract'

/** Records of 望江社区 in the demo; the test fills them in. */
export const records = {
  ticketId: '',
  digestId: '',
  deliveryId: '',
  groupId: '',
  channelId: '',
  sourceId: '',
  sourceItemId: '',
  questionId: '',
  lessonId: '',
  examId: '',
  thoughtId: '',
  orgId: '',
  appealId: '',
  memberId: '',
  entryId: '',
  importId: '',
  teamId: '',
  inviteId: '',
  projectId: '',
  eventId: '',
  hourEntryId: '',
  certificateId: '',
  rewardId: '',
  rewardOrderId: '',
  hourRequestId: '',
}

export const team = {
  name: '望江楼道队',
  base: 'area' as const,
  fields: ['stairways'],
  about: '一个月清一次楼道。',
  projectId: '',
  eventId: '',
  hourEntryId: '',
  hourRequestId: '',
}

/** A valid body for every endpoint on one record of a branch; the foreign branch must get 404. */
export const bodies: Partial<
  Record<EndpointName, { record: keyof typeof records; body?: unknown }>
> = {
  'tickets.get': { record: 'ticketId' },
  'tickets.act': { record: 'ticketId', body: { action: 'accept', revision: 0 } },
  'tickets.note': { record: 'ticketId', body: { text: '外人写的' } },
  'digests.get': { record: 'digestId' },
  'digests.update': { record: 'digestId', body: { title: '改', revision: 0 } },
  'lessons.get': { record: 'lessonId' },
  'lessons.update': { record: 'lessonId', body: { title: '改', revision: 0 } },
  'lessons.publish': {
    record: 'lessonId',
    body: { revision: 0, audienceOrgIds: ['0'.repeat(24)] },
  },
  'lessons.withdraw': { record: 'lessonId', body: {} },
  'digests.submit': { record: 'digestId', body: { revision: 0 } },
  'digests.review': { record: 'digestId', body: { decision: 'approve', revision: 0 } },
  'digests.schedule': { record: 'digestId', body: { revision: 0, schedule: { kind: 'now' } } },
  'digests.control': { record: 'digestId', body: { command: 'cancel' } },
  'digests.settleMissed': { record: 'digestId', body: { decision: 'seen', revision: 0 } },
  'digests.tryCode': { record: 'digestId' },
  'digests.forecast': { record: 'digestId' },
  'digests.deliveries': { record: 'digestId' },
  'digests.sheet': { record: 'digestId' },
  'questions.answers': { record: 'questionId' },
  'questions.update': {
    record: 'questionId',
    body: { kind: 'truefalse', stem: '改', correct: [0], series: '身边的微党课' },
  },
  'thoughts.review': { record: 'thoughtId', body: { decision: 'passed' } },
  'assessmentGroups.set': {
    record: 'orgId',
    body: { personIds: ['0'.repeat(24), '1'.repeat(24)] },
  },
  'appeals.answer': { record: 'appealId', body: { upheld: false, words: '外人写的' } },
  'rolls.set': { record: 'groupId', body: { enabled: true } },
  'certificates.issue': { record: 'memberId', body: {} },
  'accounts.codeFor': { record: 'memberId' },
  'certificates.list': { record: 'memberId' },
  'certificates.file': { record: 'certificateId' },
  'certificates.revoke': { record: 'certificateId', body: { reason: '外人写的' } },
  'points.entries': { record: 'memberId' },
  'points.correct': { record: 'entryId', body: { points: 0, reason: '改', corrections: 0 } },
  'stages.set': { record: 'memberId', body: { stage: null } },
  'exams.progress': { record: 'examId' },
  'exams.results': { record: 'examId' },
  'sources.update': {
    record: 'sourceId',
    body: { name: '改', intervalMinutes: 60, paused: true },
  },
  'sources.poll': { record: 'sourceId' },
  'sourceItems.take': { record: 'sourceItemId' },
  'sourceItems.ignore': { record: 'sourceItemId' },
  'sources.remove': { record: 'sourceId' },
  'groups.confirmMove': { record: 'groupId' },
  'groups.setRoutes': { record: 'groupId', body: { routes: [{ kind: 'print' }] } },
  'channels.update': { record: 'channelId', body: { name: '改' } },
  'channels.test': { record: 'channelId', body: {} },
  'channels.chats': { record: 'channelId' },
  'channels.remove': { record: 'channelId' },
  'skills.noteUse': { record: 'inviteId', body: { what: '外人写的', isDeed: false } },
  'teams.update': {
    record: 'teamId',
    body: { ...team, leaderIds: ['0'.repeat(24)], revision: 0 },
  },
  'teams.members': { record: 'teamId' },
  'teams.putMember': { record: 'teamId' },
  'teams.removeMember': { record: 'teamId' },
  'projects.get': { record: 'projectId' },
  'projects.update': {
    record: 'projectId',
    body: {
      title: '改',
      place: '西门',
      contact: '外人',
      capacity: 5,
      startTime: '09:00',
      minutes: 60,
      from: '2020-01-01',
      rule: { pattern: 'weekly', weekday: 6 },
      following: '2020-01-01',
      revision: 0,
    },
  },
  'projects.end': { record: 'projectId' },
  'events.get': { record: 'eventId' },
  'events.update': {
    record: 'eventId',
    body: {
      title: '改',
      place: '西门',
      contact: '外人',
      capacity: 5,
      startsAt: '2030-01-01T01:00:00Z',
      endsAt: '2030-01-01T02:00:00Z',
      revision: 0,
    },
  },
  'events.cancel': { record: 'eventId', body: { reason: '外人写的' } },
  'events.messages': { record: 'eventId' },
  'events.message': { record: 'eventId', body: { text: '外人写的' } },
  'events.people': { record: 'eventId' },
  'events.peopleSheet': { record: 'eventId' },
  'events.putPerson': {
    record: 'eventId',
    get body() {
      return { personId: records.memberId }
    },
  },
  'events.takeOff': { record: 'eventId' },
  'events.code': { record: 'eventId' },
  'events.capture': {
    record: 'eventId',
    get body() {
      return { items: [{ personId: records.memberId, way: 'in', at: '2030-01-01T01:00:00Z' }] }
    },
  },
  'events.takeBack': { record: 'eventId' },
  'events.wallNow': { record: 'eventId' },
  'events.wall': { record: 'eventId' },
  'hours.proposals': { record: 'eventId' },
  'hours.approve': {
    record: 'eventId',
    get body() {
      return { personIds: [records.memberId] }
    },
  },
  'hours.decline': {
    record: 'eventId',
    get body() {
      return { personIds: [records.memberId], reason: '外人写的' }
    },
  },
  'hours.add': {
    record: 'eventId',
    get body() {
      return { personId: records.memberId, minutes: 1, reason: '外人写的', proof: '没有' }
    },
  },
  'hours.entries': { record: 'eventId' },
  'hours.correct': {
    record: 'hourEntryId',
    body: { minutes: 0, reason: '外人写的', corrections: 0 },
  },
  'hourRequests.answer': { record: 'hourRequestId', body: { minutes: 0, words: '外人写的' } },
  'rewards.update': {
    record: 'rewardId',
    body: {
      ...{ title: '改', about: '外人写的', pickup: '别处', cost: 1, mostEach: null },
      ...{ state: 'open', revision: 0 },
    },
  },
  'rewards.changeStock': {
    record: 'rewardId',
    body: { change: 1, reason: '外人写的', stockChanges: 0 },
  },
  'rewards.stockEntries': { record: 'rewardId' },
  'rewardOrders.handOver': { record: 'rewardOrderId' },
  'rewardOrders.cancel': { record: 'rewardOrderId', body: { reason: '外人写的' } },
  'points.booklet': { record: 'memberId' },
  'memberImports.get': { record: 'importId' },
  'memberImports.cancel': { record: 'importId' },
  'memberImports.result': { record: 'importId' },
  'deliveries.resolve': { record: 'deliveryId', body: { decision: 'arrived' } },
}
