import Taro from '@tarojs/taro'

/** Addresses of the pages; the ones a tab shows are reached by switching, not by stacking. */
export const pages = {
  home: '/pages/home/index',
  study: '/pages/study/index',
  lesson: '/study/lesson/index',
  quiz: '/study/quiz/index',
  checkin: '/study/checkin/index',
  exams: '/study/exams/index',
  exam: '/study/exam/index',
  proposals: '/study/proposals/index',
  appeal: '/study/appeal/index',
  points: '/study/points/index',
  volunteer: '/volunteer/list/index',
  volunteerEvent: '/volunteer/event/index',
  volunteerAttend: '/volunteer/attend/index',
  myVolunteering: '/volunteer/mine/index',
  teams: '/volunteer/teams/index',
  team: '/volunteer/team/index',
  skills: '/volunteer/skills/index',
  rewards: '/volunteer/rewards/index',
  certificate: '/volunteer/certificate/index',
  verifyCertificate: '/volunteer/verify/index',
  digests: '/pages/digests/index',
  digest: '/pages/digest/index',
  say: '/pages/say/index',
  track: '/pages/track/index',
  matter: '/pages/matter/index',
  board: '/pages/board/index',
  me: '/pages/me/index',
  notices: '/pages/notices/index',
  login: '/pages/login/index',
  privacy: '/pages/privacy/index',
  password: '/pages/password/index',
  firstLogin: '/pages/first-login/index',
  desk: '/desk/today/index',
  ledger: '/desk/ledger/index',
  ticket: '/desk/ticket/index',
  deskDigests: '/desk/digests/index',
  digestEdit: '/desk/digest-edit/index',
  deskDigest: '/desk/digest/index',
  sources: '/desk/sources/index',
  groups: '/desk/groups/index',
  channels: '/desk/channels/index',
  senders: '/desk/senders/index',
  bots: '/desk/bots/index',
  workdays: '/desk/workdays/index',
  burden: '/desk/burden/index',
  deskLessons: '/desk/lessons/index',
  lessonEdit: '/desk/lesson-edit/index',
  deskCheckins: '/desk/checkins/index',
  deskQuestions: '/desk/questions/index',
  deskAssessment: '/desk/assessment/index',
  deskExams: '/desk/exams/index',
  deskExam: '/desk/exam/index',
  deskPoints: '/desk/points/index',
  deskMember: '/desk/member/index',
  deskMembers: '/desk/members/index',
  deskRules: '/desk/rules/index',
  deskStudy: '/desk/study/index',
  deskTeams: '/desk/teams/index',
  deskSkills: '/desk/skills/index',
  deskShifts: '/desk/shifts/index',
  deskHours: '/desk/hours/index',
  deskHoursImport: '/desk/hours-import/index',
  deskServed: '/desk/served/index',
  deskProject: '/desk/project/index',
  deskShift: '/desk/shift/index',
  deskDoor: '/desk/door/index',
  deskRewards: '/desk/rewards/index',
} as const
export type PageName = keyof typeof pages

const tabPages: readonly string[] = [pages.home, pages.study, pages.digests, pages.track, pages.me]

/** Address of a page with its query, e.g. `/pages/digest/index?id=…`. */
export function pageUrl(page: PageName, query: Record<string, string> = {}): string {
  const pairs = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
  return pairs.length > 0 ? `${pages[page]}?${pairs.join('&')}` : pages[page]
}

/** Goes to an address made by {@link pageUrl}. */
export function go(url: string): void {
  const [path = ''] = url.split('?')
  if (tabPages.includes(path)) void Taro.switchTab({ url: path })
  else void Taro.navigateTo({ url })
}

/** Goes to an address in place of this page (after signing in, for example). */
export function replaceWith(url: string): void {
  const [path = ''] = url.split('?')
  if (tabPages.includes(path)) void Taro.switchTab({ url: path })
  else void Taro.redirectTo({ url })
}

/** Back to where the person came from; home when there is nothing behind (a shared link). */
export function goBack(): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack()
  else void Taro.switchTab({ url: pages.home })
}
