/** What a person may be within an organization subtree, from least to most. */
export const roles = ['resident', 'member', 'secretary', 'supervisor', 'admin'] as const
export type Role = (typeof roles)[number]

/** Roles that work at the desk. */
export const staffRoles = ['secretary', 'supervisor', 'admin'] as const satisfies readonly Role[]

/** Roles that keep the roster and the accounts of those on it. */
export const rosterRoles = ['secretary', 'admin'] as const satisfies readonly Role[]

export const roleLabels: Record<Role, string> = {
  resident: '居民',
  member: '党员',
  secretary: '支部书记',
  supervisor: '督办员',
  admin: '管理员',
}

/** Levels of the organization tree, top first (四级网格). */
export const orgLevels = ['district', 'street', 'community', 'grid'] as const
export type OrgLevel = (typeof orgLevels)[number]
