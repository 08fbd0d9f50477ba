/** What holds a team together (N5): members of one organization, of one activity, of one area, of one trade. */
export const teamBases = ['organization', 'activity', 'area', 'trade'] as const
export type TeamBase = (typeof teamBases)[number]

export const teamBaseLabels: Record<TeamBase, string> = {
  organization: '组织关系',
  activity: '活动关系',
  area: '区域关系',
  trade: '行业关系',
}

/** A closed team stays closed; a new one may take its name. */
export const teamStates = ['active', 'closed'] as const
export type TeamState = (typeof teamStates)[number]

export const MOST_TEAM_FIELDS = 3
export const MOST_TEAM_LEADERS = 5
export const MOST_TEAM_NAME = 30
export const MOST_TEAM_ABOUT = 300
