import { rosterRoles } from '@lianxin/shared'
import { useMe } from '@/api/session'

/** Whether the person keeps the roster and its accounts, or only looks. */
export function useKeepsRoster(): boolean {
  const me = useMe()
  return me?.posts.some(({ role }) => rosterRoles.some((keeper) => keeper === role)) ?? false
}
